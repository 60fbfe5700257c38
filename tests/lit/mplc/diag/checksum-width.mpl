// An algorithm makes a number of a certain width.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: uint32;
  b: uint32 checksum(internet, a);
  c: bit[16] checksum(internet, a);
  d: uint16 checksum(crc32, a);
}

// CHECK: checksum-width.mpl:[[@LINE-5]]:22: error: 'b' cannot hold this checksum; internet needs a uint16 [checksum-width]
// CHECK: checksum-width.mpl:[[@LINE-5]]:23: error: 'c' cannot hold this checksum; internet needs a uint16 [checksum-width]
// CHECK: checksum-width.mpl:[[@LINE-5]]:22: error: 'd' cannot hold this checksum; crc32 needs a uint32 [checksum-width]

// A region is a number of bytes.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: bit[3];
  in byte[2] { b: bit[16]; };
  c: bit[5];
}

// CHECK: unaligned-region.mpl:[[@LINE-4]]:11: error: a region begins and ends on a byte, but here is bit 3 of one; add 5 bits before it [unaligned-region]

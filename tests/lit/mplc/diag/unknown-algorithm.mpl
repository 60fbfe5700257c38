// Algorithms have names.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: uint32;
  sum: uint16 checksum(crc16, a);
}

// CHECK: unknown-algorithm.mpl:[[@LINE-3]]:24: error: no checksum algorithm 'crc16'; there are internet, internet_optional, crc32, adler32, fletcher and extern [unknown-algorithm]

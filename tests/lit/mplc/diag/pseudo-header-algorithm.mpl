// Only sums can take in bytes from elsewhere.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet pseudo {
  a: uint32;
}
packet p {
  b: uint16;
  sum: uint32 checksum(crc32, b, pseudo());
}

// CHECK: pseudo-header-algorithm.mpl:[[@LINE-3]]:34: error: only the algorithms internet and internet_optional take a pseudo header; cover the bytes themselves [pseudo-header-algorithm]

// What is covered begins before it ends.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: uint16;
  b: uint16;
  sum: uint16 checksum(internet, b .. a);
}

// CHECK: checksum-order.mpl:[[@LINE-3]]:34: error: 'b' comes after 'a', so nothing is covered; write the first field first [checksum-order]

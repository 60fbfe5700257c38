// Files of 2006 may end within a byte (A.8).
// RUN: mplc check %s 2>&1 | FileCheck %s
// RUN: not mplc check -Werror %s

packet p {
  a: byte;
  b: bit[5];
}

// CHECK: unaligned-packet-2006.mpl:[[@LINE-5]]:8: warning: packet 'p' ends 3 bits short of a byte; these bits are written as 0 [unaligned-packet-2006]

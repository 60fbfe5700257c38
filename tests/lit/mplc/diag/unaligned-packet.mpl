// Our own packets end on a byte.
// RUN: not mplc check %s 2>&1 | FileCheck %s

let modern = 1;
packet p {
  a: byte;
  b: bit[5];
}

// CHECK: unaligned-packet.mpl:[[@LINE-5]]:8: error: packet 'p' ends 3 bits short of a byte; add a reserved field of bit[3] [unaligned-packet]

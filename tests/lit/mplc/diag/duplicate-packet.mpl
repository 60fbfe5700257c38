// A packet is defined once.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
}
packet p {
  b: byte;
}

// CHECK: duplicate-packet.mpl:[[@LINE-4]]:8: error: packet 'p' is defined twice; rename one of the two [duplicate-packet]
// CHECK: duplicate-packet.mpl:[[@LINE-8]]:8: note: the first one is here

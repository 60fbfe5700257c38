// A packet does not contain itself.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  q: packet q();
}
packet q {
  p: packet p();
}

// CHECK: nested-cycle.mpl:[[@LINE-3]]:13: error: packet 'p' contains itself, so it has no end; put bytes in place of one of the two [nested-cycle]
// CHECK: nested-cycle.mpl:[[@LINE-9]]:8: note: 'p' is declared here

// A nested packet gets one argument for each parameter.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet q(int n, bool b) {
  a: byte[n];
}
packet p {
  q: packet q(1);
}

// CHECK: argument-count.mpl:[[@LINE-3]]:13: error: packet 'q' takes 2 arguments, but 1 are given; give one for each parameter [argument-count]
// CHECK: argument-count.mpl:[[@LINE-8]]:8: note: 'q' is declared here

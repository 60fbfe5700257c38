// min, max, const and default are constants.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  b: byte max(a);
}

// CHECK: not-constant.mpl:[[@LINE-3]]:15: error: 'a' is known only when a packet is read; this must be a constant, so write it out [not-constant]
// CHECK: not-constant.mpl:[[@LINE-5]]:3: note: 'a' is declared here

// An attribute is given once.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte min(1) min(2);
}

// CHECK: duplicate-attribute.mpl:[[@LINE-3]]:18: error: attribute 'min' is given twice for 'a'; keep one [duplicate-attribute]
// CHECK: duplicate-attribute.mpl:[[@LINE-4]]:11: note: the first one is here

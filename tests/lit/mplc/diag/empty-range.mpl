// min is not above max.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte min(9) max(3);
}

// CHECK: empty-range.mpl:[[@LINE-3]]:15: error: no value of 'a' is at least 9 and at most 3; exchange min and max [empty-range]
// CHECK: empty-range.mpl:[[@LINE-4]]:22: note: the maximum is here

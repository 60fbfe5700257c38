// A range is a pattern.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  check (a == 1..5) "small";
}

// CHECK: range-out-of-place.mpl:[[@LINE-3]]:10: error: a range is only a pattern of a clause; compare with >= and <= instead [range-out-of-place]

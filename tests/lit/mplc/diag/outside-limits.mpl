// A default lies within its own limits.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte min(3) default(1);
}

// CHECK: outside-limits.mpl:[[@LINE-3]]:26: error: 1 is outside the min and max of its own field 'a' [outside-limits]

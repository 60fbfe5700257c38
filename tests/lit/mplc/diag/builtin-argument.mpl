// A built-in takes what it takes.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[4];
  b: byte value(sizeof());
  c: byte[remaining(a)];
}

// CHECK: builtin-argument.mpl:[[@LINE-4]]:17: error: 'sizeof' takes the name of one field between its parentheses [builtin-argument]
// CHECK: builtin-argument.mpl:[[@LINE-4]]:11: error: 'remaining' takes nothing between its parentheses [builtin-argument]

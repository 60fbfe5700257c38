// An attribute takes its number of arguments.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte min(1, 2);
  b: byte const;
}

// CHECK: attribute-arguments.mpl:[[@LINE-4]]:11: error: attribute 'min' takes one between parentheses, but 2 are given [attribute-arguments]
// CHECK: attribute-arguments.mpl:[[@LINE-4]]:11: error: attribute 'const' takes one between parentheses, but 0 are given [attribute-arguments]

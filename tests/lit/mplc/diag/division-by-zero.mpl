// Nothing is divided by a constant 0.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte value(4 / (2 - 2));
}

// CHECK: division-by-zero.mpl:[[@LINE-3]]:21: error: division by zero; the divisor must not be 0 [division-by-zero]

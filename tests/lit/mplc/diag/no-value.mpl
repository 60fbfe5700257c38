// Bytes have no value as a number.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[4];
  b: byte value(a + 1);
}

// CHECK: no-value.mpl:[[@LINE-3]]:17: error: field 'a' is not a number; use sizeof(a) for its size or offset(a) for its end [no-value]

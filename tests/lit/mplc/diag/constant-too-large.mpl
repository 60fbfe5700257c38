// A constant fits its field.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte const(256);
  b: bit[4] value(16);
  c: bit[4] default(-2);
}

// CHECK-DAG: constant-too-large.mpl:[[@LINE-5]]:17: error: 256 does not fit field 'a', which holds 0 to 255; widen the field or change the number [constant-too-large]
// CHECK-DAG: constant-too-large.mpl:[[@LINE-4]]:21: error: -2 does not fit field 'c', which holds 0 to 15; widen the field or change the number [constant-too-large]
// CHECK-DAG: constant-too-large.mpl:[[@LINE-6]]:19: error: 16 does not fit field 'b', which holds 0 to 15; widen the field or change the number [constant-too-large]

// Numbers, booleans and strings do not mix.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: boolean;
  b: byte[a];
  c: byte default(true);
}

// CHECK-DAG: wrong-type.mpl:[[@LINE-3]]:19: error: found a boolean where a number is needed [wrong-type]
// CHECK-DAG: wrong-type.mpl:[[@LINE-5]]:11: error: found a boolean where a number is needed [wrong-type]

// A constant is defined once.
// RUN: not mplc check %s 2>&1 | FileCheck %s

let n = 1;
let n = 2;
packet p {
  a: byte[n];
}

// CHECK: duplicate-constant.mpl:[[@LINE-5]]:5: error: constant 'n' is defined twice; rename one of the two [duplicate-constant]

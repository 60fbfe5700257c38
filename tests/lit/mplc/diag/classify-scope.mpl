// A field is classified where it is declared.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  c: byte;
  classify (a) {
  |1: "One" ->
    classify (c) {
    |1: "In" -> b: byte;
    };
  };
}

// CHECK: classify-scope.mpl:[[@LINE-6]]:15: error: field 'c' is of another scope; classify it where it is declared [classify-scope]
// CHECK: classify-scope.mpl:[[@LINE-10]]:3: note: 'c' is declared here

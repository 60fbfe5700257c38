// A size uses what was read before it.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  data: byte[length];
  length: byte value(sizeof(data));
}

// CHECK: used-before-declared.mpl:[[@LINE-4]]:14: error: field 'length' is used before it is declared; only value(..) may use later fields, so move 'length' up [used-before-declared]
// CHECK: used-before-declared.mpl:[[@LINE-4]]:3: note: 'length' is declared here
packet q {
  classify (kind) {
  |1: "One" -> ();
  };
  kind: byte;
}
// CHECK: used-before-declared.mpl:[[@LINE-5]]:13: error: field 'kind' is used before it is declared{{.*}} [used-before-declared]
// CHECK: used-before-declared.mpl:[[@LINE-3]]:3: note: 'kind' is declared here
// CHECK-NOT: error

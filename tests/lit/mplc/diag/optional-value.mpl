// What may not be there has no value.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  b: byte when (a == 1);
  check (b != 3) "three";
  classify (b) {
  |1: "One" -> ();
  };
}

// CHECK: optional-value.mpl:[[@LINE-6]]:10: error: field 'b' may not be there, so it has no value for an expression; use the condition of its 'when', or a classify [optional-value]
// CHECK: optional-value.mpl:[[@LINE-8]]:3: note: 'b' is declared here
// CHECK: optional-value.mpl:[[@LINE-7]]:13: error: field 'b' may not be there

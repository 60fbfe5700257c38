// A field is classified once.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  classify (a) {
  |1: "One" -> b: byte;
  };
  classify (a) {
  |1: "Uno" -> c: byte;
  };
}

// CHECK: classify-twice.mpl:[[@LINE-5]]:13: error: field 'a' is classified already; put both lists of clauses into one classify [classify-twice]
// CHECK: classify-twice.mpl:[[@LINE-9]]:13: note: the first one is here

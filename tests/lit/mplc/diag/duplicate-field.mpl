// A field name is used once in a scope, but clauses do not see each other.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  a: byte;
  classify (a) {
  |1: "One" -> b: byte;
  |2: "Two" -> b: byte;
  };
}

// CHECK: duplicate-field.mpl:[[@LINE-7]]:3: error: field 'a' is declared twice in one scope; rename one of the two [duplicate-field]
// CHECK: duplicate-field.mpl:[[@LINE-9]]:3: note: 'a' is declared here

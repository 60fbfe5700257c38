// Clauses of one classify differ in name.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  classify (a) {
  |1: "One" -> b: byte;
  |2: "One" -> c: byte;
  };
}

// CHECK: duplicate-clause.mpl:[[@LINE-4]]:3: error: clause "One" exists already in this classify; rename one of the two [duplicate-clause]
// CHECK: duplicate-clause.mpl:[[@LINE-6]]:3: note: the first one is here

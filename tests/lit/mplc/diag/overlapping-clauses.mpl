// Clauses that overlap get a warning that names both (A.6).
// RUN: mplc check %s 2>&1 | FileCheck %s
// RUN: not mplc check -Werror %s

packet p {
  a: byte;
  classify (a) {
  |0..9: "Low" -> b: byte;
  |5..15: "Mid" -> c: byte;
  };
}

// CHECK: overlapping-clauses.mpl:[[@LINE-4]]:3: warning: clause "Mid" shares values with "Low", which comes first and wins; narrow one of them, or add a 'when' [overlapping-clauses]
// CHECK: overlapping-clauses.mpl:[[@LINE-6]]:3: note: the first one is here

// The first match wins, so a clause needs a value of its own.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  classify (a) {
  |0..9: "Low" -> b: byte;
  |10..19: "Mid" -> c: byte;
  |5..15: "Never" -> d: byte;
  };
}

// CHECK: unreachable-clause.mpl:[[@LINE-4]]:3: error: clause "Never" is never reached: earlier clauses match all its values, and the first match wins; move it up or remove it [unreachable-clause]

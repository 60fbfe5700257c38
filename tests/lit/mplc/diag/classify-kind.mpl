// Numbers and booleans are classified.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[4];
  classify (a) {
  |1: "One" -> b: byte;
  };
}

// CHECK: classify-kind.mpl:[[@LINE-5]]:13: error: field 'a' cannot be classified; classify a number, a boolean or a string [classify-kind]
// CHECK: classify-kind.mpl:[[@LINE-7]]:3: note: 'a' is declared here

// A pattern has a value for each thing that is classified.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  b: byte;
  classify (a, b) {
  |(1, 2): "Two" -> ();
  |3: "One" -> ();
  };
  c: byte;
  classify (c) {
  |(1, 2): "Pair" -> ();
  };
}

// CHECK: pattern-parts.mpl:[[@LINE-8]]:4: error: this pattern has 1 values, but 2 are classified; write (a, b) with a value for each, or _ where any will do [pattern-parts]
// CHECK: pattern-parts.mpl:[[@LINE-5]]:4: error: this pattern has 2 values, but 1 are classified

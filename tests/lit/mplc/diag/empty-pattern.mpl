// A range goes up.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  classify (a) {
  |9..3: "Odd" -> b: byte;
  };
}

// CHECK: empty-pattern.mpl:[[@LINE-4]]:4: error: no value is at least 9 and at most 3; write the smaller number first [empty-pattern]

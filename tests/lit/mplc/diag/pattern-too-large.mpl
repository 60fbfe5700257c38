// A pattern can match.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  classify (a) {
  |256: "Big" -> b: byte;
  };
}

// CHECK: pattern-too-large.mpl:[[@LINE-4]]:4: error: 256 never matches: field 'a' holds at most 255 [pattern-too-large]
// CHECK: pattern-too-large.mpl:[[@LINE-7]]:3: note: 'a' is declared here

// Every clause ends at the same bit (A.6).
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: bit[4];
  classify (a) {
  |1: "One" -> b: bit[4];
  |2: "Two" -> c: bit[3];
  };
  d: byte;
}

// CHECK: unaligned-clauses.mpl:[[@LINE-5]]:3: error: clause "Two" ends at bit 7 of a byte, but "One" at bit 0; all must end alike, so fill up with bit[n] [unaligned-clauses]
// CHECK: unaligned-clauses.mpl:[[@LINE-7]]:3: note: the first one is here

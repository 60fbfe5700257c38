// Operators bind as A.2 says, those of part B between them, and all are left-associative.
// RUN: mplc --emit=ast %s | FileCheck %s

packet p {
  a: byte[1 + 2 * 3 - 4];
  // CHECK: field a: byte[((1 + (2 * 3)) - 4)]
  b: byte[-1 - -2];
  // CHECK: field b: byte[((-1) - (-2))]
  check (!x > y && z == 1 || w) "m";
  // CHECK: check (((!(x > y)) && (z == 1)) || w) "m"
  check (flags & 1 == 1) "m";
  // CHECK: check ((flags & 1) == 1) "m"
  check (a | b ^ c & d << 1 + 2) "m";
  // CHECK: check (a | (b ^ (c & (d << (1 + 2))))) "m"
  check (a ? b : c ? d : e) "m";
  // CHECK: check (a ? b : (c ? d : e)) "m"
  c: byte[(1 - 2) - (3 - 4)];
  // CHECK: field c: byte[((1 - 2) - (3 - 4))]
}

// A packet without fields may have checks, clauses and regions: all they look at are parameters. What fails, fails at its start.
// RUN: mplc %s -o %t.hpp && %clangxx -std=c++23 -fsyntax-only -x c++ %t.hpp
// RUN: printf '' > %t.bin && mplc decode --raw --packet=number --argument=7 %s %t.bin > %t.log; FileCheck %s < %t.log
// RUN: mplc explain-checks %s > %t.checks && mplc --emit=dot %s > %t.dot && mplc --emit=print %s > %t.print && mplc --emit=json %s > %t.json
// CHECK: malformed: number.n at byte 0

packet number(int n) { classify (n) { |1: "One" -> (); |2..6: "More" -> (); }; }
packet checked(int n) { check (n != 3) "not three"; }
packet padded(int n) { in byte[n] align(32) { (); }; }
packet either(bool q) { classify (q) { |true: "Yes" -> check (q) "yes"; |false: "No" -> (); }; }
packet all(bool q) {
  k: byte;
  a: packet number(k);
  b: packet checked(k);
  c: packet either(q);
}
test number (2) { hex "" = {} }
test number (7) { hex "" fails at n }
test checked (4) { hex "" = {} }
test checked (3) { hex "" fails at checked }
test padded (4) { hex "00000000" = {} }
test all (true) {
  hex "02" = { k = 2; }
  hex "03" fails at b.checked
  hex "07" fails at a.n
}

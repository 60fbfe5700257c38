// A misspelt keyword is named where nothing else could stand, and what follows is read as if it were right.
// RUN: not mplc check %s 2>&1 | FileCheck %s
// RUN: cp %s %t.mpl && mplc check --fix %t.mpl > %t.did && FileCheck %s --check-prefix=DID < %t.did

packet p {
  k: byte varient { |1 -> A |2 -> B };
  // CHECK: misspelt.mpl:[[@LINE-1]]:11: error: expected 'variant' before its tags, found 'varient' [unexpected-token]
  // CHECK-NEXT: {{^}}  k: byte varient {
  // CHECK-NEXT: {{^}}          ^~~~~~~
  // CHECK-NEXT: {{^}}          variant
  clasify (k) {
  // CHECK: misspelt.mpl:[[@LINE-1]]:3: error: expected 'classify' at the start of a statement, found 'clasify'
  |A: "A" -> q: pakcet q();
  // CHECK: misspelt.mpl:[[@LINE-1]]:17: error: expected 'packet' before the name of one, found 'pakcet'
  |B: "B" -> xs: arrray (3) { a: byte; };
  // CHECK: misspelt.mpl:[[@LINE-1]]:18: error: expected 'array' before how often it repeats, found 'arrray'
  };
  chekc (k > 0) "x";
  // CHECK: misspelt.mpl:[[@LINE-1]]:3: error: expected 'check' at the start of a statement, found 'chekc'
}
packet q { a: byte; }
// CHECK-NOT: error
// DID: misspelt.mpl.tmp.mpl: 5 mended

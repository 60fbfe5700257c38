// `fails at` takes the way to the field, where more than one packet has a field of that name.
// RUN: mplc %s -o %t.hpp && %clangxx -std=c++23 -fsyntax-only -x c++ %t.hpp
// RUN: FileCheck %s < %t.hpp
// RUN: sed 's/steps.tail.kind/head.kind/' %s > %t.mpl && mplc %t.mpl -o %t.bad.hpp
// RUN: not %clangxx -std=c++23 -fsyntax-only -x c++ %t.bad.hpp 2>&1 | FileCheck --check-prefix=BAD %s
// RUN: mplc --emit=ast %s | FileCheck --check-prefix=AST %s

packet head { kind: byte max(9); }
packet tail { kind: byte max(9); }
packet p {
  kind: byte max(9);
  head: packet head();
  steps: array (2) { kind: byte max(9); tail: packet tail(); };
}

test "which of them" {
  hex "00 00 0000 000a" fails at steps.tail.kind
  hex "00 00 0000 0a00" fails at steps.kind
  hex "00 0a 0000 0000" fails at head.kind
  hex "0a 00 0000 0000" fails at kind
}

// CHECK: static_assert(FaultVectors::view_1 ||
// CHECK-NOT: "head"
// CHECK: packet() == "tail"
// CHECK: static_assert(FaultVectors::view_2 ||
// CHECK: packet() == "p.steps"
// BAD: error: {{.*}}they fail, but not at kind
// AST: hex "00 00 0000 000a" fails at steps.tail.kind

// Fields of clauses may have one name and different types: a test means those that can have the value it writes. A tag that stands
// for several numbers is any of them.
// RUN: mplc %s -o %t.hpp && %clangxx -std=c++23 -fsyntax-only -x c++ %t.hpp
// RUN: sed 's/kind = Several; flags = 256/kind = A; flags = 257/' %s > %t.mpl && mplc %t.mpl -o %t.bad.hpp
// RUN: not %clangxx -std=c++23 -fsyntax-only -x c++ %t.bad.hpp > %t.log 2>&1; FileCheck %s --check-prefix=BAD < %t.log
// RUN: sed 's/flags = 256/flags = Eight/' %s > %t.mpl && not mplc check %t.mpl 2>&1 | FileCheck %s --check-prefix=NONE

packet alike {
  kind: byte variant { |1 -> A |2..5 -> Several };
  classify (kind) {
  |1: "X" -> flags: string8;
  |2..3: "Y" -> flags: uint16;
  |4: "Z" -> flags: byte;
  |5: "W" -> flags: array (2) { x: byte; };
  |6: "V" -> flags: byte variant { |7 -> Seven };
  };
}

test {
  hex "01 0161" = { kind = A; flags = "a"; }
  hex "03 0100" = { kind = Several; flags = 256; }
  hex "04 05" = { kind = Several; flags = 5; }
  hex "05 0508" = { flags[1].x = 8; flags = "\x05\x08"; }
  hex "06 07" = { flags = Seven; }
}
// BAD: error: {{.*}}kind has another value
// BAD: error: {{.*}}flags has another value
// NONE: error: tag 'Eight' means nothing here

// The vectors of a specification are static_asserts: the header compiles only if they hold.
// RUN: mplc %s --namespace=demo -o %t.hpp
// RUN: %clangxx -std=c++23 -fsyntax-only -Weverything -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-c++20-compat -Wno-pre-c++20-compat-pedantic -Wno-unsafe-buffer-usage -Wno-padded -Wno-unused-macros -Werror -x c++ %t.hpp
// RUN: %gxx -std=c++23 -fsyntax-only -Wall -Wextra -Wconversion -Werror -x c++ %t.hpp
// RUN: FileCheck %s < %t.hpp
//
// Each of them can fail, and the message leads to its line.
// RUN: sed 's/value = -7/value = 7/' %s > %t.mpl && mplc %t.mpl --namespace=demo -o %t.bad.hpp
// RUN: not %clangxx -std=c++23 -fsyntax-only -x c++ %t.bad.hpp 2>&1 | FileCheck %s --check-prefix=VALUE -DMPL=%t.mpl
// VALUE: [[MPL]]:41:{{.*}}error: static assertion failed{{.*}}test "every kind" of p: value has another value
// RUN: sed 's/name = "ab/name = "ac/' %s > %t.mpl && mplc %t.mpl --namespace=demo -o %t.bad.hpp
// RUN: not %clangxx -std=c++23 -fsyntax-only -x c++ %t.bad.hpp 2>&1 | FileCheck %s --check-prefix=NAME
// NAME: error: static assertion failed{{.*}}name has another value
// RUN: sed 's/hex "01 fff9/hex "07 fff9/' %s > %t.mpl && mplc %t.mpl --namespace=demo -o %t.bad.hpp
// RUN: not %clangxx -std=c++23 -fsyntax-only -x c++ %t.bad.hpp 2>&1 | FileCheck %s --check-prefix=PARSE
// PARSE: error: static assertion failed{{.*}}the bytes do not parse
// PARSE-NOT: error:
// RUN: sed 's/hex "01 fff9/hex "01 00 fff9/' %s > %t.mpl && mplc %t.mpl --namespace=demo -o %t.bad.hpp
// RUN: not %clangxx -std=c++23 -fsyntax-only -x c++ %t.bad.hpp 2>&1 | FileCheck %s --check-prefix=LEFT
// LEFT: error: static assertion failed{{.*}}bytes are left over
// RUN: sed 's/hex "04"/hex "01 0000 00"/' %s > %t.mpl && mplc %t.mpl --namespace=demo -o %t.bad.hpp
// RUN: not %clangxx -std=c++23 -fsyntax-only -x c++ %t.bad.hpp 2>&1 | FileCheck %s --check-prefix=GOOD
// GOOD: error: static assertion failed{{.*}}the bytes parse, but should fail
// RUN: sed 's/fails at kind/fails at value/' %s > %t.mpl && mplc %t.mpl --namespace=demo -o %t.bad.hpp
// RUN: not %clangxx -std=c++23 -fsyntax-only -x c++ %t.bad.hpp 2>&1 | FileCheck %s --check-prefix=ELSE
// ELSE: error: static assertion failed{{.*}}they fail, but not at value
//
// The other files of a program leave them out.
// RUN: %clangxx -std=c++23 -fsyntax-only -DMPL_SKIP_VECTORS -x c++ %t.bad.hpp

packet p {
  kind: byte;
  classify (kind) {
  |1: "Number" -> value: int16; flag: boolean;
  |2: "Text" -> size: byte value(sizeof(name)); name: byte[size];
  };
}
test "every kind" {
  hex "01 fff9 07" = {
    kind = 1;
    value = -7;
    flag = true;
  }
  hex "02 03 61 62 00" = { name = "ab\0"; size = 3; }
  hex "04" fails at kind
  hex "01 00" fails at value
  hex "02 03 61" fails at name
}
// CHECK: struct VectorVectors {
// CHECK: 0x01, 0xff, 0xf9, 0x07,
// CHECK: static_assert(VectorVectors::view_1.has_value(),
// CHECK: "test \"every kind\" of p: the bytes do not parse");

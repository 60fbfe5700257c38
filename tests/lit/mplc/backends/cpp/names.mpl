// Fields may be called what they like: C++ keywords, the functions and the locals of the generated code.
// RUN: mplc %s --namespace=demo -o %t.hpp
// RUN: %clangxx -std=gnu++23 -fsyntax-only -Wall -Wextra -Werror -x c++ %t.hpp
// RUN: %gxx -std=gnu++23 -fsyntax-only -Wall -Wextra -Wconversion -Werror -x c++ %t.hpp
// RUN: grep -v '^#line' %t.hpp | FileCheck %s

packet names {
  union: byte;
  data: byte;
  size: byte;
  given: byte;
  parse: byte;
  build: byte;
  check: byte;
  plan: byte;
  measure: byte;
  write: byte;
  edit: byte;
  trailing: byte;
  visit: byte;
  buffer: byte;
  mpl: byte;
  value: byte;
  linux: byte;
  unix: byte;
  bytes: byte;
  fields: byte;
  kind: byte;
  classify (kind) {
  | 1 : "Names" -> kind_clause: byte;
  | 2 : "Fields" -> echo: byte;
  | 3 : "Layout" -> at: uint16;
  };
}
// CHECK: std::uint8_t union_() const
// CHECK: std::uint8_t data() const
// CHECK: std::uint8_t bytes_() const
// CHECK: std::uint8_t fields_() const

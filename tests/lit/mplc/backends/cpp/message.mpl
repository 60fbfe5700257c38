// The words of a check are kept, whatever characters they have.
// RUN: mplc %s --namespace=demo -o %t.hpp
// RUN: %clangxx -std=c++23 -fsyntax-only -Wall -Wextra -Werror -x c++ %t.hpp
// RUN: FileCheck %s < %t.hpp

packet p {
  a: byte;
  check (a > 1) "zu früh: \"a\" \\ 1\n9";
}
// CHECK: "zu fr\303\274h: \"a\" \\ 1\0129"

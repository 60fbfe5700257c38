// A string that ends with a backslash ends there: blanks of the next string are no place to break a line.
// RUN: mplc %s --namespace=demo -o %t.hpp && grep -v '^#line' %t.hpp | FileCheck %s
// RUN: %clangxx -std=c++23 -fsyntax-only -x c++ %t.hpp

packet p {
  a: byte;
  check (a != 92) "a backslash \\";
  check (a != 34) "a quote \" and then so many words that the line with them has to be broken somewhere";
}
// CHECK: "a backslash \\"
// CHECK: "a quote \" and then so many words that the line with them has to be broken somewhere"

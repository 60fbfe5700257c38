// A compiler error about a field leads to the specification: the line below that says "age".
// RUN: mplc %s --namespace=demo -o %t.hpp
// RUN: not %clangxx -std=c++23 -fsyntax-only -include %t.hpp -x c++ %S/Inputs/line.cpp 2>&1 | FileCheck %s
// RUN: not %gxx -std=c++23 -fsyntax-only -include %t.hpp -x c++ %S/Inputs/line.cpp 2>&1 | FileCheck %s

packet person {
  name: byte[4];
  age: byte;
}
// CHECK: line.mpl:[[#@LINE-2]]:{{.*}}note:

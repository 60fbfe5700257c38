// A packet within a packet is parsed with it, and its errors count from the start of the outer one.
// RUN: mplc %s --namespace=demo -o %t.hpp
// RUN: grep -v '^#line' %t.hpp | FileCheck %s
// RUN: %clangxx -std=c++23 -fsyntax-only -Wall -Wextra -Werror -include %t.hpp -x c++ %S/Inputs/nested.cpp
// RUN: %gxx -std=c++23 -fsyntax-only -Wall -Wextra -Werror -include %t.hpp -x c++ %S/Inputs/nested.cpp

packet name {
  length: byte value(sizeof(text));
  text: byte[length];
}
packet person {
  age: byte max(150);
  first: packet name();
  last: packet name();
}
// CHECK: class Person {
// CHECK: const mpl::Outcome<Name> first_parsed = Name::parse<mpl::Outcome<Name>>(
// CHECK: return mpl::nested(first_parsed.error(), 1);
// CHECK: Name first() const noexcept

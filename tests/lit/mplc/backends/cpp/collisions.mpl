// Names that would meet in the generated code are told apart, and none is one that C++ reserves.
// RUN: mplc %s --namespace=demo -o %t.hpp
// RUN: %clangxx -std=c++23 -fsyntax-only -Wall -Wextra -Wreserved-identifier -Wreserved-macro-identifier -Werror -DHEADER='"%t.hpp"' -x c++ %S/Inputs/collisions.cpp

// Two classifies with a clause of one name, side by side.
packet twins {
  kind: byte;
  classify (kind) {
  |1: "One" -> first: byte;
  |_: "Other" -> other: byte;
  };
  type: byte;
  classify (type) {
  |1: "Two" -> second: uint16;
  |_: "Other" -> other: uint16;
  };
}

// A clause that is given its tag, and has fields of the names that the tag and an inner classify get in C++.
packet given {
  class: byte;
  classify (class) {
  |1..9: "Range" ->
    class_: uint16;
    inner: byte;
    classify (inner) {
    |0: "Nothing" -> ();
    |1: "Something" -> range_inner_clause: byte;
    };
    range_inner_clause: byte;
  };
}

// Underscores and words of C++ wherever other words are put before or behind.
packet words(int class, int class_) {
  _urg: byte;
  urg: byte;
  _Reserved: byte;
  union: byte;
  union_: byte;
  at_: byte;
  as_new: byte;
  _type: byte;
  classify (_type) {
  |1: "Union" -> value: byte[class];
  |2: "New" -> value: byte[class_];
  |3: "A--B__C" -> signed: byte value(sizeof(value)); value: byte[signed];
  };
  type_: byte;
  classify (type_) {
  |1: "Union" -> value: byte;
  |_: "New" -> ();
  };
}

// Parameters, both byte orders, numbers of every width, checks, guards and a classify in a classify, all in one packet.
// RUN: mplc %s --namespace=demo -o %t.hpp
// RUN: %clangxx -std=c++23 -fsyntax-only -Wall -Wextra -Werror -include %t.hpp -x c++ %S/Inputs/everything.cpp
// RUN: %gxx -std=c++23 -fsyntax-only -Wall -Wextra -Wconversion -Werror -include %t.hpp -x c++ %S/Inputs/everything.cpp

packet all(int limit, bool deep) {
  a: uint16le;
  b: int32;
  c: boolean default(true);
  d: uint24;
  e: uint48;
  f: bit[3] strict variant { | 1 -> One | 2 => Two };
  g: bit[61] min(4) max(1000);
  kind: byte;
  check (a < limit) "a must be small";
  classify (kind) {
  | 1 : "First" when (deep) -> sub: byte; x: uint32;
     classify (sub) {
     | 1 : "In" -> y: uint16;
     | _ : "Other" -> z: byte[4];
     };
     tail: uint16;
  | 2 : "First2" -> n: uint16 value(sizeof(t)); t: byte[n];
  | _ : "Other" -> r: byte[3];
  };
  after: uint32;
}

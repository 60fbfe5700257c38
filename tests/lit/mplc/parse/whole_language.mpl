// Everything the language has, part A and part B, has its place in the tree.
// RUN: mplc --emit=ast %s | FileCheck %s

import "other.mpl";
typedef port uint16;
struct { hi: byte; lo: byte; } pair;
let most = 60;
endian little;
enum kind : byte { |1 -> One |2..9 => Many }
flags bits : byte { |1 -> Syn }
/// Doc of p.
/// Second line.
packet p(int n, bool quick) {
  ();
  /// Doc of a.
  a: bit[4] const(4) value(sizeof(b) + offset(b) + remaining()) ;
  v: byte variant { |1 => One |2 -> Two } default (1);
  q: packet other (n, a + 1) when (quick);
  xs: array (n) { x: byte; };
  ys: array (..) { y: byte; };
  zs: array until (z == 255) { z: byte; };
  ends: array (..) until (w == 0) { w: byte; } when (quick);
  in byte[n] { r: byte; };
  in byte[n] align(32) { ra: byte; };
  check (n != 3) "not three";
  t: byte[8] text;
  s: uint16 checksum(internet, a .. b, pseudo_header(n, a + 1));
  o: uint32le when (n & 1);
  classify (v) {
  /// Doc of the clause.
  |1, 3..4: "Some" when (quick) -> d: byte;
  |_: "Rest" -> ();
  };
  classify (a, s & 1) {
  |(1, 0), (_, 1..3): "Both" -> ();
  };
}
test p "name" (7, true) { hex "45 00" = { a = 4; v = One; } hex "00" fails at a }

// CHECK: import "other.mpl"
// CHECK-NEXT: typedef port: uint16
// CHECK-NEXT: struct pair
// CHECK-NEXT:   field hi: byte
// CHECK-NEXT:   field lo: byte
// CHECK-NEXT: let most = 60
// CHECK-NEXT: endian little
// CHECK-NEXT: enum kind: byte
// CHECK-NEXT:   1 -> One
// CHECK-NEXT:   (2 .. 9) => Many
// CHECK-NEXT: flags bits: byte
// CHECK-NEXT:   1 -> Syn
// CHECK-NEXT: doc "Doc of p."
// CHECK-NEXT: doc "Second line."
// CHECK-NEXT: packet p
// CHECK-NEXT:   parameter n: int
// CHECK-NEXT:   parameter quick: bool
// CHECK-NEXT:   unit
// CHECK-NEXT:   doc "Doc of a."
// CHECK-NEXT:   field a: bit[4]
// CHECK-NEXT:     const 4
// CHECK-NEXT:     value ((sizeof(b) + offset(b)) + remaining())
// CHECK-NEXT:   field v: byte
// CHECK-NEXT:     variant
// CHECK-NEXT:       1 => One
// CHECK-NEXT:       2 -> Two
// CHECK-NEXT:     default 1
// CHECK-NEXT:   nested q: other n (a + 1) when quick
// CHECK-NEXT:   array xs count n
// CHECK-NEXT:     field x: byte
// CHECK-NEXT:   array ys to the end
// CHECK-NEXT:     field y: byte
// CHECK-NEXT:   array zs until (z == 255)
// CHECK-NEXT:     field z: byte
// CHECK-NEXT:   array ends to the end until (w == 0) when quick
// CHECK-NEXT:     field w: byte
// CHECK-NEXT:   region n
// CHECK-NEXT:     field r: byte
// CHECK-NEXT:   region n align 32
// CHECK-NEXT:     field ra: byte
// CHECK-NEXT:   check (n != 3) "not three"
// CHECK-NEXT:   field t: byte[8] text
// CHECK-NEXT:   field s: uint16
// CHECK-NEXT:     checksum internet (a .. b) pseudo_header(n, (a + 1))
// CHECK-NEXT:   field o: uint32le when (n & 1)
// CHECK-NEXT:   classify v
// CHECK-NEXT:     doc "Doc of the clause."
// CHECK-NEXT:     clause "Some" 1 (3 .. 4) when quick
// CHECK-NEXT:       field d: byte
// CHECK-NEXT:     clause "Rest" _
// CHECK-NEXT:       unit
// CHECK-NEXT:   classify (a, (s & 1))
// CHECK-NEXT:     clause "Both" (1, 0) (_, (1 .. 3))
// CHECK-NEXT:       unit
// CHECK-NEXT: test "name" of p 7 true
// CHECK-NEXT:   hex "45 00"
// CHECK-NEXT:     a = 4
// CHECK-NEXT:     v = One
// CHECK-NEXT:   hex "00" fails at a

// What a test expects is resolved like every other constant, for each clause that has such a field.
// RUN: mplc --emit=ir %s | FileCheck %s
// RUN: mplc --emit=json %s | FileCheck %s --check-prefix=JSON
// RUN: sed 's,^///WRONG ,,' %s > %t.mpl && not mplc check %t.mpl 2>&1 | FileCheck %s --check-prefix=WRONG

packet inner {
  depth: byte max(3);
}
packet p {
  kind: byte variant { |1 -> One |2 -> Two };
  classify (kind) {
  |1: "First" -> value: byte;
  |2: "Second" -> value: uint16; name: byte[2];
  };
  nested: packet inner();
  end: label;
}
test "both" {
  hex "01 07 00" = { kind = One; value = 7; }
  hex "02 0008 6162 00" = { kind = 1 + 1; value = 8; name = "ab"; }
  hex "" fails at kind
  hex "01 07 04" fails at depth;
}
test inner "named" { hex "00" = { depth = 0; } }
// CHECK: vector "both" of p bytes 3
// CHECK-NEXT: expect kind = 1
// CHECK-NEXT: expect First.value = 7
// CHECK-NEXT: expect Second.value = 7
// CHECK: vector "both" of p bytes 0
// CHECK-NEXT: fails at p.kind
// CHECK: vector "both" of p bytes 3
// CHECK-NEXT: fails at inner.depth
// CHECK: vector "named" of inner bytes 1
// CHECK-NEXT: expect depth = 0
// JSON: "vectors": [
// JSON: "bytes": "020008616200",
// JSON-NEXT: "fails": false,
// JSON-NEXT: "packet": "p",
// JSON-NEXT: "test": "both"

///WRONG test p "wrong" { hex "00" = { kid = 1; kind = Tree; kind = 256; value = "x"; name = 5; nested = 1; end = 0; value = kind; } hex "00" fails at nothing_like_it }
///WRONG packet sized(int n) { a: byte[n]; }
///WRONG test "arguments" { hex "00" = { a = "x"; } }
// WRONG: error: no field 'kid' can be seen here in packet 'p'; did you mean 'kind'? [unknown-name]
// WRONG: [unknown-tag]
// WRONG: error: 256 does not fit field 'kind', which holds 0 to 255{{.*}} [constant-too-large]
// WRONG: error: found a string where a number is needed [wrong-type]
// WRONG: error: found a number where a string is needed [wrong-type]
// WRONG: error: found a packet where a number, a boolean or bytes is needed [wrong-type]
// WRONG: error: found a label where a number, a boolean or bytes is needed [wrong-type]
// WRONG: error: 'kind' is known only when a packet is read; this must be a constant, so write it out [not-constant]
// WRONG: error: no field 'nothing_like_it' can be seen here in packet 'p'
// WRONG: error: packet 'sized' takes 1 arguments, but 0 are given; give one for each parameter [argument-count]

// Neighbouring units of up to 32 bits are written at once; bytes, and what is in the other order, end such a run.
// RUN: mplc --emit=ir %s | FileCheck %s

packet p {
  a: bit[4];
  b: bit[4];
  c: byte;
  d: uint16;
  e: uint32;
  f: uint16le;
  g: uint16;
  h: int8;
  i: byte;
  data: byte[3];
  j: byte;
}
// CHECK: write
// CHECK-NEXT: store 32 at 0 a b c d
// CHECK-NEXT: store 32 at 4 e
// CHECK-NEXT: store 16 at 8 little f
// CHECK-NEXT: store 16 at 10 g
// CHECK-NEXT: store 8 at 12 h
// CHECK-NEXT: store 8 at 13 i
// CHECK-NEXT: store data
// CHECK-NEXT: store 8 at 17 j

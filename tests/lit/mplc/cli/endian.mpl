// --endian=little, `endian little;` and the suffixes say the byte order, also of the length of a string; bits have none.
// RUN: mplc --emit=ir --endian=little %s | FileCheck %s --check-prefixes=CHECK,LITTLE
// RUN: mplc --emit=ir %s | FileCheck %s --check-prefixes=CHECK,BIG
packet p {
  a: uint16;
  b: uint16be;
  c: uint32le;
  d: bit[16];
  e: string16;
  f: string32be;
  g: string16le;
  h: string8;
  i: mpint;
}
// LITTLE: field a unsigned:16 little at
// BIG: field a unsigned:16 at
// CHECK: field b unsigned:16 at
// CHECK: field c unsigned:32 little at
// CHECK: field d unsigned:16 at
// LITTLE: field e text:16 little at
// BIG: field e text:16 at
// CHECK: field f text:32 at
// CHECK: field g text:16 little at
// CHECK: field h text:8 at
// CHECK: field i mpint at

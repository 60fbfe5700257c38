// --endian=little, `endian little;` and the suffixes say the byte order; bits have none.
// RUN: mplc --emit=ir --endian=little %s | FileCheck %s --check-prefixes=CHECK,LITTLE
// RUN: mplc --emit=ir %s | FileCheck %s --check-prefixes=CHECK,BIG
packet p {
  a: uint16;
  b: uint16be;
  c: uint32le;
  d: bit[16];
}
// LITTLE: field a unsigned:16 little at
// BIG: field a unsigned:16 at
// CHECK: field b unsigned:16 at
// CHECK: field c unsigned:32 little at
// CHECK: field d unsigned:16 at

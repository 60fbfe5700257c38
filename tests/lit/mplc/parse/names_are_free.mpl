// Names of types and attributes are not reserved: fields may have them, and part B takes none away.
// RUN: mplc --emit=ast %s | FileCheck %s
packet p {
  offset: byte;
  default: byte;
  class: byte default(1);
  union: byte;
  in: byte;
  check: byte;
  test: byte;
  flags: bit[8];
  enum: byte;
}
// CHECK: field offset: byte
// CHECK: field default: byte
// CHECK: field class: byte
// CHECK: field union: byte
// CHECK: field in: byte
// CHECK: field check: byte
// CHECK: field test: byte
// CHECK: field flags: bit[8]
// CHECK: field enum: byte

// What was probably meant is said; it is mended unasked only where nothing else is as near. A name of one letter is near nothing.
// RUN: cp %s %t.mpl
// RUN: not mplc check --fix %t.mpl 2>&1 | FileCheck %s
// RUN: FileCheck --check-prefix=LEFT %s < %t.mpl

packet p {
  size1: byte value(sizeof(a));
  size2: byte value(sizeof(b));
  a: byte[size3];
  // LEFT: a: byte[size3];
  b: byte[sizze2];
  // LEFT: b: byte[size2];
  c: byte value(sizeof(x));
  // LEFT: c: byte value(sizeof(x));
  d: uint6;
  // LEFT: d: uint6;
  e: uint61;
  // LEFT: e: uint16;
}

// CHECK: replaced 'sizze2' with 'size2' [unknown-name]
// CHECK-NEXT: replaced 'uint61' with 'uint16' [unknown-type]
// CHECK-NOT: replaced
// CHECK: error: no field 'size3' can be seen here in packet 'p'; did you mean 'size1'? [unknown-name]
// CHECK: error: no field 'x' can be seen here in packet 'p'; an expression uses fields of its own scope and those around it [unknown-name]
// CHECK: error: unknown type 'uint6'; did you mean 'uint64'? [unknown-type]

// A type that is nearly one of the language is suggested.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: unit16;
  b: complex;
}

// CHECK: unknown-type.mpl:[[@LINE-4]]:6: error: unknown type 'unit16'; did you mean 'uint16'? [unknown-type]
// CHECK: unknown-type.mpl:[[@LINE-4]]:6: error: unknown type 'complex'; define it with typedef or struct, or write 'packet complex()' to nest a packet [unknown-type]

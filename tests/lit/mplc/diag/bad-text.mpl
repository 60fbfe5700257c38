// A string fits its field.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: cstring const("a\0b");
  b: byte[2] text default("abc");
}

// CHECK: bad-text.mpl:[[@LINE-4]]:20: error: field 'a' cannot hold this string: a 0 in it would end it; use string8 or string16 [bad-text]
// CHECK: bad-text.mpl:[[@LINE-4]]:27: error: field 'b' cannot hold this string: it is longer than the field; shorten it [bad-text]

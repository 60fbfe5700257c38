// An attribute that is nearly one of the language is suggested.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte defualt(1);
  b: byte wonderful;
}

// CHECK: unknown-attribute.mpl:[[@LINE-4]]:11: error: unknown attribute 'defualt'; did you mean 'default'? [unknown-attribute]
// CHECK: unknown-attribute.mpl:[[@LINE-4]]:11: error: unknown attribute 'wonderful'; attributes are const, value, default, min, max, align, variant and strict [unknown-attribute]

// Attributes belong to the members of a struct.
// RUN: not mplc check %s 2>&1 | FileCheck %s

struct { a: byte; } pair;
packet p {
  n: pair default(1);
}

// CHECK: struct-attribute.mpl:[[@LINE-3]]:3: error: field 'n' of struct 'pair' takes no size, attribute or condition; write it at the struct's members [struct-attribute]

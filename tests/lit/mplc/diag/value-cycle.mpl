// Computed fields have an order.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte value(b + 1);
  b: byte value(c);
  c: byte value(a);
}

// CHECK: value-cycle.mpl:[[@LINE-5]]:17: error: computed fields need each other: 'a' -> 'b' -> 'c' -> 'a'; compute one of them from sizes or offsets [value-cycle]

// A struct does not contain itself.
// RUN: not mplc check %s 2>&1 | FileCheck %s

struct { a: byte; again: node; } node;
packet p {
  n: node;
}

// CHECK: recursive-struct.mpl:[[@LINE-5]]:26: error: struct 'node' contains itself; use a packet with a size for repeated or nested data [recursive-struct]
// CHECK: recursive-struct.mpl:[[@LINE-6]]:34: note: 'node' is declared here

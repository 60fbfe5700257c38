// An enumeration is of unsigned numbers.
// RUN: not mplc check %s 2>&1 | FileCheck %s

enum color : string8 { |1 -> Red }
packet p {
  a: byte;
}

// CHECK: enum-base.mpl:[[@LINE-5]]:14: error: 'color' stands for numbers; write an unsigned type such as byte, uint16 or bit[n] after the ':' [enum-base]

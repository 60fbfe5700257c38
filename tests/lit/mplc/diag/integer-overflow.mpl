// Numbers have 64 bits.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[18446744073709551616];
}

// CHECK: integer-overflow.mpl:[[@LINE-3]]:11: error: number '18446744073709551616' does not fit 64 bits; numbers are unsigned and at most 18446744073709551615 [integer-overflow]

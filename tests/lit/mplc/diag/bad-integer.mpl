// Digits belong to the base.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: bit[0b12];
  b: byte[0x];
}

// CHECK: bad-integer.mpl:[[@LINE-4]]:10: error: '0b12' is no number; write decimal digits, or digits of their base after 0x, 0o or 0b [bad-integer]
// CHECK: bad-integer.mpl:[[@LINE-4]]:11: error: '0x' is no number; write decimal digits, or digits of their base after 0x, 0o or 0b [bad-integer]

// bit[n] has 1 to 64 bits.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: bit[0];
  b: bit[65];
  c: bit;
}

// CHECK: bad-bit-width.mpl:[[@LINE-5]]:10: error: the width of 'a' is not between 1 and 64; write bit[n] with a constant n [bad-bit-width]
// CHECK: bad-bit-width.mpl:[[@LINE-5]]:10: error: the width of 'b' is not between 1 and 64; write bit[n] with a constant n [bad-bit-width]
// CHECK: bad-bit-width.mpl:[[@LINE-5]]:6: error: the width of 'c' is not between 1 and 64; write bit[n] with a constant n [bad-bit-width]

// align counts whole bytes, in bits.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  n: byte value(sizeof(a));
  a: byte[n] align(12);
}

// CHECK: bad-align.mpl:[[@LINE-3]]:20: error: align(12) is no whole number of bytes; it counts bits, so write 16, 32 or 64 [bad-align]

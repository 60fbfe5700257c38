// Constants have 64 bits.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[0xffff_ffff_ffff_ffff * 2];
}

// CHECK: constant-overflow.mpl:[[@LINE-3]]:11: error: this constant does not fit 64 bits; use smaller numbers [constant-overflow]

// Sizes and offsets count bytes.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: bit[4];
  b: bit[4] value(offset(a));
}

// CHECK: unaligned-size.mpl:[[@LINE-3]]:19: error: the size or end of 'a' is no whole number of bytes here; use a field that ends on a byte [unaligned-size]

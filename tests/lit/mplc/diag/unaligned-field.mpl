// Only bits begin within a byte.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: bit[3];
  b: uint16;
}

// CHECK: unaligned-field.mpl:[[@LINE-3]]:3: error: field 'b' begins at bit 3 of a byte; only bit[n] may, so add 5 bits before it [unaligned-field]

// A pseudo header is made of numbers.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet pseudo {
  length: byte value(sizeof(a));
  a: byte[length];
}
packet p {
  sum: uint16 checksum(internet, sum, pseudo());
}

// CHECK: pseudo-header-field.mpl:[[@LINE-3]]:39: error: field 'length' of 'pseudo' cannot be summed up as part of a pseudo header; such a packet has only numbers and byte[n] of a constant, even n, without parameters [pseudo-header-field]

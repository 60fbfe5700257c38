// An argument settles a number of the pseudo header.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet pseudo {
  a: uint32;
  zero: uint16 const(0);
  length: uint16;
}
packet p {
  sum: uint16 checksum(internet, sum, pseudo(lenght = 2, zero = 1));
}

// CHECK: pseudo-header-argument.mpl:[[@LINE-3]]:46: error: 'lenght' is no field of 'pseudo' that an argument can settle; name a number that has neither const nor value [pseudo-header-argument]
// CHECK: pseudo-header-argument.mpl:[[@LINE-4]]:58: error: 'zero' is no field of 'pseudo' that an argument can settle; name a number that has neither const nor value [pseudo-header-argument]

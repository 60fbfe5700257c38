// What is left out is whole bytes.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  b: bit[4] when (a == 1);
  c: bit[4];
}

// CHECK: optional-bits.mpl:[[@LINE-4]]:3: error: field 'b' is not made of whole bytes, so it cannot be left out; put 'when' to a field that is [optional-bits]

// Bits reach a byte within 64.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: bit[3];
  b: bit[62];
  c: bit[7];
}

// CHECK: bit-run-too-long.mpl:[[@LINE-4]]:3: error: the bits up to 'b' run on for more than 64 without reaching a byte; order or widen the fields so that they do [bit-run-too-long]

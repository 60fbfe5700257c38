// There are two byte orders.
// RUN: not mplc check %s 2>&1 | FileCheck %s

endian middle;
packet p {
  a: uint16;
}

// CHECK: unknown-endian.mpl:[[@LINE-5]]:8: error: 'middle' is no byte order; write 'endian little;' or 'endian big;' [unknown-endian]

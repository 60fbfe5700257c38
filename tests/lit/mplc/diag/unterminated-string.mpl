// A string ends on its line.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  classify (a) {
  |1: "One ->
    b: byte;
  };
}

// CHECK: unterminated-string.mpl:[[@LINE-5]]:7: error: this string has no closing quote; a string ends on the line where it begins [unterminated-string]

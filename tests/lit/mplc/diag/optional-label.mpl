// A label has no bytes to leave out.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  b: label when (a == 1);
}

// CHECK: optional-label.mpl:[[@LINE-3]]:3: error: label 'b' takes no bytes, so there is nothing to leave out; remove 'when' [optional-label]

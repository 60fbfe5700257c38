// A missing word is shown where it belongs, and the rest of the file is still read.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte
  b: byte;
  c byte;
  d: ;
}
pakcet q { a: byte; }

// CHECK: unexpected-token.mpl:[[@LINE-7]]:10: error: expected ';' at the end of a statement, found 'b' [unexpected-token]
// CHECK: unexpected-token.mpl:[[@LINE-6]]:5: error: expected ':' after the name of a field, found 'byte' [unexpected-token]
// CHECK: unexpected-token.mpl:[[@LINE-6]]:6: error: expected a name as the type of a field, found ';' [unexpected-token]
// CHECK: unexpected-token.mpl:[[@LINE-5]]:1: error: expected 'packet', 'struct' or 'typedef' at the top of a file, found 'pakcet' [unexpected-token]

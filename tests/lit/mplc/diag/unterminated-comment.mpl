// A comment that nests needs each of its ends.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  /* outer /* inner */
  b: byte;
}

// CHECK: unterminated-comment.mpl:[[@LINE-4]]:3: error: this comment has no end; comments nest, so each '/*' needs its own '*/' [unterminated-comment]

// A constant size is a size.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[3 - 4];
  b: byte[6] align(32);
}

// CHECK: bad-constant-size.mpl:[[@LINE-4]]:11: error: the size of 'a' is -1 bytes; a constant size is 0 to 1048576, and a multiple of align [bad-constant-size]
// CHECK: bad-constant-size.mpl:[[@LINE-4]]:11: error: the size of 'b' is 6 bytes; a constant size is 0 to 1048576, and a multiple of align [bad-constant-size]

// array_length counts an array.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[4];
  b: byte value(array_length(a));
}

// CHECK: not-an-array.mpl:[[@LINE-3]]:30: error: field 'a' is no array, so it has no array_length; use sizeof(a) for its bytes [not-an-array]
// CHECK: not-an-array.mpl:[[@LINE-5]]:3: note: 'a' is declared here

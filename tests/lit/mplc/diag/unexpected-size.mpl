// Only bits and bytes take a size.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: boolean[2];
}

// CHECK: unexpected-size.mpl:[[@LINE-3]]:14: error: type 'boolean' takes no size; only bit[n] and byte[e] do [unexpected-size]

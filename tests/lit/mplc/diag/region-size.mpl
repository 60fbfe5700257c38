// A region of constant size whose content can never fill it, or never fit.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  in byte[4] { a: uint16; };
  in byte[2] { b: uint32; };
  in byte[4] align(32) { c: uint16; };
}

// CHECK: region-size.mpl:[[@LINE-5]]:11: error: this region has 4 bytes, but what is in it takes 2; make them agree, or end the region with byte[remaining()] [region-size]
// CHECK: region-size.mpl:[[@LINE-5]]:11: error: this region has 2 bytes, but what is in it takes 4
// CHECK-NOT: error

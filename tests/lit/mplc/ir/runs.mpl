// A run of fixed fields costs one check of the bounds; a run-time size ends it, and a clause continues its bits.
// RUN: mplc --emit=ir %s | FileCheck %s
packet p {
  a: byte;
  n: byte value(sizeof(data));
  b: byte[6];
  data: byte[n];
  c: uint16;
  kind: bit[4];
  classify (kind) {
  |0: "Zero" -> x: bit[4];
  |1: "One" -> y: bit[12];
  };
}
// CHECK-LABEL: parse
// CHECK-NEXT: need 8 at 0
// CHECK-NEXT: load n
// CHECK-NEXT: size data = n check end
// CHECK-NEXT: need 3 at data_end
// CHECK-NEXT: load kind
// CHECK-NEXT: branch kind
// CHECK-NEXT: Zero
// CHECK-NEXT: One
// CHECK-NEXT: need 1 at data_end+3
// CHECK-LABEL: write
// CHECK: store 4 at data_end+2 kind
// CHECK-NEXT: branch kind
// CHECK-NEXT: Zero
// CHECK-NEXT: store 4 at data_end+2.4 merge Zero.x
// CHECK-NEXT: One
// CHECK-NEXT: store 12 at data_end+2.4 merge One.y

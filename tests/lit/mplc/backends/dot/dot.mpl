// --emit=dot: a table for each packet and clause, and arrows from one to the other.
// RUN: mplc --emit=dot %s | FileCheck %s
packet inner { a: uint16le; }
packet outer {
  kind: byte;
  classify (kind) {
  |1, 3..5: "Some" -> nested: packet inner();
  |_: "Rest" -> data: byte[remaining()];
  };
}
// CHECK: digraph "dot" {
// CHECK: <b>inner</b>
// CHECK: <td>0</td><td>a</td><td port="f0">unsigned 16 le</td>
// CHECK: <b>Some</b>
// CHECK: <td>1</td><td>nested</td><td port="f1">inner</td>
// CHECK: <b>outer</b>
// CHECK: p1_c0_0:f1 -> p0:top [style=dashed];
// CHECK: p1:f0 -> p1_c0_0:top [label="1, 3..5"];
// CHECK: p1:f0 -> p1_c0_1:top [label="_"];

// A value that drives the parse is not compared (A.4); any other is, once all it is computed from is known.
// RUN: mplc --emit=ir %s | FileCheck %s
packet p {
  size: byte value(sizeof(data));
  total: byte value(offset(data));
  data: byte[size];
}
// CHECK-LABEL: parse
// CHECK-NOT: check (size
// CHECK: size data = size check end
// CHECK-NEXT: check (total == @data_end) else BadValue total
// CHECK-LABEL: measure

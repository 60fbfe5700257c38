// Arithmetic that could leave 64 bits is marked: the generated code checks it.
// RUN: mplc --emit=ir %s | FileCheck %s
packet p {
  n: uint64 value(sizeof(data));
  m: uint32 value(0);
  data: byte[n];
  more: byte[m * 4];
  check (n * 2 + m > 3) "small";
}
// CHECK: size data = i64?(n) check end
// CHECK: size more = (m * 4) check end
// CHECK: check (((i64?(n) *? 2) +? m) > 3) else CheckFailed more "small"

// What a parse still tests, under a caret, and how many tests each packet has.
// RUN: mplc explain-checks %s | FileCheck %s
// RUN: mplc explain-checks --json %s | FileCheck %s --check-prefix=JSON
// RUN: not mplc explain-checks %t.missing 2>&1 | FileCheck %s --check-prefix=MISSING

packet fixed {
  a: uint16;
  b: byte;
  c: byte;
}
// Four bytes are one test: to read a field needs no other.
// CHECK: checks.mpl:[[@LINE-5]]:3: note: 4 bytes from the start on must be there, for 'a' to 'c' [bounds]
// CHECK-NEXT:   a: uint16;
// CHECK-NEXT:   ^
// CHECK-NEXT: fixed: 1 check (1 bounds), 1 of them in every packet

packet many(int n) {
  version: bit[4] const(4);
  words: bit[4] value(sizeof(data) / 4);
  data: byte[words * 4];
  kind: byte;
  classify (kind) {
  |1: "One" -> name: string8;
  |2: "Two" when (n * n > 3) -> list: array (2) { item: byte[n]; };
  };
  rest: byte[remaining()];
}
// CHECK: checks.mpl:{{[0-9]+}}:25: note: (version == 4) must hold [value]
// CHECK: checks.mpl:{{[0-9]+}}:{{[0-9]+}}: note: 'data' must end before the bytes around it do [bounds]
// CHECK: note: 'One.name' must be sound, and end within the bytes [format]
// CHECK: note: each element of 'Two.list' must be sound [nested]
// CHECK: note: each element of 'Two.list' must take a byte or more [progress]
// CHECK: note: a clause must match 'kind' [choice]
// CHECK: note: what is computed here must fit 64 bits [overflow]
// CHECK-NOT: 'rest'
// CHECK: many: 9 checks (3 bounds, 1 value, 1 choice, 1 format, 1 nested, 1 progress, 1 overflow), 6 of them in every packet

// JSON: {"always":true,"column":3,"field":"a","file":"{{.*}}checks.mpl","kind":"bounds","line":7,"message":"4 bytes from the start on must be there, for 'a' to 'c'","packet":"fixed","repeated":false}
// JSON-NEXT: {"always":1,"bounds":1,"checks":1,"choice":0,
// MISSING: cannot read

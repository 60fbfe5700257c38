// default(-1) sets all bits (A.8); a tag marked => is a default; default(..) wins over it; tags name numbers.
// RUN: mplc --emit=ir %s | FileCheck %s
packet p {
  a: uint16 default(-1);
  b: byte variant { |1 -> One |2 => Two };
  c: byte variant { |1 => One |2 -> Two } default(Two);
  d: byte variant { |1 -> One |2 -> Two } default("Two");
}
// CHECK: field a {{.*}} defaulted default 65535
// CHECK: field b {{.*}} defaulted default 2
// CHECK: field c {{.*}} defaulted default 2
// CHECK: field d {{.*}} defaulted default 2

// A checksum is summed up from the values where each lies at a known, even place; else from what is written.
// RUN: mplc --emit=ir %s | FileCheck %s

packet values {
  kind: byte;
  words: byte value(sizeof(options) / 2);
  sum: uint16 checksum(internet, kind .. end_);
  options: byte[words * 2] align(16);
  classify (kind) {
  | 1 : "One" -> number: uint32;
  | _ : "Other" -> rest: byte[remaining()];
  };
  end_: label;
}
// CHECK: packet values
// CHECK: write
// CHECK-NEXT: sum sum of
// CHECK-NEXT:   store 32 at 0 kind words sum
// CHECK-NEXT:   store options
// CHECK-NEXT:   branch kind
// CHECK-NEXT:     One
// CHECK-NEXT:       store 32 at options_end One.number
// CHECK-NEXT:     Other
// CHECK-NEXT:       store Other.rest
// CHECK-NEXT: store 32 at 0 kind words sum

// No padding keeps `body` even, so nobody knows where `tail` lies in its 16-bit word.
packet odd {
  length: byte value(sizeof(body));
  body: byte[length];
  tail: uint16;
  sum: uint16 checksum(internet, length .. tail);
}
// CHECK: packet odd
// CHECK: write
// CHECK-NOT: sum sum of
// CHECK: sum sum of what is written

packet crc {
  body: uint32;
  sum: uint32 checksum(crc32, body);
}
// CHECK: packet crc
// CHECK: sum sum of what is written

// Comparisons with constants of fields that lie beside each other become one of the bytes they lie in, the last of which may
// be a range; one that is a range ends such a run, and so does a field that may not lie within one load of the bytes that
// are there.
// RUN: mplc --emit=ir %s | FileCheck %s

packet p {
  version: bit[4] const(4);
  words: bit[4] min(5) max(14);
  skipped: byte;
  kind: uint16 const(0x0800);
  much: uint16 min(10);
  more: uint16 const(1);
  little: uint16le const(3);
  last: byte const(9);
}
// CHECK: check (version == 4) else BadConstant version deferred
// CHECK: check (words >= 5) else BelowMinimum words deferred
// CHECK: check (words <= 14) else AboveMaximum words
// CHECK-NEXT: together 1 bytes at 0 & 0xff in 0x45..0x4e
// CHECK: check (kind == 2048) else BadConstant kind deferred
// CHECK: check (much >= 10) else BelowMinimum much
// CHECK-NEXT: together 4 bytes at 2 & 0xffffffff in 0x800000a..0x800ffff
// CHECK: check (more == 1) else BadConstant more{{$}}
// CHECK-NOT: together

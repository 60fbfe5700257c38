// A region bounds what is in it: each check there is against its end, and what is left over is an error unless it is padding.
// RUN: mplc --emit=ir %s | FileCheck %s
packet p {
  n: byte value(sizeof(rest) + 4);
  in byte[n] { a: uint32; rest: byte[remaining()]; };
  in byte[6] { b: uint16; in byte[remaining()] { c: uint16; }; };
  in byte[n * 2] align(16) { d: byte; };
  after: byte;
}
// CHECK: anchor a_region_end stored
// CHECK: field rest bytes at 5 to a_region_end required
// CHECK: field b unsigned:16 at a_region_end to a_region_end+2
// CHECK: field after unsigned:8 at d_region_end to d_region_end+1
// CHECK-LABEL: parse
// CHECK: enter a_region_end = n check end
// CHECK-NEXT: need 4 at 1 limit a_region_end
// CHECK-NEXT: size rest = (@a_region_end - 5) limit a_region_end
// CHECK-NEXT: leave a_region_end
// CHECK-NEXT: enter b_region_end = 6 check end
// CHECK-NEXT: need 2 at a_region_end limit b_region_end
// CHECK-NEXT: need 2 at a_region_end+2 limit b_region_end
// CHECK-NEXT: leave b_region_end check trailing
// CHECK-NEXT: leave b_region_end
// CHECK-NEXT: enter d_region_end = (n * 2) check end
// CHECK-NEXT: need 1 at a_region_end+6 limit d_region_end
// CHECK-NEXT: leave d_region_end align 2
// CHECK-NEXT: need 1 at d_region_end
// CHECK-LABEL: measure
// CHECK-NEXT: measure rest
// CHECK-NEXT: leave a_region_end
// CHECK: check ((@a_region_end - 1) == n) else SizeMismatch a

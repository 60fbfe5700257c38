// Building checks that parsing would choose the same clause: its patterns, its guard, and none before it.
// RUN: mplc --emit=ir %s | FileCheck %s
packet p {
  code: byte;
  type: byte;
  classify (type) {
  |0..9: "Low" when (code == 1) -> a: byte;
  |5..20: "Mid" -> b: byte;
  |_: "Other" -> c: byte;
  };
}
// CHECK-LABEL: compute
// CHECK: branch type
// CHECK: Low
// CHECK-NEXT: check (type <= 9) else NoClause type
// CHECK-NEXT: check (code == 1) else NoClause type
// CHECK-NEXT: Mid
// CHECK-NEXT: check ((type >= 5) && (type <= 20)) else NoClause type
// CHECK-NEXT: check !(((type <= 9) && (code == 1))) else NoClause type
// CHECK-NEXT: Other
// CHECK-NEXT: check !(((type <= 9) && (code == 1))) else NoClause type
// CHECK-NEXT: check !(((type >= 5) && (type <= 20))) else NoClause type

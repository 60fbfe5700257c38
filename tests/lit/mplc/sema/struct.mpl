// A field f of a struct expands to f_member, and the struct's own expressions mean its own members.
// RUN: mplc --emit=ir %s | FileCheck %s
struct { n: byte value(sizeof(body)); body: byte[n]; } blob;
packet p {
  a: blob;
  b: blob;
}
// CHECK: field a_n unsigned:8 at 0 to 1 computed
// CHECK: field a_body bytes at 1 to a_body_end required
// CHECK: field b_n unsigned:8 at a_body_end to a_body_end+1 computed
// CHECK: size b_body = b_n check end
// CHECK: compute b_n = length(b_body)

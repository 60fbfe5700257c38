// A build: what the specification computes is no member of Fields, and is checked before anything is written.
// RUN: mplc %s --namespace=demo -o %t.hpp && grep -v '^#line' %t.hpp | FileCheck %s

packet record {
  version: bit[4] const(2);
  words: bit[4] value(offset(options) / 4);
  flags: byte default(7);
  all: uint16 default(-1);
  options: byte[words * 4 - 4] align(32);
  payload: byte[remaining()];
}
// CHECK: struct Fields {
// CHECK-NEXT: std::uint8_t flags = 7;
// CHECK-NEXT: std::uint16_t all = 65535;
// CHECK-NEXT: mpl::Bytes options = {};
// CHECK-NEXT: mpl::Bytes payload = {};
// CHECK-NEXT: };

// CHECK: static constexpr Plan_ measure
// CHECK: plan.options_end = 4 + mpl::padded(fields.options.size(), 4);
// CHECK: static constexpr mpl::Outcome<Plan_> settle
// CHECK: if ((static_cast<std::int64_t>(plan.options_end) / 4) > 15) {{.*}}unlikely
// CHECK-NEXT: return mpl::fail(mpl::Reason::OutOfRange, kFields[1], 0,

// The fields of the first four bytes are one store.
// CHECK: static constexpr void write
// CHECK: mpl::store<4>(data, std::uint64_t{2u} << 28 |
// CHECK: mpl::copy(data + 4, fields.options);
// CHECK-NEXT: mpl::zero(
// CHECK: if (whole)
// CHECK-NEXT: mpl::copy(data + plan.options_end, fields.payload);

// A view: one comparison for a run of fixed fields, accessors that are loads, and positions that are kept.
// RUN: mplc %s --namespace=demo -o %t.hpp && grep -v '^#line' %t.hpp | FileCheck %s

/// One message.
packet message {
  /// How urgent it is.
  priority: bit[3];
  acknowledged: bit[1];
  kind: bit[12];
  length: uint16 value(offset(body));
  address: byte[4];
  body: byte[length - 8];
  class: uint32;
}
// CHECK: namespace demo {
// CHECK: /// One message.
// CHECK-NEXT: class Message {
// CHECK-NEXT: struct Plan;
// CHECK-NEXT: struct Layout {
// CHECK-NEXT: const std::byte* data;
// CHECK-NEXT: std::size_t size;
// CHECK-NEXT: std::size_t body_end;
// CHECK-NEXT: };

// CHECK: template <class Result_ = std::expected<Message, mpl::Error>>
// CHECK-NEXT: static constexpr Result_ parse(mpl::Bytes bytes) noexcept
// CHECK: if (given < 8) {{.*}}unlikely
// CHECK-NEXT: return mpl::truncated(&kFields[0], 0, given);
// CHECK-NEXT: const std::uint16_t length_value = mpl::load<2>(data + 2);
// CHECK-NEXT: const std::int64_t body_size = static_cast<std::int64_t>(length_value) - 8;
// CHECK-NEXT: if (static_cast<std::uint64_t>(body_size) > given - 8) {{.*}}unlikely
// CHECK: if (given - body_end < 4) {{.*}}unlikely

// CHECK: /// How urgent it is.
// CHECK-NEXT: std::uint8_t priority() const noexcept
// CHECK-NEXT: return mpl::bits<0, 3>(at_.data);
// CHECK: bool acknowledged() const noexcept
// CHECK-NEXT: return mpl::bits<3, 1>(at_.data) != 0;
// CHECK: std::uint16_t kind() const noexcept
// CHECK: std::span<const std::byte, 4> address() const noexcept
// CHECK: mpl::Bytes body() const noexcept
// CHECK-NEXT: return {at_.data + 8, at_.body_end - 8};
// CHECK: std::uint32_t class_() const noexcept
// CHECK-NEXT: return mpl::load<4>(at_.data + at_.body_end);

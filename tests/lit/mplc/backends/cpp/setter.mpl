// Setters exist for what nothing else depends on, and refuse what the field cannot hold.
// RUN: mplc %s --namespace=demo -o %t.hpp && grep -v '^#line' %t.hpp | FileCheck %s

packet header {
  ttl: byte;
  flags: bit[3];
  offset: bit[13];
  port: uint16 max(1023);
  length: uint16 value(offset(data));
  data: byte[length - 7];
}
// CHECK: class Header::Editor : public Header {
// CHECK: constexpr void set_ttl(std::uint8_t value) const noexcept
// CHECK: constexpr std::expected<void, mpl::Error> set_flags(std::uint8_t value) const noexcept
// CHECK: if (number > 7)
// CHECK: mpl::set_bits<0, 3>(
// CHECK: set_port(
// CHECK: if (number > 1023)
// CHECK-NOT: set_length
// CHECK-NOT: set_data

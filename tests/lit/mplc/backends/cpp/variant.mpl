// A variant: an enum class in its packet, the preferred tag as the default, and to_string().
// RUN: mplc %s --namespace=demo -o %t.hpp && grep -v '^#line' %t.hpp | FileCheck %s

packet probe {
  colour: byte variant {
    | 1 -> Red
    | 2 => Blue
  };
}
// CHECK: enum class Colour : std::uint8_t {
// CHECK-NEXT: Red = 1,
// CHECK-NEXT: Blue = 2,
// CHECK: friend constexpr std::string_view to_string(Colour value) noexcept
// CHECK: Colour colour = Colour::Blue;
// CHECK: Colour colour() const noexcept
// CHECK-NEXT: return static_cast<Colour>(mpl::load<1>(at_.data));

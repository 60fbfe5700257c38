// A classify: an enumeration, a view and Fields for each clause, and the tag that follows from the clause.
// RUN: mplc %s --namespace=demo -o %t.hpp && grep -v '^#line' %t.hpp | FileCheck %s

packet shape {
  kind: byte;
  classify (kind) {
  | 1 : "Circle" -> radius: uint16;
  | 2..3 : "Box" -> width: uint16; height: uint16;
  };
}
// CHECK: enum class KindClause : std::uint8_t {
// CHECK-NEXT: Circle,
// CHECK-NEXT: Box,
// CHECK: class Circle {
// CHECK: struct Fields {
// CHECK-NEXT: std::uint16_t radius;
// CHECK-NEXT: };

// A clause that matches several values asks for the one.
// CHECK: class Box {
// CHECK: struct Fields {
// CHECK-NEXT: std::uint8_t kind;
// CHECK-NEXT: std::uint16_t width;

// CHECK: if (kind_value == 1) {
// CHECK: } else if ((kind_value >= 2 && kind_value <= 3)) {
// CHECK: } else {{.*}}unlikely{{.*}} {
// CHECK-NEXT: return mpl::fail(mpl::Reason::NoClause,
// CHECK: template <class Result_ = std::optional<Circle>>
// CHECK-NEXT: Result_ as_circle() const noexcept
// CHECK: decltype(auto) visit(Visitor&& visitor) const

// CHECK: static constexpr Plan_ measure
// CHECK: plan.kind_value = 1;
// CHECK: plan.kind_value = static_cast<std::uint64_t>(fields.kind_clause.box_.kind);

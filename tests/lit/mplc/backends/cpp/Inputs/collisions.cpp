#include HEADER

#include <array>

constexpr std::byte operator""_b(unsigned long long value) { return static_cast<std::byte>(value); }

constexpr std::array twins{7_b, 1_b, 8_b, 2_b, 3_b};
constexpr auto both = demo::Twins::parse(twins);
static_assert(both->as_other()->other() == 1 && both->as_other_2()->other() == 0x0203);

// The tag keeps its name in the Fields of the clause; the clause's own field has a number.
constexpr bool given() {
  std::array<std::byte, 16> buffer{};
  using Range = demo::Given::Range;
  const auto built = demo::Given::build(
      buffer, {.class_clause = Range::Fields{.class_ = 9,
                                             .class_2 = 0x0102,
                                             .range_inner_clause = Range::Nothing::Fields{},
                                             .range_inner_clause_2 = 5}});
  const std::array expected{9_b, 1_b, 2_b, 0_b, 5_b};
  if (!built || !std::equal(built->begin(), built->end(), expected.begin(), expected.end()))
    return false;
  const auto again = demo::Given::build(buffer, demo::Given::parse(expected)->fields());
  return again && std::equal(again->begin(), again->end(), expected.begin(), expected.end());
}
static_assert(given());

constexpr bool setters() {
  std::array bytes{1_b, 2_b, 3_b, 4_b, 5_b, 6_b, 7_b, 2_b, 9_b};
  auto editor = demo::Words::edit(bytes, 0, 0);
  if (!editor)
    return false;
  editor->set_urg(10);
  editor->set_urg_2(11);
  return bytes[0] == 10_b && bytes[1] == 11_b && editor->as_new() == 7 && editor->as_new_2();
}
static_assert(setters());

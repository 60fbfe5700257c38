// Included after the header of everything.mpl.
using namespace demo;

constexpr All::Fields kFields{
    .a = 0x123,
    .b = -5,
    .d = 0x010203,
    .e = 0x0102030405,
    .g = 999,
    .kind_clause =
        All::First::Fields{.x = 7,
                           .first_sub_clause = All::First::Other::Fields{.sub = 9, .z = {std::byte{1}, std::byte{2}}},
                           .tail = 3},
    .after = 5,
};

constexpr bool round_trip() {
  std::array<std::byte, 80> first{};
  std::array<std::byte, 80> second{};
  const auto built = All::build(first, kFields, 400, true);
  const auto view = All::parse(*built, 400, true);
  const auto again = All::build(second, view->fields(), 400, true);
  return built && view && again && first == second && built->size() == All::size(kFields, 400, true);
}
static_assert(round_trip());

constexpr bool values() {
  std::array<std::byte, 80> buffer{};
  const auto view = All::parse(*All::build(buffer, kFields, 400, true), 400, true);
  const auto clause = view->as_first();
  return buffer[0] == std::byte{0x23} && view->a() == 0x123 && view->b() == -5 && view->c() && view->d() == 0x010203 &&
         view->f() == All::F::Two && view->g() == 999 && view->after() == 5 && clause->x() == 7 &&
         clause->tail() == 3 && clause->as_other()->z()[1] == std::byte{2} && !clause->as_in();
}
static_assert(values());

// The guard of the first clause reads a parameter; without it the default clause matches.
constexpr bool guarded() {
  std::array<std::byte, 80> buffer{};
  return All::parse(*All::build(buffer, kFields, 400, true), 400, false)->kind_clause() == All::KindClause::Other;
}
static_assert(guarded());

// The check reads the other parameter, when building as when parsing.
static_assert(All::check(kFields, 100, true).error().reason == mpl::Reason::CheckFailed);
static_assert(All::check(kFields, 100, true).error().field->message == "a must be small");

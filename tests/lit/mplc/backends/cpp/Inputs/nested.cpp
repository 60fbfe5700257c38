// Included after the header of nested.mpl.
using namespace demo;

template <class... Numbers> constexpr std::array<std::byte, sizeof...(Numbers)> of(Numbers... numbers) {
  return {static_cast<std::byte>(numbers)...};
}

constexpr auto kAda = of(36, 3, 'A', 'd', 'a', 2, 'B', 'y');
static_assert(Person::parse(kAda)->last().text().size() == 2);
static_assert(Person::parse(kAda)->bytes().size() == kAda.size());

// Cut in the second name: the byte counted is that of the whole packet.
static_assert(!Person::parse(mpl::Bytes(kAda).first(7)));
static_assert(Person::parse(mpl::Bytes(kAda).first(7)).error().offset == 6);
static_assert(Person::parse(mpl::Bytes(kAda).first(7)).error().packet() == "name");

constexpr bool rebuilt() {
  std::array<std::byte, 16> buffer{};
  const auto built = Person::build(buffer, Person::parse(kAda)->fields());
  for (std::size_t i = 0; i < kAda.size(); ++i)
    if (buffer[i] != kAda[i])
      return false;
  return built && built->size() == kAda.size();
}
static_assert(rebuilt());

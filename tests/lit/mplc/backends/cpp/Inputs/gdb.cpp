// Included after the header of gdb.mpl; a program to step through.
#include <array>

int main() {
  std::array<std::byte, 5> bytes{};
  const auto parsed = demo::Person::parse(bytes);
  if (!parsed)
    return 1;
  const demo::Person& person = *parsed;
  return person.age();
}

// Included after the header of gdb.mpl; a program to step through.
#include <array>

int main() {
  std::array<std::byte, 5> bytes{};
  const auto person = demo::Person::parse(bytes);
  if (!person)
    return 1;
  return person->age();
}

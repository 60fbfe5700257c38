#include <mir/os/testing/expectation.hpp>

#include <cstdio>

namespace mir::os::testing::detail {

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '\n')
      result += "\\n";
    else if (c == '"' || c == '\\')
      result += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      result += format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      result += c;
  }
  return result + "\"";
}

std::string number(double value) {
  char text[32];
  // The 17 digits that tell any two doubles apart.
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

} // namespace mir::os::testing::detail

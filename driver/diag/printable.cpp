#include "driver/diag/printable.hpp"

#include <fmt/format.h>

namespace mir::driver {
namespace {

bool is_control(unsigned char c) { return c < ' ' || c == 0x7f; }

/// U+0080 to U+009F, which a terminal may take for the control characters of ISO 6429.
bool is_c1(llvm::StringRef rest) {
  return rest.size() >= 2 && rest[0] == '\xc2' && (rest[1] & 0xe0) == 0x80;
}

} // namespace

std::string printable(llvm::StringRef text) {
  std::string result;
  for (; !text.empty(); text = text.drop_front()) {
    const auto c = static_cast<unsigned char>(text.front());
    if (is_control(c)) {
      result += fmt::format("\\x{:02x}", c);
    } else if (is_c1(text)) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[1]));
      text = text.drop_front();
    } else {
      result += text.front();
    }
  }
  return result;
}

} // namespace mir::driver

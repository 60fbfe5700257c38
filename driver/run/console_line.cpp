#include "driver/run/console_line.hpp"

#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

std::optional<int> exit_code_in(llvm::StringRef line) {
  unsigned code = 0;
  if (!line.consume_front("mir: exit ") || line.getAsInteger(10, code) || code > 255)
    return std::nullopt;
  return static_cast<int>(code);
}

} // namespace

std::optional<std::string> ConsoleLines::line(llvm::StringRef text) {
  text.consume_back("\r"); // the console's lines end as a terminal wants them
  // QEMU's remark on Ctrl-C, which the user has just typed.
  if (text.starts_with("qemu-system-x86_64: terminating on signal"))
    return std::nullopt;
  if (auto code = exit_code_in(text)) {
    exit_code_ = code;
    return std::nullopt;
  }
  if (text.consume_front("mir-guest: xl: ")) {
    complaints_.push_back(text.str());
    return std::nullopt;
  }
  // dom0 writes this behind whatever the guest wrote last, which need not have been a whole line.
  auto [before, reason] = text.split("mir-guest: end ");
  if (before.size() == text.size())
    return text.str();
  reason_ = reason.str();
  return before.empty() ? std::nullopt : std::optional(before.str());
}

} // namespace mir::driver

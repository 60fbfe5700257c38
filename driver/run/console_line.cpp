#include "driver/run/console_line.hpp"

#include <algorithm>

#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

// Who writes to the console beside the program.
constexpr llvm::StringLiteral kQemuSignal = "qemu-system-x86_64: terminating on signal";
constexpr llvm::StringLiteral kExit = "mir: exit ";
constexpr llvm::StringLiteral kXl = "mir-guest: xl: ";
constexpr llvm::StringLiteral kRemark = "mir-guest: remark: ";
constexpr llvm::StringLiteral kEnd = "mir-guest: end ";

std::optional<int> exit_code_in(llvm::StringRef line) {
  unsigned code = 0;
  if (!line.consume_front(kExit) || line.getAsInteger(10, code) || code > 255)
    return std::nullopt;
  return static_cast<int>(code);
}

} // namespace

std::optional<std::string> ConsoleLines::line(llvm::StringRef text) {
  // What runs the guest writes this behind what the guest wrote last, which need not have been a
  // whole line.
  if (text.contains(kEnd)) {
    auto [before, reason] = text.split(kEnd);
    reason_ = reason.rtrim('\r').str();
    remarks_.push_back("the guest has ended: " + reason_);
    if (before.empty())
      return std::nullopt;
    text = before;
  }
  text.consume_back("\r"); // the console's lines end as a terminal wants them
  // QEMU's remark on Ctrl-C, which the user has just typed.
  if (text.starts_with(kQemuSignal))
    return std::nullopt;
  if (auto code = exit_code_in(text)) {
    exit_code_ = code;
    return std::nullopt;
  }
  if (text.consume_front(kXl)) {
    complaints_.push_back(text.str());
    return std::nullopt;
  }
  if (text.consume_front(kRemark)) {
    remarks_.push_back(text.str());
    return std::nullopt;
  }
  return text.str();
}

llvm::StringRef ConsoleLines::part(llvm::StringRef text) {
  for (llvm::StringRef whole : {llvm::StringRef(kQemuSignal), llvm::StringRef(kExit),
                                llvm::StringRef(kXl), llvm::StringRef(kRemark)})
    if (text.starts_with(whole) || whole.starts_with(text))
      return {};
  text = text.split(kEnd).first;
  // The end's mark may have come in part.
  for (std::size_t size = std::min(text.size(), kEnd.size()); size > 0; --size)
    if (kEnd.starts_with(text.take_back(size)))
      return text.drop_back(size);
  return text.ends_with("\r") ? text.drop_back() : text;
}

} // namespace mir::driver

#include <mir/os/log/log.hpp>

namespace mir::os {
namespace {

std::string_view prefix_of(LogLevel level) {
  switch (level) {
  case LogLevel::Debug:
    return "debug: ";
  case LogLevel::Info:
    return "";
  case LogLevel::Warning:
    return "warning: ";
  case LogLevel::Error:
    return "error: ";
  }
  return "";
}

} // namespace

void Log::set_timestamps(bool on) noexcept {
  timestamps_ = on;
  start_ = scheduler_.now();
}

void Log::write(LogLevel level, std::string_view text,
                std::span<const detail::Argument> arguments) {
  char buffer[48]; // bytes: 20 digits of seconds, 7 of decimals, brackets and the longest prefix
  Writer prefix(buffer);
  if (timestamps_) {
    const Duration since = scheduler_.now() - start_;
    format_to(prefix, "[{}] ", Instant::from_ns(static_cast<std::uint64_t>(since.ns())));
  }
  prefix.write(prefix_of(level));
  console_.print_list(prefix.text(), text, "\n", arguments);
}

} // namespace mir::os

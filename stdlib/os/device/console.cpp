#include <mir/os/device/console.hpp>

#include <utility>

namespace mir::os {

Console::Console(Scheduler& scheduler) noexcept : platform_(scheduler.platform()) {
  scheduler.attach(Event::Kind::Console, 0, input_);
}

void Console::print_list(std::string_view prefix, std::string_view text, std::string_view end,
                         std::span<const detail::Argument> arguments) {
  const auto print = [&](Writer& out) {
    out.write(prefix);
    detail::format_arguments(out, text, arguments);
    out.write(end);
  };
  char buffer[512]; // bytes: nearly every line
  Writer first(buffer);
  print(first);
  if (!first.truncated())
    return platform_.write(first.text());
  std::string whole(first.size(), '\0');
  Writer second(whole);
  print(second);
  platform_.write(whole);
}

Task<Result<std::string>> Console::read_line() {
  const Mutex::Lock lock = co_await reading_.lock();
  for (;;) {
    const std::size_t end = pending_.find('\n');
    if (end == std::string::npos && !ended_) {
      if (pending_.size() > kLongestLine + 1) { // one byte more may yet turn out to be the CR
        too_long_ = true;
        pending_.clear();
      }
      if (auto more = co_await read_more(); !more)
        co_return fail(more.error());
      continue;
    }
    if (end == std::string::npos && pending_.empty() && !too_long_)
      co_return fail(Errc::Closed);
    std::string line = pending_.substr(0, end); // npos: the last line had no end
    pending_.erase(0, end == std::string::npos ? end : end + 1);
    if (line.ends_with('\r'))
      line.pop_back();
    if (std::exchange(too_long_, false) || line.size() > kLongestLine)
      co_return fail(Errc::TooLong);
    co_return line;
  }
}

/// Waits for input and appends it to pending_, or sets ended_.
Task<Result<>> Console::read_more() {
  constexpr unsigned kReads = 16; // between two turns for the others: 4 KiB
  std::byte buffer[256];
  for (;;) {
    if (++reads_ % kReads == 0)
      co_await yield();
    const Result<std::size_t> got = platform_.read(buffer);
    if (got) {
      if (*got == 0)
        ended_ = true;
      pending_ += as_text({buffer, *got});
      co_return Result<>();
    }
    if (got.error() != Errc::Again)
      co_return fail(got.error());
    co_await input_.readable();
  }
}

} // namespace mir::os

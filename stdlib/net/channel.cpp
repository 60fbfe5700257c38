#include <mir/net/channel.hpp>

#include <algorithm>
#include <cstdint>

namespace mir::net {

os::Task<os::Result<std::string>> Channel::read_line(std::size_t limit) {
  while (!take_line(limit)) {
    os::Result<Chunk> chunk = co_await flow_.read();
    if (!chunk) {
      const bool last = chunk.error() == os::Errc::Closed && (!line_.empty() || too_long_);
      if (!last)
        co_return os::fail(chunk.error());
      break; // the stream ends without the end of the line
    }
    pending_ = std::move(*chunk);
  }
  if (!line_.empty() && line_.back() == '\r')
    line_.pop_back();
  if (line_.size() > limit)
    too_long_ = true;
  co_return finish_line();
}

bool Channel::take_line(std::size_t limit) {
  // One byte above the limit may yet turn out to be the CR.
  const std::size_t most = limit == SIZE_MAX ? limit : limit + 1;
  while (!pending_.empty()) {
    const std::string_view text = os::as_text(pending_.first());
    const std::size_t end = text.find('\n');
    const std::string_view part = text.substr(0, end);
    if (too_long_ || part.size() > most - std::min(line_.size(), most)) {
      too_long_ = true;
      line_.clear();
    } else {
      line_ += part;
    }
    pending_.drop(end == std::string_view::npos ? text.size() : end + 1);
    if (end != std::string_view::npos)
      return true;
  }
  return false;
}

os::Result<std::string> Channel::finish_line() {
  std::string line = std::exchange(line_, {});
  if (std::exchange(too_long_, false))
    return os::fail(os::Errc::TooLong);
  return line;
}

namespace {

os::Task<os::Result<>> nothing_to_send() { co_return os::Result<>(); }

} // namespace

os::Task<os::Result<>> Channel::write(std::string_view text) {
  out_ += text; // now, not when the result is awaited: the text is only borrowed
  return out_.size() >= kWriteBuffer ? flush() : nothing_to_send();
}

os::Task<os::Result<>> Channel::flush() {
  const std::string sending = std::exchange(out_, {});
  co_return co_await flow_.write(os::as_bytes(sending));
}

} // namespace mir::net

/// \file
/// Channel: lines over a Flow, in buffers.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <mir/net/flow.hpp>
#include <mir/os/base/format.hpp>

namespace mir::net {

/// Reads lines from a connection and gathers what is written to it. Must stay in its place while a
/// task is in one of its functions.
class Channel {
public:
  static constexpr std::size_t kLongestLine = 8'192; ///< bytes, if the reader says nothing else
  static constexpr std::size_t kWriteBuffer =
      16'384; ///< bytes gathered before they are sent unasked

  explicit Channel(Flow flow) noexcept : flow_(std::move(flow)) {}

  /// Reads one line without its end (LF or CR LF). The last line may lack it.
  /// \param limit bytes without the end.
  /// \returns Errc::Closed at the end of the stream; Errc::TooLong, with the line skipped; what
  /// Flow::read() returns.
  ///          Being given up (a time limit), it loses nothing.
  [[nodiscard]] os::Task<os::Result<std::string>> read_line(std::size_t limit = kLongestLine);

  /// Adds text to what is to be sent; it is sent when there is enough of it, or by flush().
  /// \returns what Flow::write() returns.
  [[nodiscard]] os::Task<os::Result<>> write(std::string_view text);
  /// The same with formatted text.
  template <class... Args>
  [[nodiscard]] os::Task<os::Result<>> print(os::FormatString<Args...> text, const Args&... args) {
    return write(os::format(text, args...));
  }
  /// Sends what was gathered.
  [[nodiscard]] os::Task<os::Result<>> flush();

  /// The connection below. What it reads by itself misses what is buffered here.
  [[nodiscard]] Flow& flow() noexcept { return flow_; }

private:
  /// Moves bytes from the chunk to the line. \returns whether the end of a line was among them.
  bool take_line(std::size_t limit);
  os::Result<std::string> finish_line();

  Flow flow_;
  Chunk pending_;         // read, but not yet given out
  std::string line_;      // the line so far
  bool too_long_ = false; // the line is being skipped
  std::string out_;       // written, but not yet sent
};

} // namespace mir::net

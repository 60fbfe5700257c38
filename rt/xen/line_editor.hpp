/// \file
/// What a terminal driver does for a line: echo, erase, end of line. A domain's console has nobody
/// else to do it.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace mir::rt {

/// Collects keys into lines.
class LineEditor {
public:
  static constexpr size_t kMost = 1024; ///< bytes held: finished lines and the one being written

  /// Takes one byte from the keyboard.
  /// \returns what the terminal is to show for it; static storage or a part of this object, until
  /// the next call.
  std::string_view key(char byte);

  /// Whether key() has room. While it has not, leave the bytes where they are.
  [[nodiscard]] bool has_room() const { return size_ < kMost || ready_ == 0; }

  /// Takes bytes of finished lines, up to `to.size()`. \returns how many.
  size_t read(std::span<char> to);

  /// How often a line, or the input, has been ended so far.
  [[nodiscard]] size_t lines() const { return lines_; }

  /// Whether ^D was given on an empty line: after what is ready there is no more.
  [[nodiscard]] bool ended() const { return ended_; }

  /// Whether ^C was given since the last call.
  [[nodiscard]] bool take_interrupt();

private:
  std::string_view erase();
  std::string_view put(char byte);

  std::array<char, kMost> bytes_{};
  size_t ready_ = 0; // bytes of finished lines
  size_t size_ = 0;  // with the unfinished line
  size_t lines_ = 0;
  char echo_ = 0;
  bool ended_ = false;
  bool interrupted_ = false;
};

} // namespace mir::rt

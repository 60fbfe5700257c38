#include "rt/xen/line_editor.hpp"

#include <algorithm>

namespace mir::rt {

namespace {

constexpr char kInterrupt = 3, kEnd = 4, kBackspace = 8, kDelete = 127;
constexpr char kBell[] = "\a";

} // namespace

std::string_view LineEditor::put(char byte) {
  // The last place is the newline's: a line that is too long can still be ended.
  if (size_ == kMost || (size_ == kMost - 1 && byte != '\n'))
    return kBell;
  bytes_[size_++] = byte;
  if (byte == '\n') {
    ready_ = size_;
    ++lines_;
    return "\n";
  }
  echo_ = byte;
  return {&echo_, 1};
}

std::string_view LineEditor::erase() {
  if (size_ == ready_)
    return {};
  // A character of UTF-8 is its first byte and all that continue it.
  while (size_ > ready_ && (bytes_[size_ - 1] & 0xc0) == 0x80)
    --size_;
  if (size_ > ready_)
    --size_;
  return "\b \b";
}

std::string_view LineEditor::key(char byte) {
  switch (byte) {
  case kInterrupt:
    interrupted_ = true;
    size_ = ready_;
    return "^C\n";
  case kEnd:
    if (size_ == ready_)
      ended_ = true;
    ready_ = size_;
    ++lines_;
    return {};
  case kBackspace:
  case kDelete:
    return erase();
  case '\r':
    return put('\n');
  default:
    return put(byte);
  }
}

size_t LineEditor::read(std::span<char> to) {
  const size_t count = std::min(to.size(), ready_);
  std::copy_n(bytes_.begin(), count, to.begin());
  std::copy(bytes_.begin() + static_cast<ptrdiff_t>(count),
            bytes_.begin() + static_cast<ptrdiff_t>(size_), bytes_.begin());
  ready_ -= count;
  size_ -= count;
  return count;
}

bool LineEditor::take_interrupt() {
  const bool was = interrupted_;
  interrupted_ = false;
  return was;
}

} // namespace mir::rt

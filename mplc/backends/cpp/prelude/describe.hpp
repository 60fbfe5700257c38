// Errors as text; in every header, behind runtime.hpp.
// A part of a header: it has a guard, and no #pragma once.
#if !defined(MPL_DESCRIBE)
#define MPL_DESCRIBE 1

namespace mpl {

namespace detail {

/// Text written into the caller's buffer, cut off where the buffer ends.
class Text {
public:
  explicit constexpr Text(std::span<char> out) noexcept : out_(out) {}
  constexpr Text& put(std::string_view text) noexcept {
    for (const char c : text)
      if (used_ < out_.size())
        out_[used_++] = c;
    return *this;
  }
  constexpr Text& number(std::uint64_t value) noexcept {
    std::array<char, 20> digits{};
    std::size_t first = digits.size();
    do
      digits[--first] = static_cast<char>('0' + value % 10);
    while ((value /= 10) != 0);
    return put({digits.data() + first, digits.size() - first});
  }
  constexpr Text& hex(std::byte value) noexcept {
    constexpr const char* digits = "0123456789abcdef";
    const auto number = std::to_integer<std::size_t>(value);
    return put({digits + (number >> 4), 1}).put({digits + (number & 15), 1});
  }
  /// The bytes around `at`, with a caret before it.
  constexpr Text& dump(Bytes packet, std::size_t at) noexcept {
    constexpr std::size_t context = 8; // bytes shown before and after
    const std::size_t first = at > context ? at - context : 0;
    const std::size_t last = packet.size() - at > context ? at + context : packet.size();
    put(first > 0 ? " | .." : " |");
    for (std::size_t i = first; i < last; ++i)
      put(i == at ? " ^" : " ").hex(packet[i]);
    return put(at == packet.size() ? " ^" : "").put(last < packet.size() ? " .." : "");
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {out_.data(), used_}; }

private:
  std::span<char> out_;
  std::size_t used_ = 0;
};

/// What a reason means, before and after the value seen.
struct Phrase {
  std::string_view before;
  std::string_view after;
};

inline constexpr std::array<Phrase, 19> kPhrases{{
    {"the bytes end inside the field, ", " are left for it and what stands before it"},
    {"", " is not the constant specified"},
    {"", " is below the minimum"},
    {"", " is above the maximum"},
    {"", " is not what follows from the other fields"},
    {"size ", " is negative"},
    {"size ", " reaches past the end of the bytes"},
    {"size ", " is not a multiple of the alignment"},
    {"no clause takes ", ""},
    {"", " is not a known value"},
    {"", " does not pass the check"},
    {"", " leads to numbers beyond 64 bits"},
    {"malformed at its byte ", ""},
    {"", " bytes are left over"},
    {"an element takes ", " bytes"},
    {"its condition is ", ", but what is given says otherwise"},
    {"", " does not fit the field"},
    {"", " bytes are not what parsing would take"},
    {"the buffer is too small, ", " bytes are needed"},
}};

} // namespace detail

/// Prints an error as one line, with the bytes around the fault and a caret before it:
/// `udp.length at byte 4: 7 is below the minimum | 00 35 c0 01 ^00 07 ff 00`.
///
/// \param packet the bytes parsed; empty: no dump.
/// \param out    receives the text, cut off where it is too small; 256 characters are enough for
/// names up to 64.
/// \returns the part of `out` that was written.
[[nodiscard]] constexpr std::string_view describe(const Error& error, Bytes packet,
                                                  std::span<char> out) noexcept {
  detail::Text text(out);
  text.put(error.packet()).put(error.path().empty() ? "" : ".").put(error.path());
  text.put(" at byte ").number(error.offset).put(": ");
  const detail::Phrase words = detail::kPhrases[static_cast<std::size_t>(error.reason)];
  text.put(words.before);
  if (error.reason == Reason::NegativeSize)
    text.put("-").number(~error.value + 1);
  else
    text.number(error.value);
  text.put(words.after);
  if (!error.field->message.empty())
    text.put(": ").put(error.field->message);
  if (!packet.empty())
    text.dump(packet, error.offset < packet.size() ? error.offset : packet.size());
  return text.view();
}

} // namespace mpl

#endif // MPL_DESCRIBE

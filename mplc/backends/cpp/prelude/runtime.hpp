// The run-time part of every header that mplc writes: errors, loads and stores. It is the same text
// in each header and counts once, however many of them a file includes; so it has a guard of its
// own where a header of one file would have #pragma once.
#if defined(MPL_RUNTIME) && MPL_RUNTIME != 1
#error "headers of two versions of mplc in one file: write them again with one mplc"
#elif !defined(MPL_RUNTIME)
#define MPL_RUNTIME 1

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace mpl {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

/// A packet in two pieces, as a scatter list wants it; the payload stays where the caller has it.
using Scatter = std::array<Bytes, 2>;

/// Why bytes are not a packet, or why fields do not make one. `value` is Error::value.
enum class Reason : std::uint8_t {
  Truncated,    ///< the bytes end inside the field; value: how many there are for its run of fields
  BadConstant,  ///< not the constant that the specification gives
  BelowMinimum, ///< under the field's min()
  AboveMaximum, ///< over the field's max()
  BadValue,     ///< not what the field's value() computes
  NegativeSize, ///< the sizes in the packet leave the field less than nothing
  PastEnd,      ///< the sizes in the packet let the field reach past the end of the bytes
  NotMultiple,  ///< the size of the field is not a multiple of its align()
  NoClause,     ///< no clause of the classify takes the value
  UnknownTag,   ///< no tag of a strict variant has the value
  CheckFailed,  ///< a check() of the specification fails
  Overflow,     ///< the arithmetic of the specification leaves 64 bits
  Malformed,    ///< a string, name or number that breaks its own format
  TrailingBytes, ///< bytes are left over in a region
  EmptyElement,  ///< an element of an array takes no bytes
  WrongPresence, ///< building: a field is given against its condition, or left out
  OutOfRange,    ///< building: the value does not fit its field
  SizeMismatch,  ///< building: not as many bytes as parsing would take
  NoRoom,        ///< building: the buffer is too small; value: bytes needed
};

/// What a field is called and, in a run of fields of fixed size, where it lies.
struct Field {
  std::string_view packet;
  std::string_view path;         ///< with its clauses: "Echo.identifier"; empty: the packet itself
  std::size_t begin = 0;         ///< bytes from the start of the run
  std::size_t end = 0;           ///< the same, of the first byte after it
  std::string_view message = {}; ///< what the specification says of a check that fails
};

/// What is wrong, where, and the value seen there. Text comes from describe().
struct Error {
  const Field* field;
  std::uint64_t value;
  std::size_t offset; ///< bytes from the start of the packet
  Reason reason;

  [[nodiscard]] constexpr std::string_view packet() const noexcept { return field->packet; }
  [[nodiscard]] constexpr std::string_view path() const noexcept { return field->path; }
};

/// The error value of a parse or a build. In line, so that nothing is left of it where nobody looks
/// at it.
[[nodiscard, gnu::always_inline]] constexpr std::unexpected<Error>
fail(Reason reason, const Field& field, std::size_t offset, std::uint64_t value) noexcept {
  return std::unexpected<Error>(Error{&field, value, offset, reason});
}

namespace detail {

/// The first field of a run that ends after `given` bytes of it.
[[nodiscard, gnu::pure, gnu::cold, gnu::noinline]] constexpr const Field*
first_beyond(const Field* run, std::size_t given) noexcept {
  while (run->end <= given)
    ++run;
  return run;
}

} // namespace detail

/// The error of a run of fields of fixed size that is longer than the bytes there are.
///
/// \param run   the first field of the run; the others follow it.
/// \param base  where the run begins in the packet.
/// \param given bytes there are from `base` on, too few for the run.
[[nodiscard, gnu::always_inline]] constexpr std::unexpected<Error>
truncated(const Field* run, std::size_t base, std::size_t given) noexcept {
  const Field* const field = detail::first_beyond(run, given);
  return fail(Reason::Truncated, *field, base + field->begin, given);
}

/// The error of a packet within a packet, as the outer one sees it.
///
/// \param base where the inner packet begins in the outer one.
[[nodiscard, gnu::always_inline]] constexpr std::unexpected<Error>
nested(const Error& inner, std::size_t base) noexcept {
  return std::unexpected<Error>(Error{inner.field, inner.value, base + inner.offset, inner.reason});
}

/// The same errors where a parse writes its view in place: `error` receives it.
[[gnu::always_inline]] constexpr bool refuse(Error& error,
                                             const std::unexpected<Error>& failed) noexcept {
  error = failed.error();
  return false;
}

/// For a view that a parse will write in place.
struct Unread {};

// A std::expected or std::optional costs a compiler as much for each class it is of as to read the
// class. So a program is given them, and is the first to make them; what stands below is what the
// functions of a header hand to each other.

/// A value, or why there is none.
template <class T> class Outcome {
public:
  constexpr Outcome(const T& value) noexcept : value_(value), good_(true) {}
  constexpr Outcome(const std::unexpected<Error>& failed) noexcept
      : error_(failed.error()), good_(false) {}
  /// For a parse that writes the value.
  constexpr Outcome(std::in_place_t, Unread unread) noexcept : value_(unread), good_(true) {}

  [[nodiscard]] constexpr explicit operator bool() const noexcept { return good_; }
  [[nodiscard]] constexpr bool has_value() const noexcept { return good_; }
  [[nodiscard]] constexpr T& operator*() noexcept { return value_; }
  [[nodiscard]] constexpr const T& operator*() const noexcept { return value_; }
  [[nodiscard]] constexpr const T* operator->() const noexcept { return &value_; }
  [[nodiscard]] constexpr const Error& error() const noexcept { return error_; }

private:
  union {
    T value_;
    Error error_;
  };
  bool good_;
};

/// A value, or nothing.
template <class T> class Maybe {
public:
  constexpr Maybe(std::nullopt_t = std::nullopt) noexcept : nothing_{} {}
  constexpr Maybe(const T& value) noexcept : value_(value), there_(true) {}

  [[nodiscard]] constexpr explicit operator bool() const noexcept { return there_; }
  [[nodiscard]] constexpr const T& operator*() const noexcept { return value_; }
  [[nodiscard]] constexpr const T* operator->() const noexcept { return &value_; }
  /// As a program is given it.
  [[nodiscard]] constexpr std::optional<T> optional() const noexcept {
    return there_ ? std::optional<T>(value_) : std::nullopt;
  }

private:
  union {
    std::byte nothing_;
    T value_;
  };
  bool there_ = false;
};

/// Arguments, kept to be given to many calls.
template <class... Args> struct Kept;
template <> struct Kept<> {
  template <class Use, class... Before>
  [[gnu::always_inline]] constexpr decltype(auto) apply(const Use& use,
                                                        const Before&... before) const {
    return use(before...);
  }
};
template <class First, class... Rest> struct Kept<First, Rest...> {
  First first{};
  [[no_unique_address]] Kept<Rest...> rest{};

  constexpr Kept() noexcept = default;
  constexpr Kept(First one, Rest... others) noexcept : first(one), rest(others...) {}
  /// Calls `use` with all of them.
  template <class Use, class... Before>
  [[gnu::always_inline]] constexpr decltype(auto) apply(const Use& use,
                                                        const Before&... before) const {
    return rest.apply(use, before..., first);
  }
};

/// Where a range ends that knows by itself when it does.
struct End {};

namespace detail {

template <std::size_t N> struct UintOf {
  static_assert(N >= 1 && N <= 8);
  using type = std::uint64_t;
};
template <> struct UintOf<1> {
  using type = std::uint8_t;
};
template <> struct UintOf<2> {
  using type = std::uint16_t;
};
template <> struct UintOf<3> {
  using type = std::uint32_t;
};
template <> struct UintOf<4> {
  using type = std::uint32_t;
};

} // namespace detail

/// The smallest unsigned type of at least N bytes.
template <std::size_t N> using Uint = typename detail::UintOf<N>::type;

/// Reads N bytes as an unsigned number. The caller has checked that they are there.
template <std::size_t N, std::endian Order = std::endian::big>
[[nodiscard]] constexpr Uint<N> load(const std::byte* at) noexcept {
  if !consteval {
    if constexpr (N == sizeof(Uint<N>)) {
      Uint<N> value;
      __builtin_memcpy(&value, at, N);
      if constexpr (Order != std::endian::native)
        value = std::byteswap(value);
      return value;
    }
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < N; ++i)
    value =
        value << 8 | std::to_integer<std::uint64_t>(at[Order == std::endian::big ? i : N - 1 - i]);
  return static_cast<Uint<N>>(value);
}

/// Whether the bits of `mask` in N bytes, as a number, lie outside low..high: several fields at
/// once.
template <std::size_t N>
[[nodiscard]] constexpr bool outside(const std::byte* at, std::uint64_t mask, std::uint64_t low,
                                     std::uint64_t high) noexcept {
  const std::uint64_t bits = load<N>(at) & mask;
  return bits - low > high - low;
}

/// Writes the low N bytes of a number. The caller has checked that there is room.
template <std::size_t N, std::endian Order = std::endian::big>
constexpr void store(std::byte* at, std::uint64_t number) noexcept {
  if !consteval {
    if constexpr (N == sizeof(Uint<N>)) {
      auto value = static_cast<Uint<N>>(number);
      if constexpr (Order != std::endian::native)
        value = std::byteswap(value);
      __builtin_memcpy(at, &value, N);
      return;
    }
  }
  for (std::size_t i = 0; i < N; ++i)
    at[Order == std::endian::big ? N - 1 - i : i] =
        static_cast<std::byte>(number >> (8 * i) & 0xff);
}

/// Reads Count bits that begin First bits (0 to 7) into the byte at `at`, most significant first.
template <std::size_t First, std::size_t Count>
[[nodiscard]] constexpr Uint<(Count + 7) / 8> bits(const std::byte* at) noexcept {
  constexpr std::size_t span = (First + Count + 7) / 8;
  constexpr std::uint64_t mask = ~std::uint64_t{0} >> (64 - Count);
  if constexpr (span <= 8) {
    constexpr std::size_t shift = span * 8 - First - Count;
    return static_cast<Uint<(Count + 7) / 8>>(std::uint64_t{load<span>(at)} >> shift & mask);
  } else {
    constexpr std::size_t shift = 72 - First - Count;
    return static_cast<Uint<(Count + 7) / 8>>(
        (load<8>(at) << (8 - shift) | std::uint64_t{load<1>(at + 8)} >> shift) & mask);
  }
}

/// Replaces Count bits that begin First bits into the byte at `at`, and leaves their neighbours
/// alone.
template <std::size_t First, std::size_t Count>
constexpr void set_bits(std::byte* at, std::uint64_t number) noexcept {
  if constexpr (First + Count <= 64) {
    constexpr std::size_t span = (First + Count + 7) / 8;
    constexpr std::size_t shift = span * 8 - First - Count;
    constexpr std::uint64_t mask = (~std::uint64_t{0} >> (64 - Count)) << shift;
    store<span>(at, (std::uint64_t{load<span>(at)} & ~mask) | (number << shift & mask));
  } else {
    constexpr std::size_t low = First + Count - 64; // those in the ninth byte
    set_bits<First, Count - low>(at, number >> low);
    set_bits<0, low>(at + 8, number);
  }
}

/// Copies bytes into a packet; regions do not overlap.
constexpr void copy(std::byte* to, Bytes from) noexcept {
  if !consteval {
    if (!from.empty())
      __builtin_memcpy(to, from.data(), from.size());
    return;
  }
  for (const std::byte b : from)
    *to++ = b;
}

/// Writes `count` zero bytes.
constexpr void zero(std::byte* to, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i)
    to[i] = std::byte{0};
}

/// What a tag of a vector stands for.
[[nodiscard]] constexpr bool within(std::uint64_t value, std::uint64_t low,
                                    std::uint64_t high) noexcept {
  return value - low <= high - low;
}

/// Whether the bytes are those of a text: what a vector of a specification expects of a field.
[[nodiscard]] constexpr bool equal(Bytes bytes, std::string_view text) noexcept {
  bool same = bytes.size() == text.size();
  for (std::size_t i = 0; same && i < text.size(); ++i)
    same = bytes[i] == static_cast<std::byte>(text[i]);
  return same;
}

/// A size, rounded up to a multiple.
[[nodiscard]] constexpr std::size_t padded(std::size_t size, std::size_t multiple) noexcept {
  return (size + multiple - 1) / multiple * multiple;
}

/// A copy of a field of fixed size.
template <std::size_t N>
[[nodiscard]] constexpr std::array<std::byte, N>
to_array(std::span<const std::byte, N> from) noexcept {
  std::array<std::byte, N> result{};
  copy(result.data(), from);
  return result;
}

/// Arithmetic of specifications that may leave 64 bits: exact, or `overflow` is set and the result
/// means nothing.
class Checked {
public:
  [[nodiscard]] constexpr std::int64_t add(std::int64_t a, std::int64_t b) noexcept {
    std::int64_t result = 0;
    overflow_ |= __builtin_add_overflow(a, b, &result);
    return result;
  }
  [[nodiscard]] constexpr std::int64_t sub(std::int64_t a, std::int64_t b) noexcept {
    std::int64_t result = 0;
    overflow_ |= __builtin_sub_overflow(a, b, &result);
    return result;
  }
  [[nodiscard]] constexpr std::int64_t mul(std::int64_t a, std::int64_t b) noexcept {
    std::int64_t result = 0;
    overflow_ |= __builtin_mul_overflow(a, b, &result);
    return result;
  }
  [[nodiscard]] constexpr std::int64_t div(std::int64_t a, std::int64_t b) noexcept {
    if (b == 0 || (b == -1 && a == INT64_MIN)) {
      overflow_ = true;
      return 0;
    }
    return a / b;
  }
  [[nodiscard]] constexpr std::int64_t mod(std::int64_t a, std::int64_t b) noexcept {
    if (b == 0 || b == -1) {
      overflow_ |= b == 0;
      return 0;
    }
    return a % b;
  }
  [[nodiscard]] constexpr std::int64_t shl(std::int64_t a, std::int64_t b) noexcept {
    if (b < 0 || b > 62) {
      overflow_ = true;
      return 0;
    }
    return mul(a, std::int64_t{1} << b);
  }
  [[nodiscard]] constexpr std::int64_t shr(std::int64_t a, std::int64_t b) noexcept {
    if (b < 0 || b > 63) {
      overflow_ = true;
      return 0;
    }
    return a >> b;
  }
  [[nodiscard]] constexpr std::int64_t to_i64(std::uint64_t a) noexcept {
    overflow_ |= a > std::uint64_t{INT64_MAX};
    return static_cast<std::int64_t>(a);
  }
  [[nodiscard]] constexpr bool overflow() const noexcept { return overflow_; }

private:
  bool overflow_ = false;
};

/// Writes zeros to the end of a region that is padded to a multiple; its content comes over them.
constexpr void zero_tail(std::byte* region, std::size_t size, std::size_t multiple) noexcept {
  const std::size_t tail = size < multiple ? size : multiple - 1;
  zero(region + (size - tail), tail);
}

/// The elements of an array, read one after the other as they are asked for. To go through them
/// cannot fail, and copies nothing.
///
/// Those of a lazy array are checked as they are reached, and the array ends where the bytes make
/// no element; check_elements() of its packet says whether and why. All others were checked with
/// the packet they are part of. An element is read with the bytes that follow it, as it was when it
/// was checked; should they have been changed since, such an array ends, too.
template <class Element, class... Args> class Array {
public:
  class Iterator {
  public:
    using value_type = Element;
    using difference_type = std::ptrdiff_t;

    constexpr Iterator() noexcept = default;
    constexpr Iterator(const Array& array) noexcept
        : rest_(array.bytes_), left_(array.size_), args_(array.args_) {
      read();
    }
    [[nodiscard]] constexpr Element operator*() const noexcept { return *element_; }
    [[nodiscard]] constexpr const Element* operator->() const noexcept { return &*element_; }
    constexpr Iterator& operator++() noexcept {
      const std::size_t size = element_->bytes().size();
      rest_ = rest_.subspan(size);
      left_ -= size;
      read();
      return *this;
    }
    constexpr Iterator operator++(int) noexcept {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    [[nodiscard]] friend constexpr bool operator==(const Iterator& a, const Iterator& b) noexcept {
      return a.left_ == b.left_;
    }
    [[nodiscard]] friend constexpr bool operator==(const Iterator& a, End) noexcept {
      return a.left_ == 0;
    }

  private:
    constexpr void read() noexcept {
      element_ = {};
      if (left_ == 0)
        return;
      const Outcome<Element> next = args_.apply([this](const Args&... args) {
        return Element::template parse<Outcome<Element>>(rest_, args...);
      });
      if (next && !next->bytes().empty() && next->bytes().size() <= left_)
        element_ = *next;
      else
        left_ = 0;
    }
    Bytes rest_{};
    std::size_t left_ = 0;
    Maybe<Element> element_{};
    [[no_unique_address]] Kept<Args...> args_{};
  };

  /// \param bytes from the first element to the end of the region the array lies in.
  /// \param size  how many of them the elements take.
  constexpr Array(Bytes bytes, std::size_t size, Args... args) noexcept
      : bytes_(bytes), size_(size), args_(args...) {}

  [[nodiscard]] constexpr Iterator begin() const noexcept { return Iterator(*this); }
  [[nodiscard]] constexpr End end() const noexcept { return {}; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  /// The element of that number, from 0, if there are so many; goes through those before it.
  [[nodiscard]] constexpr std::optional<Element> at(std::size_t number) const noexcept {
    for (Iterator at = begin(); at != end(); ++at)
      if (number-- == 0)
        return *at;
    return std::nullopt;
  }
  /// How many elements there are; goes through them.
  [[nodiscard]] constexpr std::size_t count() const noexcept {
    std::size_t count = 0;
    for (Iterator at = begin(); at != end(); ++at)
      ++count;
    return count;
  }
  /// Whether all its bytes are elements, down to what is in them.
  ///
  /// \param array what it is called, for an element that takes no bytes.
  /// \returns the error of the first that is none; its offset counts from the start of the array.
  [[nodiscard]] constexpr std::expected<void, Error> check(const Field& array) const noexcept {
    for (std::size_t at = 0; at != size_;) {
      const Outcome<Element> element = args_.apply([&](const Args&... args) {
        return Element::template parse<Outcome<Element>>(bytes_.subspan(at), args...);
      });
      if (!element)
        return nested(element.error(), at);
      const std::size_t size = element->bytes().size();
      if (size == 0 || size > size_ - at) [[unlikely]]
        return fail(Reason::EmptyElement, array, at, 0);
      if constexpr (requires { element->check_elements(); })
        if (const std::expected<void, Error> inner = element->check_elements(); !inner)
          return nested(inner.error(), at);
      at += size;
    }
    return {};
  }
  /// Where the message begins, for elements with names.
  [[nodiscard]] constexpr auto message() const noexcept { return args_.first; }
  /// The elements as they stand on the wire.
  [[nodiscard]] constexpr Bytes bytes() const noexcept { return bytes_.first(size_); }

private:
  Bytes bytes_;
  std::size_t size_;
  [[no_unique_address]] Kept<Args...> args_;
};

/// What parse() gives to parse_each(), for nobody watches it.
struct NoVisit {};
inline constexpr NoVisit kNoVisit{};

/// Hands on an element that was checked just now, if the visitor takes such a one.
template <class Visit, class Element>
[[gnu::always_inline]] constexpr void visit_element(Visit& visitor, const Element& element) {
  if constexpr (std::is_invocable_v<Visit&, const Element&>)
    visitor(element);
}

/// A packet whose lazy arrays, if it has any, were checked, too; the error of the first element
/// that is none.
template <class Parsed> [[nodiscard]] constexpr Parsed with_elements(const Parsed& view) noexcept {
  if constexpr (requires { view->check_elements(); })
    if (view)
      if (const std::expected<void, Error> checked = view->check_elements(); !checked)
        return std::unexpected(checked.error());
  return view;
}

/// Asked first, for whether a Range can be made a span of is dear to find out.
template <class Range> inline constexpr bool kIsArray = false;
template <class Element, class... Args>
inline constexpr bool kIsArray<Array<Element, Args...>> = true;

/// What a build takes for an array, and borrows: the Fields of its elements one after the other (a
/// std::array, a std::vector, a std::span of them), or bytes that are elements already, as an Array
/// of a packet that was parsed has them.
template <class Element> class Elements {
public:
  using Fields = typename Element::Fields;

  constexpr Elements() noexcept = default;
  template <class Range>
    requires(!kIsArray<Range> && std::is_constructible_v<std::span<const Fields>, const Range&>)
  constexpr Elements(const Range& fields) noexcept : fields_(std::span<const Fields>(fields)) {}
  template <class Range>
    requires(!kIsArray<Range> && std::is_constructible_v<Bytes, const Range&>)
  constexpr Elements(const Range& built) noexcept : built_(Bytes(built)) {}
  template <class... Args>
  constexpr Elements(const Array<Element, Args...>& array) noexcept : built_(array.bytes()) {}

  [[nodiscard]] constexpr std::span<const Fields> fields() const noexcept { return fields_; }
  /// Bytes that are elements already; then there are no fields.
  [[nodiscard]] constexpr Bytes built() const noexcept { return built_; }

private:
  std::span<const Fields> fields_{};
  Bytes built_{};
};

// Most builds are given bytes, or nothing: that is decided in line, where it is often known. What
// goes through fields stands apart.

namespace detail {

template <class Element, class... Args>
[[nodiscard, gnu::noinline]] constexpr std::size_t
size_of_fields(std::span<const typename Element::Fields> all, Args... args) noexcept {
  std::size_t size = 0;
  for (const typename Element::Fields& fields : all)
    size += Element::size(fields, args...);
  return size;
}

template <class Element, class... Args>
[[gnu::noinline]] constexpr void
write_fields(std::byte* at, std::span<const typename Element::Fields> all, Args... args) noexcept {
  for (const typename Element::Fields& fields : all) {
    const std::size_t size = Element::size(fields, args...);
    static_cast<void>(Element::build(MutableBytes(at, size), fields, args...));
    at += size;
  }
}

} // namespace detail

/// How many bytes the elements take.
template <class Element, class... Args>
[[nodiscard, gnu::always_inline]] constexpr std::size_t size_of(const Elements<Element>& elements,
                                                                Args... args) noexcept {
  if (elements.fields().empty())
    return elements.built().size();
  return elements.built().size() + detail::size_of_fields<Element>(elements.fields(), args...);
}

/// How many elements there are; of bytes that make none, as many as come before.
template <class Element, class... Args>
[[nodiscard]] constexpr std::int64_t count_of(const Elements<Element>& elements,
                                              Args... args) noexcept {
  const Array<Element, Args...> built(elements.built(), elements.built().size(), args...);
  return static_cast<std::int64_t>(elements.fields().size() + built.count());
}

/// Where the bytes of an array are to be read that was just written: what was given, if that is
/// bytes, because a load so soon after narrower stores waits for them; else `written`.
template <class Element>
[[nodiscard, gnu::always_inline]] constexpr Bytes source(const Elements<Element>& elements,
                                                         Bytes written) noexcept {
  return elements.fields().empty() ? elements.built() : written;
}

/// Whether the last element of an array, and no other, satisfies the condition of `until`.
enum class Ending : std::uint8_t {
  Free,     ///< there is no such condition
  Possible, ///< the last one may satisfy it
  Required, ///< the last one must
  Lazy      ///< there is no such condition; and bytes are not looked at, as a parse does not
};

namespace detail {

template <Ending Last, class Element, class... Args>
[[nodiscard, gnu::noinline]] constexpr std::expected<void, Error>
check_each(const Elements<Element>& elements, const Field& array, Args... args) noexcept {
  std::size_t at = 0;
  bool ended = false;
  for (const typename Element::Fields& fields : elements.fields()) {
    if (ended) [[unlikely]]
      return fail(Reason::SizeMismatch, array, at, at);
    if (const std::expected<void, Error> checked = Element::check(fields, args...); !checked)
      return nested(checked.error(), at);
    const std::size_t size = Element::size(fields, args...);
    if (size == 0) [[unlikely]]
      return fail(Reason::EmptyElement, array, at, 0);
    at += size;
    if constexpr (Last == Ending::Possible || Last == Ending::Required)
      ended = Element::ends_array(fields, args...);
  }
  if constexpr (Last == Ending::Lazy)
    return {};
  for (Bytes rest = elements.built(); !rest.empty();) {
    if (ended) [[unlikely]]
      return fail(Reason::SizeMismatch, array, at, at);
    const Outcome<Element> element = Element::template parse<Outcome<Element>>(rest, args...);
    if (!element)
      return nested(element.error(), at);
    if constexpr (requires { element->check_elements(); })
      if (const std::expected<void, Error> inner = element->check_elements(); !inner)
        return nested(inner.error(), at);
    const std::size_t size = element->bytes().size();
    if (size == 0) [[unlikely]]
      return fail(Reason::EmptyElement, array, at, 0);
    rest = rest.subspan(size);
    at += size;
    if constexpr (Last == Ending::Possible || Last == Ending::Required)
      ended = element->ends_array(args...);
  }
  if (Last == Ending::Required && !ended) [[unlikely]]
    return fail(Reason::SizeMismatch, array, at, at);
  return {};
}

} // namespace detail

/// Whether each of the elements can be built, and the array ends where parsing would end it.
template <Ending Last, class Element, class... Args>
[[nodiscard, gnu::always_inline]] constexpr std::expected<void, Error>
check_elements(const Elements<Element>& elements, const Field& array, Args... args) noexcept {
  if (elements.fields().empty() && (Last == Ending::Lazy || elements.built().empty()) &&
      Last != Ending::Required)
    return {};
  return detail::check_each<Last>(elements, array, args...);
}

/// Writes elements that check_elements() has found to be right.
template <class Element, class... Args>
[[gnu::always_inline]] constexpr void
write_elements(std::byte* at, const Elements<Element>& elements, Args... args) noexcept {
  copy(at, elements.built());
  if (!elements.fields().empty())
    detail::write_fields<Element>(at, elements.fields(), args...);
}

namespace detail {

/// Into the cache of the second level, which takes in more lines at a time than the first does.
[[gnu::always_inline]] constexpr void fetch(const Bytes& packet) noexcept {
  if !consteval {
    __builtin_prefetch(packet.data(), 0, 2);
  }
}

/// The packets of a burst whose first `Ahead` have been fetched; meanwhile fetches those that
/// follow, in it and behind it.
template <class View, std::size_t Ahead, class Use, class... Args>
constexpr void parse_fetched(std::span<const Bytes> packets, std::span<const Bytes> following,
                             Use& use, Args... args) {
  const std::size_t own = packets.size() > Ahead ? packets.size() - Ahead : 0;
  const std::size_t left = packets.size() - own;
  const std::size_t others = following.size() < left ? following.size() : left;
  for (std::size_t i = 0; i < own; ++i) {
    fetch(packets[i + Ahead]);
    use(View::parse(packets[i], args...));
  }
  for (std::size_t i = 0; i < others; ++i) {
    fetch(following[i]);
    use(View::parse(packets[own + i], args...));
  }
  for (std::size_t i = own + others; i < packets.size(); ++i)
    use(View::parse(packets[i], args...));
}

} // namespace detail

/// Parses many packets, one after the other, and has the first bytes of those that follow fetched
/// into the cache meanwhile: for packets that nobody has touched yet, such as those of a device.
///
/// \tparam Ahead packets between the one that is parsed and the one that is fetched: enough to
///         cover the way to memory (32 lines of the cache are about what a processor of today has
///         under way at once), few enough not to push each other out.
/// \param  packets the bytes of each.
/// \param  use     called with each result in turn: std::expected<View, Error>.
template <class View, std::size_t Ahead = 32, class Use, class... Args>
  requires std::is_invocable_v<Use&, std::expected<View, Error>>
constexpr void parse_batch(std::span<const Bytes> packets, Use use, Args... args) {
  for (std::size_t i = 0; i < Ahead && i < packets.size(); ++i)
    detail::fetch(packets[i]);
  detail::parse_fetched<View, Ahead>(packets, {}, use, args...);
}

/// The same for one burst of many: while the last of it are parsed, the first of the next burst are
/// fetched, so that no burst begins with a wait.
///
/// \param following the packets of the next call; none, if they are not known yet: that one then
///        waits for its first packets.
template <class View, std::size_t Ahead = 32, class Use, class... Args>
  requires std::is_invocable_v<Use&, std::expected<View, Error>>
constexpr void parse_batch(std::span<const Bytes> packets, std::span<const Bytes> following,
                           Use use, Args... args) {
  detail::parse_fetched<View, Ahead>(packets, following, use, args...);
}

} // namespace mpl

#endif // MPL_RUNTIME

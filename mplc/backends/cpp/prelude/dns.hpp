// Domain names; in each header that has one. Stands behind text.hpp.
// A part of a header: it has a guard, and no #pragma once.
#if !defined(MPL_DNS)
#define MPL_DNS 1

namespace mpl {

/// Where a parse_each() writes the names of an element, each without compression behind an octet
/// that tells its size.
class NameSlots {
public:
  /// Of one name: its size, the name, and what a copy of 16 octets at once may write behind it.
  static constexpr std::size_t kSize = 1 + 255 + 16;

  /// None: names stay in the message.
  constexpr NameSlots() noexcept = default;
  constexpr explicit NameSlots(std::byte* first) noexcept : first_(first) {}
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return first_ != nullptr; }
  [[nodiscard]] constexpr std::byte* operator[](std::size_t number) const noexcept {
    return first_ + number * kSize;
  }
  /// Those of a packet within the packet, which come after `count` of its own.
  [[nodiscard]] constexpr NameSlots after(std::size_t count) const noexcept {
    return first_ != nullptr ? NameSlots((*this)[count]) : NameSlots();
  }

private:
  std::byte* first_ = nullptr;
};

/// The memory of so many slots; none where nobody visits.
template <std::size_t Count, class Visit> struct NameScratch {
  std::byte octets[Count * NameSlots::kSize];
  [[nodiscard]] constexpr NameSlots slots() noexcept { return NameSlots(octets); }
};
template <std::size_t Count> struct NameScratch<Count, const NoVisit> {
  [[nodiscard]] constexpr NameSlots slots() const noexcept { return NameSlots(); }
};

/// A domain name (RFC 1035 3.1): one of a message, whole or in pieces that pointers join, or a text
/// with dots. Borrows both. Labels are found as they are asked for; nothing is copied.
class DnsName {
public:
  static constexpr std::size_t kLongest = 255;     ///< octets, with the root (RFC 1035 3.1)
  static constexpr std::size_t kLongestLabel = 63; ///< octets
  /// Characters that print() needs for any name: each octet may become a backslash and three
  /// digits.
  static constexpr std::size_t kLongestText = 4 * kLongest;

  class Iterator;

  /// The root.
  constexpr DnsName() noexcept = default;
  /// From text such as "www.example.org". A label with a dot in it cannot be had in this way.
  constexpr DnsName(std::string_view text) noexcept : text_(text) {
    if (text.ends_with('.'))
      text_.remove_suffix(1);
  }
  constexpr DnsName(const char* text) noexcept : DnsName(std::string_view(text)) {}
  /// From a message in which scan_name() has found it, before `end`. Should the bytes have been
  /// changed since, it ends where they make no name any more.
  constexpr DnsName(const std::byte* message, const std::byte* at, const std::byte* end) noexcept
      : DnsName(message, at, at, end) {}
  /// The same, unless read_name() has written it into a slot.
  constexpr DnsName(NameSlots slots, std::size_t number, const std::byte* message,
                    const std::byte* at, const std::byte* end) noexcept {
    if (slots) {
      const std::byte* const slot = slots[number];
      message_ = piece_ = at_ = slot + 1;
      end_ = at_ + std::to_integer<std::size_t>(*slot) + 1;
      plain_ = true;
    } else {
      *this = DnsName(message, at, end);
    }
  }

  [[nodiscard]] constexpr bool is_root() const noexcept {
    return at_ != nullptr ? *at_ == std::byte{0} : text_.empty();
  }
  /// The first label; the name must not be the root.
  [[nodiscard]] constexpr String first() const noexcept {
    if (at_ != nullptr)
      return String(Bytes(at_ + 1, std::to_integer<std::size_t>(*at_)));
    // Not substr(): that can throw, and calls what a program without a library has not.
    const std::size_t dot = text_.find('.');
    return std::string_view(text_.data(), dot < text_.size() ? dot : text_.size());
  }
  /// The name without its first label; the name must not be the root.
  [[nodiscard]] constexpr DnsName parent() const noexcept {
    if (at_ != nullptr)
      return DnsName(message_, piece_, at_ + 1 + std::to_integer<std::size_t>(*at_), end_, plain_);
    DnsName rest;
    if (const std::size_t dot = text_.find('.'); dot != std::string_view::npos)
      rest.text_ = std::string_view(text_.data() + dot + 1, text_.size() - dot - 1);
    return rest;
  }
  [[nodiscard]] constexpr Iterator begin() const noexcept;
  [[nodiscard]] constexpr End end() const noexcept { return {}; }

  /// Octets that it takes without compression.
  [[nodiscard]] constexpr std::size_t wire_size() const noexcept {
    std::size_t size = 1;
    for (DnsName rest = *this; !rest.is_root(); rest = rest.parent())
      size += 1 + rest.first().size();
    return size;
  }
  /// Whether it can be written: no label is empty or too long, and neither is the name.
  [[nodiscard]] constexpr bool valid() const noexcept {
    if (at_ != nullptr)
      return true; // scan_name() has seen to it
    if (text_.size() + 2 > kLongest || text_.ends_with('.') ||
        text_.find('\\') != std::string_view::npos)
      return false;
    for (DnsName rest = *this; !rest.is_root(); rest = rest.parent())
      if (rest.first().empty() || rest.first().size() > kLongestLabel)
        return false;
    return true;
  }
  /// Writes the name as text into `out`, cut off where that is too small: "www.example.org", "."
  /// for the root, octets that are no letters escaped as in RFC 1035 5.1. Returns what was written.
  [[nodiscard]] constexpr std::string_view print(std::span<char> out) const noexcept {
    detail::Text text(out);
    if (is_root())
      text.put(".");
    bool first_label = true;
    for (DnsName rest = *this; !rest.is_root(); rest = rest.parent()) {
      text.put(first_label ? "" : ".");
      first_label = false;
      const String label = rest.first();
      for (std::size_t i = 0; i < label.size(); ++i)
        print_octet(text, label[i]);
    }
    return text.view();
  }
  /// The octets of the name, if they stand without compression in memory already, as those do that
  /// parse_each() hands out; else none.
  [[nodiscard]] constexpr Bytes plain() const noexcept {
    return plain_ ? Bytes(at_, static_cast<std::size_t>(end_ - at_)) : Bytes();
  }
  /// Copies the name without compression into `out`: the bytes written; nothing if `out` is too
  /// small.
  constexpr std::optional<MutableBytes> copy(MutableBytes out) const noexcept {
    if (plain_ && out.size() >= plain().size()) {
      mpl::copy(out.data(), plain());
      return out.first(plain().size());
    }
    if (at_ != nullptr)
      return copy_pieces(out);
    const std::size_t size = wire_size();
    if (out.size() < size)
      return std::nullopt;
    put_plain(out.data());
    return out.first(size);
  }
  constexpr void put_plain(std::byte* to) const noexcept {
    for (DnsName rest = *this; !rest.is_root(); rest = rest.parent())
      to = put_label(to, rest.first());
    *to = std::byte{0};
  }
  static constexpr std::byte* put_label(std::byte* to, const String& label) noexcept {
    *to = static_cast<std::byte>(label.size());
    return put(to + 1, label);
  }
  /// Whether both are the same, octet by octet.
  [[nodiscard]] constexpr bool identical(const DnsName& other) const noexcept {
    return same(*this, other, false);
  }
  /// Whether both name the same: small and capital letters are alike (RFC 4343 3).
  [[nodiscard]] friend constexpr bool operator==(const DnsName& a, const DnsName& b) noexcept {
    return same(a, b, true);
  }

private:
  /// Leads to the label at `at`, which belongs to the piece that begins at `piece`.
  constexpr DnsName(const std::byte* message, const std::byte* piece, const std::byte* at,
                    const std::byte* end, bool plain = false) noexcept
      : message_(message), piece_(piece), end_(end), plain_(plain) {
    while (at != end) {
      const std::size_t octet = std::to_integer<std::size_t>(*at);
      const auto left = static_cast<std::size_t>(end - at);
      if (octet < 0xc0) {
        if (octet <= kLongestLabel && octet < left)
          at_ = at;
        return;
      }
      const std::size_t target = left < 2 ? SIZE_MAX : load<2>(at) & 0x3fffu;
      if (target >= static_cast<std::size_t>(piece_ - message))
        return;
      piece_ = at = message + target;
    }
  }

  /// copy() of a name of a message, in one pass over its pieces.
  [[nodiscard]] constexpr std::optional<MutableBytes> copy_pieces(MutableBytes out) const noexcept {
    const std::byte* piece = piece_;
    const std::byte* at = at_;
    std::size_t size = 0;
    while (at != end_) {
      const std::size_t octet = std::to_integer<std::size_t>(*at);
      const auto left = static_cast<std::size_t>(end_ - at);
      if (octet >= 0xc0) {
        const std::size_t target = left < 2 ? SIZE_MAX : load<2>(at) & 0x3fffu;
        if (target >= static_cast<std::size_t>(piece - message_))
          break;
        piece = at = message_ + target;
        continue;
      }
      if (octet == 0 || octet > kLongestLabel || octet >= left)
        break;
      if (out.size() - size < octet + 2) // and the root
        return std::nullopt;
      mpl::copy(out.data() + size, Bytes(at, octet + 1));
      size += octet + 1;
      at += octet + 1;
    }
    if (out.size() == size)
      return std::nullopt;
    out[size] = std::byte{0};
    return out.first(size + 1);
  }

  [[nodiscard]] static constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  [[nodiscard]] static constexpr bool same(DnsName a, DnsName b, bool any_case) noexcept {
    while (!a.is_root() && !b.is_root()) {
      if (a.at_ != nullptr && a.at_ == b.at_)
        return true;
      const String x = a.first();
      const String y = b.first();
      if (x.size() != y.size())
        return false;
      for (std::size_t i = 0; i < x.size(); ++i)
        if (x[i] != y[i] && (!any_case || lower(x[i]) != lower(y[i])))
          return false;
      a = a.parent();
      b = b.parent();
    }
    return a.is_root() && b.is_root();
  }
  static constexpr void print_octet(detail::Text& text, char octet) noexcept {
    const auto number = static_cast<unsigned char>(octet);
    if (octet == '.' || octet == '\\')
      text.put("\\");
    if (number > ' ' && number < 0x7f) {
      text.put(std::string_view(&octet, 1));
      return;
    }
    text.put("\\").number(number / 100u).number(number / 10u % 10u).number(number % 10u);
  }

  const std::byte* message_ = nullptr;
  const std::byte* piece_ = nullptr;
  const std::byte* at_ = nullptr; ///< of a label or of the root, never of a pointer
  const std::byte* end_ = nullptr;
  std::string_view text_{};
  bool plain_ = false; ///< at_..end_ is the name
};

/// The labels of a name, one after the other.
class DnsName::Iterator {
public:
  using value_type = String;
  using difference_type = std::ptrdiff_t;
  constexpr Iterator() noexcept = default;
  constexpr explicit Iterator(const DnsName& rest) noexcept : rest_(rest) {}
  [[nodiscard]] constexpr String operator*() const noexcept { return rest_.first(); }
  constexpr Iterator& operator++() noexcept {
    rest_ = rest_.parent();
    return *this;
  }
  constexpr Iterator operator++(int) noexcept {
    const Iterator before = *this;
    ++*this;
    return before;
  }
  [[nodiscard]] constexpr bool operator==(const Iterator& other) const noexcept {
    return rest_.at_ == other.rest_.at_ && rest_.text_.size() == other.rest_.text_.size();
  }
  [[nodiscard]] friend constexpr bool operator==(const Iterator& a, End) noexcept {
    return a.rest_.is_root();
  }

private:
  DnsName rest_{};
};

constexpr DnsName::Iterator DnsName::begin() const noexcept { return Iterator(*this); }

[[nodiscard]] constexpr bool equal(const DnsName& a, std::string_view b) noexcept {
  return a == DnsName(b);
}

/// Why a name is none: what skip_name() and read_name() leave open.
[[nodiscard, gnu::cold, gnu::noinline]] constexpr Scanned
broken_name(const std::byte* message, const std::byte* at, std::size_t left) noexcept {
  const std::byte* end = at + left;
  const std::byte* piece = at;
  const std::byte* next = at;
  std::size_t size = 0; // in place: known when the first pointer is met
  std::size_t length = 1;
  while (next != end) {
    const std::size_t octet = std::to_integer<std::size_t>(*next);
    const auto here = static_cast<std::size_t>(next - at);
    if (octet == 0)
      return {.size = size != 0 ? size : here + 1};
    if (octet <= DnsName::kLongestLabel) {
      if (static_cast<std::size_t>(end - next) <= octet)
        break;
      length += octet + 1;
      if (length > DnsName::kLongest)
        return {size != 0 ? size - 2 : here, Reason::Malformed, true};
      next += octet + 1;
      continue;
    }
    if (octet >= 0xc0 && end - next < 2)
      break;
    if (octet >= 0xc0 && size == 0) {
      size = here + 2;
      end = next + 2; // an earlier piece has no label that reaches beyond the name
    }
    const std::size_t target = octet < 0xc0 ? 0 : load<2>(next) & 0x3fffu;
    if (octet < 0xc0 || target >= static_cast<std::size_t>(piece - message))
      return {size != 0 ? size - 2 : here, Reason::Malformed, true};
    next = piece = message + target;
  }
  return {left, Reason::Truncated, true};
}

/// The size in place of a name, each pointer of which leads further back than the piece it ends
/// (RFC 1035 4.1.4: to "a prior occurrence"), so that it comes to an end; 0: it is none. There is
/// one octet more before the end of a piece, always: so the bounds are compared once a label.
///
/// \param message where pointers count from.
/// \param from    the name, `left` bytes of which may be read, and all that is before it.
[[nodiscard]] constexpr std::size_t skip_name(const std::byte* message, const std::byte* from,
                                              std::size_t left) noexcept {
  const auto start = static_cast<std::size_t>(from - message);
  std::size_t end = start + left;
  std::size_t at = start;
  std::size_t piece = start;
  std::size_t length = 0;
  if (left == 0) [[unlikely]]
    return 0;
  while (true) {
    const auto octet = std::to_integer<std::size_t>(message[at]);
    if (octet == 0)
      return (piece == start ? at + 1 : end) - start;
    if (octet <= DnsName::kLongestLabel) {
      at += octet + 1;
      length += octet + 1;
      if (at >= end || length >= DnsName::kLongest) [[unlikely]]
        return 0;
      continue;
    }
    const std::size_t next = at + 2;
    if (octet < 0xc0 || next > end) [[unlikely]]
      return 0;
    at = load<2>(message + at) & 0x3fffu;
    if (at >= piece) [[unlikely]]
      return 0;
    if (piece == start)
      end = next; // here it ends in place; no earlier piece has a label that reaches beyond that
    piece = at;
  }
}

/// Copies a label with its size, at most 64 octets. Two copies that overlap in the middle do for
/// any size between those of one and of both: no loop, and nothing is touched but the label.
[[gnu::always_inline]] constexpr void copy_label(std::byte* to, const std::byte* from,
                                                 std::size_t size) noexcept {
  if !consteval {
    if (size < 4) {
      __builtin_memcpy(to, from, 2);
      __builtin_memcpy(to + size - 2, from + size - 2, 2);
    } else if (size < 8) {
      __builtin_memcpy(to, from, 4);
      __builtin_memcpy(to + size - 4, from + size - 4, 4);
    } else if (size < 16) {
      __builtin_memcpy(to, from, 8);
      __builtin_memcpy(to + size - 8, from + size - 8, 8);
    } else {
      for (std::size_t done = 16; done < size; done += 16)
        __builtin_memcpy(to + done - 16, from + done - 16, 16);
      __builtin_memcpy(to + size - 16, from + size - 16, 16);
    }
    return;
  }
  copy(to, Bytes(from, size));
}

/// As skip_name(), and writes the name into a slot as it goes.
[[nodiscard]] constexpr std::size_t read_name(const std::byte* message, const std::byte* from,
                                              std::size_t left, std::byte* slot) noexcept {
  if (left == 0) [[unlikely]]
    return 0;
  const auto start = static_cast<std::size_t>(from - message);
  const std::size_t last = start + left;
  std::size_t end = last;
  std::size_t at = start;
  std::size_t piece = start;
  std::byte* to = slot + 1;
  while (true) {
    const auto octet = std::to_integer<std::size_t>(message[at]);
    if (octet == 0)
      break;
    if (octet <= DnsName::kLongestLabel) {
      const std::size_t label = at;
      at += octet + 1;
      if (at >= end || to + octet >= slot + DnsName::kLongest) [[unlikely]]
        return 0;
      std::byte* const first = to;
      to += octet + 1;
      if !consteval {
        if (octet < 16 && label + 16 <= last) [[likely]] {
          __builtin_memcpy(first, message + label, 16); // the slot has room for it
          continue;
        }
      }
      copy_label(first, message + label, octet + 1);
      continue;
    }
    const std::size_t next = at + 2;
    if (octet < 0xc0 || next > end) [[unlikely]]
      return 0;
    at = load<2>(message + at) & 0x3fffu;
    if (at >= piece) [[unlikely]]
      return 0;
    if (piece == start)
      end = next;
    piece = at;
  }
  *to = std::byte{0};
  *slot = static_cast<std::byte>(to - slot - 1);
  return (piece == start ? at + 1 : end) - start;
}

/// One of the two.
[[nodiscard, gnu::always_inline]] constexpr std::size_t scan_name(const std::byte* message,
                                                                  const std::byte* from,
                                                                  std::size_t left, NameSlots names,
                                                                  std::size_t number) noexcept {
  return names ? read_name(message, from, left, names[number]) : skip_name(message, from, left);
}

/// The error of a name that is none.
///
/// \param base where it begins in the packet.
[[nodiscard, gnu::always_inline]] constexpr std::unexpected<Error>
fail_name(const Field& field, std::size_t base, const std::byte* message, const std::byte* at,
          std::size_t left) noexcept {
  const Scanned broken = broken_name(message, at, left);
  return fail(broken.reason, field, base, broken.size);
}

/// Where the names of a message stand that was built so far: what a later name can point to.
/// Borrows the names given to a build; they must be there until the last build of the message.
class DnsTable {
public:
  static constexpr std::size_t kCapacity =
      64; ///< names; more are written without a pointer to them

  /// \param position where in the message the next build begins.
  constexpr explicit DnsTable(std::size_t position = 0) noexcept : position_(position) {}
  [[nodiscard]] constexpr std::size_t position() const noexcept { return position_; }
  /// The next build begins so much later.
  constexpr void advance(std::size_t bytes) noexcept { position_ += bytes; }

  /// What stands at the end of the table; forget() drops what came after.
  [[nodiscard]] constexpr std::size_t mark() const noexcept { return size_; }
  constexpr void forget(std::size_t mark) noexcept { size_ = mark; }

private:
  friend class DnsPlace;
  struct Entry {
    DnsName name{};
    std::size_t size = 0;    ///< of the name: tells most names apart
    std::size_t message = 0; ///< where its message begins
    std::size_t offset = 0;  ///< in that
  };

  std::array<Entry, kCapacity> entries_{};
  std::size_t size_ = 0;
  std::size_t position_;
};

/// A table, and where in a message a packet begins: what a build of names is given. A DnsTable is
/// one.
class DnsPlace {
public:
  constexpr DnsPlace(DnsTable& table) noexcept : table_(&table), at_(table.position()) {}
  /// Further on in the message.
  [[nodiscard]] constexpr DnsPlace operator+(std::size_t bytes) const noexcept {
    DnsPlace place = *this;
    place.at_ += bytes;
    return place;
  }
  /// The same place, where a message of its own begins.
  [[nodiscard]] constexpr DnsPlace message() const noexcept {
    DnsPlace place = *this;
    place.message_ += at_;
    place.at_ = 0;
    return place;
  }
  [[nodiscard]] constexpr std::size_t mark() const noexcept { return table_->mark(); }
  constexpr void forget(std::size_t mark) const noexcept { table_->forget(mark); }

  /// Bytes that `name` takes here; remembers it. Doing so again changes nothing.
  [[nodiscard]] constexpr std::size_t place(const DnsName& name) const noexcept {
    std::size_t size = 0;
    for (DnsName rest = name; !rest.is_root(); rest = rest.parent()) {
      if (find(rest) != nullptr)
        return size + 2;
      remember(rest, at_ + size);
      size += 1 + rest.first().size();
    }
    return size + 1;
  }
  /// Writes the name that place() has placed.
  constexpr void put(std::byte* to, const DnsName& name) const noexcept {
    for (DnsName rest = name; !rest.is_root(); rest = rest.parent()) {
      if (const DnsTable::Entry* entry = find(rest); entry != nullptr) {
        store<2>(to, 0xc000 | entry->offset);
        return;
      }
      to = DnsName::put_label(to, rest.first());
    }
    *to = std::byte{0};
  }

private:
  /// The same name, letter by letter, before this place: the bytes that are written must not change
  /// case.
  [[nodiscard]] constexpr const DnsTable::Entry* find(const DnsName& name) const noexcept {
    const std::size_t size = name.wire_size();
    for (std::size_t i = 0; i < table_->size_; ++i) {
      const DnsTable::Entry& entry = table_->entries_[i];
      if (entry.message == message_ && entry.offset < at_ && entry.size == size &&
          entry.name.identical(name))
        return &entry;
    }
    return nullptr;
  }
  constexpr void remember(const DnsName& name, std::size_t offset) const noexcept {
    constexpr std::size_t reach = 0x4000; // a pointer has 14 bits (RFC 1035 4.1.4)
    if (offset >= reach || table_->size_ == DnsTable::kCapacity)
      return;
    for (std::size_t i = 0; i < table_->size_; ++i)
      if (table_->entries_[i].message == message_ && table_->entries_[i].offset == offset)
        return;
    table_->entries_[table_->size_++] = {name, name.wire_size(), message_, offset};
  }

  DnsTable* table_;
  std::size_t message_ = 0;
  std::size_t at_;
};

/// In place of a DnsPlace where no name is written compressed.
struct NoNames {
  [[nodiscard]] constexpr NoNames operator+(std::size_t) const noexcept { return {}; }
};

/// What a build takes for an array whose elements have names, and borrows: the Fields of its
/// elements, or an Array of a packet that was parsed, whose elements are read again and written
/// anew: their bytes would mean something else in another place.
template <class Element> class Records {
public:
  using Fields = typename Element::Fields;

  constexpr Records() noexcept = default;
  template <class Range>
    requires(!kIsArray<Range> && std::is_constructible_v<std::span<const Fields>, const Range&>)
  constexpr Records(const Range& fields) noexcept : fields_(std::span<const Fields>(fields)) {}
  template <class... Args>
  constexpr Records(const Array<Element, const std::byte*, Args...>& array) noexcept
      : parsed_(array.bytes()), message_(array.message()) {}

  /// Calls `visit` with the Fields of each element.
  template <class Visit, class... Args> constexpr void each(Visit visit, Args... args) const {
    for (const Fields& fields : fields_)
      visit(fields);
    const Array<Element, const std::byte*, Args...> parsed(parsed_, parsed_.size(), message_,
                                                           args...);
    for (const Element& element : parsed)
      visit(element.fields());
  }

private:
  std::span<const Fields> fields_{};
  Bytes parsed_{};
  const std::byte* message_ = nullptr;
};

/// How many bytes one element takes, and all of them.
template <class Element, class Names, class... Args>
[[nodiscard]] constexpr std::size_t size_of_record(const typename Element::Fields& fields,
                                                   const Names& names, Args... args) noexcept {
  if constexpr (std::is_same_v<Names, NoNames>)
    return static_cast<void>(names), Element::size(fields, args...);
  else
    return Element::place(fields, names, args...);
}
template <class Element, class Names, class... Args>
[[nodiscard]] constexpr std::size_t size_of(const Records<Element>& records, const Names& names,
                                            Args... args) noexcept {
  std::size_t size = 0;
  records.each(
      [&](const typename Element::Fields& fields) {
        size += size_of_record<Element>(fields, names + size, args...);
      },
      args...);
  return size;
}

template <class Element, class Names, class... Args>
[[nodiscard]] constexpr std::int64_t count_of(const Records<Element>& records, const Names&,
                                              Args... args) noexcept {
  std::int64_t count = 0;
  records.each([&](const typename Element::Fields&) { ++count; }, args...);
  return count;
}

/// As that of Elements.
template <Ending Last, class Element, class Names, class... Args>
[[nodiscard]] constexpr std::expected<void, Error>
check_elements(const Records<Element>& records, const Field& array, const Names& names,
               Args... args) noexcept {
  std::size_t at = 0;
  bool ended = false;
  std::expected<void, Error> result;
  const auto check = [&](const typename Element::Fields& fields) {
    if (!result)
      return;
    if (ended) [[unlikely]] {
      result = fail(Reason::SizeMismatch, array, at, at);
      return;
    }
    std::expected<void, Error> checked;
    if constexpr (std::is_same_v<Names, NoNames>)
      checked = Element::check(fields, args...);
    else
      checked = Element::check(fields, names + at, args...);
    const std::size_t size = size_of_record<Element>(fields, names + at, args...);
    if (!checked) [[unlikely]]
      result = nested(checked.error(), at);
    else if (size == 0) [[unlikely]]
      result = fail(Reason::EmptyElement, array, at, 0);
    at += size;
    if constexpr (Last != Ending::Free && std::is_same_v<Names, NoNames>)
      ended = Element::ends_array(fields, args...);
    else if constexpr (Last != Ending::Free)
      ended = Element::ends_array(fields, names + at, args...);
  };
  records.each(check, args...);
  if (result && Last == Ending::Required && !ended) [[unlikely]]
    return fail(Reason::SizeMismatch, array, at, at);
  return result;
}

template <class Element, class Names, class... Args>
constexpr void write_elements(std::byte* at, const Records<Element>& records, Names names,
                              Args... args) noexcept {
  records.each(
      [&](const typename Element::Fields& fields) {
        const std::size_t size = size_of_record<Element>(fields, names, args...);
        if constexpr (std::is_same_v<Names, NoNames>)
          static_cast<void>(Element::build(MutableBytes(at, size), fields, args...));
        else
          static_cast<void>(Element::build(MutableBytes(at, size), fields, names, args...));
        at += size;
        names = names + size;
      },
      args...);
}

} // namespace mpl

#endif // MPL_DNS

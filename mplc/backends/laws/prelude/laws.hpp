// The laws of generated code, as the tests and fuzz harnesses that mplc writes hold them. It is
// part of each of them, behind the generated header; a part of a program needs no #pragma once.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <ranges>
#include <type_traits>
#include <vector>

namespace mpl::laws {

/// Which input a law is held against, for the message when it does not hold.
struct Case {
  std::string_view vector;      ///< the test of the specification that it comes from; or "made up"
  std::string_view change;      ///< what was done to it: "cut to byte", "bit"
  std::size_t at = 0;           ///< where that was
  void (*stop)() = &std::abort; ///< ends the program
};

/// Ends the program with a message: generated code has broken its promise.
template <class P> [[noreturn]] void broken(const char* law, Bytes input, const Case& input_case) {
  std::fprintf(stderr, "%s: %s\n  input: %.*s, %.*s %zu:", P::kName, law,
               static_cast<int>(input_case.vector.size()), input_case.vector.data(),
               static_cast<int>(input_case.change.size()), input_case.change.data(), input_case.at);
  for (const std::byte b : input)
    std::fprintf(stderr, " %02x", std::to_integer<unsigned>(b));
  std::fputs("\n", stderr);
  input_case.stop();
  std::abort();
}

/// Bytes that end where their allocation ends, so that a sanitizer sees a read past them.
class Exact {
public:
  explicit Exact(std::size_t size) : size_(size), data_(new std::byte[size]{}) {}
  explicit Exact(Bytes from) : Exact(from.size()) { std::ranges::copy(from, data_.get()); }
  [[nodiscard]] MutableBytes bytes() const { return {data_.get(), size_}; }

private:
  std::size_t size_;
  std::unique_ptr<std::byte[]> data_;
};

template <class T>
concept Optional = requires(const T& value) {
  value.has_value();
  *value;
};

/// Whether two fields of two packets are the same: numbers, bytes, texts, packets, and lists and
/// optional ones of them.
template <class T> [[nodiscard]] constexpr bool same_field(const T& a, const T& b) {
  if constexpr (requires { mpl_same(a, b); }) {
    return mpl_same(a, b);
  } else if constexpr (requires { a.view(); }) {
    return a.view() == b.view(); // of a string
  } else if constexpr (Optional<T>) {
    return a.has_value() == b.has_value() && (!a.has_value() || same_field(*a, *b));
  } else if constexpr (std::ranges::range<const T>) {
    auto x = std::ranges::begin(a);
    auto y = std::ranges::begin(b);
    for (; x != std::ranges::end(a) && y != std::ranges::end(b); ++x, ++y)
      if (!same_field(std::remove_cvref_t<decltype(*x)>(*x), std::remove_cvref_t<decltype(*y)>(*y)))
        return false;
    return x == std::ranges::end(a) && y == std::ranges::end(b);
  } else {
    return a == b;
  }
}

/// Changes one field of a packet in a packet, where there is one.
template <class View, class Fields, class Mutator>
void change_packet(const View& view, Fields& fields, Mutator& mutator) {
  if constexpr (Optional<View> && Optional<Fields>) {
    if (view.has_value() && fields.has_value())
      mpl_change(*view, *fields, mutator);
  } else if constexpr (requires { mpl_change(view, fields, mutator); }) {
    mpl_change(view, fields, mutator);
  }
}

/// Another clause, with nothing in it; not one that must be told its own clause.
template <class Fields, class Choice> void choose(Choice& choice) {
  if constexpr (requires { Fields{}; })
    choice = Fields{};
}

/// The three ways of building write the same bytes.
template <class P>
void hold_ways(const typename P::View::Fields& fields, const typename P::Arguments& with,
               Bytes built, Bytes input, const Case& input_case) {
  if constexpr (requires(MutableBytes room) { P::prepend(room, fields, with); }) {
    const Exact room(built.size());
    const auto header = P::prepend(room.bytes(), fields, with);
    if (!header || !std::ranges::equal(*header, built.first(header->size())))
      broken<P>("prepend() writes another header than build()", input, input_case);
  }
  if constexpr (requires(MutableBytes room) { P::scatter(room, fields, with); }) {
    const Exact room(built.size());
    const auto pieces = P::scatter(room.bytes(), fields, with);
    std::vector<std::byte> all;
    if (pieces)
      for (const Bytes piece : *pieces)
        all.insert(all.end(), piece.begin(), piece.end());
    if (!pieces || !std::ranges::equal(all, built))
      broken<P>("scatter() gives other bytes than build()", input, input_case);
  }
}

/// What became of an input.
enum class Outcome { Refused, Accepted, Rebuilt, Canonical };

/// Builds what `view` says, and parses that: the same fields, and the same bytes when it is built
/// once more.
template <class P>
Outcome hold_round_trip(const typename P::View& view, const typename P::Arguments& with,
                        Bytes input, const Case& input_case) {
  const auto fields = view.fields();
  const std::size_t size = P::size(fields, with);
  const Exact first(size);
  const auto built = P::build(first.bytes(), fields, with);
  if (!built)
    return Outcome::Accepted; // what it says of itself is not what building would compute
  if (built->size() != size)
    broken<P>("size() is not what build() writes", input, input_case);
  const auto again = P::parse(*built, with);
  if (!again)
    broken<P>("what build() writes does not parse", input, input_case);
  if (again->bytes().size() != size)
    broken<P>("what build() writes parses as a shorter packet", input, input_case);
  if (!P::same(view, *again))
    broken<P>("parse(build(m)) is not m", input, input_case);
  const Exact second(size);
  const auto rebuilt = P::build(second.bytes(), again->fields(), with);
  if (!rebuilt || !std::ranges::equal(*built, *rebuilt))
    broken<P>("build(parse(b)) is not b", input, input_case);
  if (size != 0 && P::build(second.bytes().first(size - 1), fields, with))
    broken<P>("build() writes more than there is room for", input, input_case);
  hold_ways<P>(fields, with, *built, input, input_case);
  return std::ranges::equal(*built, view.bytes()) ? Outcome::Canonical : Outcome::Rebuilt;
}

/// Parses `input` and holds every law against what comes of it.
template <class P>
Outcome hold(Bytes input, const typename P::Arguments& with, const Case& input_case) {
  const Exact copy(input);
  const auto view = P::parse(copy.bytes(), with);
  if (!view) {
    char text[256];
    if (view.error().offset > input.size())
      broken<P>("an error lies past the end of the bytes", input, input_case);
    if (describe(view.error(), copy.bytes(), text).empty())
      broken<P>("an error without a text", input, input_case);
    return Outcome::Refused;
  }
  if (view->bytes().size() > input.size())
    broken<P>("the packet is larger than the bytes given", input, input_case);
  if (!P::same(*view, *view))
    broken<P>("a field is not the same when it is read twice", input, input_case);
  if constexpr (requires { view->check_elements(); })
    if (const auto checked = view->check_elements(); !checked) {
      if (checked.error().offset > view->bytes().size())
        broken<P>("an error of an element lies past the end of the packet", input, input_case);
      hold_round_trip<P>(*view, with, input, input_case); // what is not looked at is kept
      return Outcome::Refused;
    }
  return hold_round_trip<P>(*view, with, input, input_case);
}

} // namespace mpl::laws

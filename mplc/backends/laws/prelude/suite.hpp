
// What `--emit=tests` adds to the laws: vectors, and what one mistake makes of them. No
// #pragma once: it is part of a program.

#include <iostream>
#include <string>

namespace mpl::laws {

/// The laws of one vector, for a static_assert: what comes of building it again parses, and is
/// built from that byte for byte. True of bytes that are refused, or that say of themselves what
/// building would not compute.
template <class P, std::size_t N>
[[nodiscard]] consteval bool rebuilds(const std::array<std::byte, N>& bytes,
                                      const typename P::Arguments& with) {
  constexpr std::size_t slack = 64; // a name may take more bytes than it did
  const auto view = P::parse(bytes, with);
  if (!view)
    return true;
  std::array<std::byte, N + slack> first{};
  const auto built = P::build(first, view->fields(), with);
  if (!built)
    return true;
  const auto again = P::parse(*built, with);
  if (!again || again->bytes().size() != built->size())
    return false;
  std::array<std::byte, N + slack> second{};
  const auto rebuilt = P::build(second, again->fields(), with);
  return rebuilt && std::ranges::equal(*built, *rebuilt);
}

/// Runs the laws over vectors and over all that one mistake makes of them, and counts.
class Suite {
public:
  /// One vector of the specification, cut off at every length and with every bit turned.
  template <class P>
  void vector(std::string_view test, Bytes bytes, const typename P::Arguments& with, bool refused) {
    const Outcome outcome = run<P>(bytes, with, {test, "byte", bytes.size(), &stop});
    if ((outcome == Outcome::Refused) != refused)
      broken<P>(refused ? "the vector parses, but should fail" : "the vector does not parse", bytes,
                {test, "byte", bytes.size(), &stop});
    ++vectors_;
    canonical_ += outcome == Outcome::Canonical;
    refused_ += refused;
    if (const auto view = P::parse(bytes, with))
      note(*view);
    mistakes<P>(test, bytes, with, bytes.size());
  }

  /// Bytes of no vector: a packet without one is tried, too.
  template <class P> void made_up() {
    constexpr std::size_t longest = 80; // bytes: past the fixed part of any header
    for (std::size_t length = 0; length <= longest; ++length) {
      for (const unsigned pattern : {0x00u, 0x01u, 0x45u, 0xffu, 0x100u}) {
        std::vector<std::byte> bytes(length);
        for (std::size_t i = 0; i < length; ++i)
          bytes[i] = static_cast<std::byte>(pattern == 0x100 ? i : pattern);
        run<P>(bytes, P::arguments(length), {"made up", "pattern", pattern, &stop});
      }
    }
  }

  /// Packets built from fields that were chosen; each that has a clause which none had before is
  /// cut off at every length, too, and has every bit turned.
  template <class P> void sampled() {
    constexpr std::uint64_t tries = 1000; // a few for each clause of the largest specification
    for (std::uint64_t seed = 0; seed < tries; ++seed) {
      Sampler sampler(seed);
      const auto fields = mpl_sample(static_cast<const typename P::View*>(nullptr), sampler);
      const auto with = P::arguments(static_cast<std::size_t>(seed));
      std::array<std::byte, 2048> room;
      const auto built = P::build(room, fields, with);
      if (!built)
        continue;
      const auto view = P::parse(*built, with);
      if (!view)
        broken<P>("what was built does not parse", *built,
                  {"sampled", "number", static_cast<std::size_t>(seed), &stop});
      const std::size_t before = seen_.size();
      note(*view);
      run<P>(*built, with, {"sampled", "number", static_cast<std::size_t>(seed), &stop});
      if (seen_.size() != before)
        mistakes<P>("sampled", *built, with, built->size() < kStart ? built->size() : kStart);
    }
  }

  /// All that there are: those that no packet had are named at the end.
  void clauses(std::initializer_list<const char*> all) {
    for (const char* const clause : all)
      if (++clauses_; !seen_.contains(clause))
        missing_ += (missing_.empty() ? "" : ", ") + std::string(clause);
  }

  /// Prints the sum; \returns the exit status.
  [[nodiscard]] int finish(const char* specification) const {
    std::printf("%s: %zu vectors (%zu built again byte for byte, %zu refused as they should be), "
                "%zu inputs, %zu of them accepted: all laws hold\n",
                specification, vectors_, canonical_, refused_, inputs_, accepted_);
    if (!missing_.empty())
      std::printf("no packet was made that has the clauses: %s\n", missing_.c_str());
    return 0;
  }

private:
  static void stop() { std::exit(1); }

  /// Bytes of a packet that has no vector in which mistakes are made: what lies behind is payload.
  static constexpr std::size_t kStart = 200;

  /// A packet, cut off at every length up to `most` and with every bit before that turned.
  template <class P>
  void mistakes(std::string_view test, Bytes bytes, const typename P::Arguments& with,
                std::size_t most) {
    for (std::size_t length = 0; length < most; ++length)
      run<P>(bytes.first(length), with, {test, "cut to byte", length, &stop});
    std::vector<std::byte> changed(bytes.begin(), bytes.end());
    for (std::size_t bit = 0; bit < most * 8; ++bit) {
      const auto mask = std::byte{0x80} >> (bit % 8);
      changed[bit / 8] ^= mask;
      run<P>(changed, with, {test, "with the wrong bit", bit, &stop});
      changed[bit / 8] ^= mask;
    }
  }

  template <class View> void note(const View& view) {
    Clauses clauses;
    clauses.packet(view);
    seen_.insert(clauses.seen().begin(), clauses.seen().end());
  }

  template <class P>
  Outcome run(Bytes bytes, const typename P::Arguments& with, const Case& input_case) {
    const Outcome outcome = hold<P>(bytes, with, input_case);
    ++inputs_;
    accepted_ += outcome != Outcome::Refused;
    return outcome;
  }

  std::set<std::string> seen_; // clauses
  std::string missing_;
  std::size_t clauses_ = 0;
  std::size_t vectors_ = 0, canonical_ = 0, refused_ = 0, inputs_ = 0, accepted_ = 0;
};

/// Prints the fields of a packet, one a line: `Clause.name=value`, bytes in hexadecimal.
class Dump {
public:
  template <class T> void field(std::string_view name, const T& value) {
    const std::size_t size = path_.size();
    path_ += name;
    put(value);
    path_.resize(size);
  }
  void enter(std::string_view clause) {
    sizes_.push_back(path_.size());
    path_.append(clause).append(".");
  }
  void leave() {
    path_.resize(sizes_.back());
    sizes_.pop_back();
  }

private:
  template <class T> void put(const T& value) {
    if constexpr (requires { mpl_dump(value, *this); }) {
      enter(""); // its fields are called "inner.field"
      mpl_dump(value, *this);
      leave();
    } else if constexpr (requires { value.view(); }) {
      hex(std::as_bytes(std::span(value.view())));
    } else if constexpr (requires { value.wire_size(); }) {
      std::vector<std::byte> plain(value.wire_size());
      value.put_plain(plain.data());
      hex(plain);
    } else if constexpr (requires { value.magnitude(); }) {
      std::vector<std::byte> number(value.size());
      for (std::size_t i = 0; i < number.size(); ++i)
        number[i] = value[i];
      hex(number);
    } else if constexpr (Optional<T>) {
      if (value.has_value())
        put(*value);
    } else if constexpr (std::is_enum_v<T>) {
      put(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_integral_v<T>) {
      std::cout << path_ << '=' << +value << '\n';
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
      hex(std::as_bytes(std::span(std::string_view(value))));
    } else if constexpr (std::is_convertible_v<T, Bytes>) {
      hex(value);
    } else if constexpr (std::ranges::range<const T>) {
      std::size_t index = 0;
      for (auto&& one : value)
        field("[" + std::to_string(index++) + "]", std::remove_cvref_t<decltype(one)>(one));
    }
  }

  void hex(Bytes bytes) const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::cout << path_ << '=';
    for (const std::byte b : bytes)
      std::cout << digits[std::to_integer<unsigned>(b) >> 4]
                << digits[std::to_integer<unsigned>(b) & 15];
    std::cout << '\n';
  }

  std::string path_;
  std::vector<std::size_t> sizes_;
};

/// Prints what the parser makes of bytes: the fields, what is wrong with an element that it left
/// unchecked, and the size; or the error.
template <class P> void read_one(Bytes bytes, std::size_t seed) {
  const Exact copy(bytes);
  const auto view = P::parse(copy.bytes(), P::arguments(seed));
  char text[512];
  if (view) {
    Dump dump;
    mpl_dump(*view, dump);
    if constexpr (requires { view->check_elements(); })
      if (const auto checked = view->check_elements(); !checked)
        std::cout << "but " << describe(checked.error(), copy.bytes(), text) << '\n';
    std::cout << "ok " << view->bytes().size() << '\n';
    return;
  }
  std::cout << "error " << describe(view.error(), copy.bytes(), text) << '\n';
}

/// Reads lines `PACKET SEED HEX` from standard input; SEED settles the arguments of a packet with
/// parameters, and HEX is `-` for no bytes.
template <class... P> int read_all() {
  std::string name, hex;
  for (std::size_t seed = 0; std::cin >> name >> seed >> hex;) {
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
      bytes.push_back(static_cast<std::byte>(std::stoul(hex.substr(i, 2), nullptr, 16)));
    ((name == P::kName ? read_one<P>(bytes, seed) : void()), ...);
  }
  return 0;
}

} // namespace mpl::laws

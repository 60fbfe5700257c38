
// What `--emit=fuzz` adds to the laws: inputs that are packets. It is part of a program, so it has
// no #pragma once.

#include <deque>
#include <limits>

namespace mpl::laws {

/// Changes the fields of a packet as somebody would who knows what they are.
class Mutator {
public:
  explicit Mutator(unsigned seed) : state_(std::uint64_t{seed} * 2 + 1) {}

  /// A number below `count`, which is not 0.
  [[nodiscard]] std::size_t pick(std::size_t count) {
    // splitmix64: small, and good enough to choose by.
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t value = state_;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
    value = (value ^ value >> 27) * 0x94d049bb133111ebu;
    return static_cast<std::size_t>((value ^ value >> 31) % count);
  }

  template <class T> void change(T& value) {
    if constexpr (std::is_same_v<T, bool>)
      value = !value;
    else if constexpr (std::is_enum_v<T>)
      value = static_cast<T>(number(static_cast<std::underlying_type_t<T>>(value)));
    else if constexpr (std::is_integral_v<T>)
      value = number(value);
    else if constexpr (std::is_same_v<T, Bytes>)
      value = bytes(value);
    else if constexpr (std::is_same_v<T, std::string_view>)
      value = text(value);
    else if constexpr (requires { typename std::tuple_size<T>::type; })
      element(value);
    else if constexpr (requires { value.view(); })
      value = T(text(value.view())); // a string
    else if constexpr (requires { value.wire_size(); })
      value = T(name()); // of a host
    else if constexpr (requires { value.magnitude(); })
      value = T(bytes(value.magnitude())); // a number of any length
    else if constexpr (requires { T(value.built()); })
      value = T(bytes(value.built())); // elements of an array, as bytes: some changes leave them so
    else if constexpr (Optional<T>)
      optional(value);
  }

private:
  template <class T> T number(T value) {
    using U = std::make_unsigned_t<T>;
    const auto bits = static_cast<U>(value);
    switch (pick(6)) {
    case 0:
      return static_cast<T>(bits ^ static_cast<U>(U{1} << pick(std::numeric_limits<U>::digits)));
    case 1:
      return static_cast<T>(bits + 1);
    case 2:
      return static_cast<T>(bits - 1);
    case 3:
      return static_cast<T>(pick(17));
    case 4:
      return std::numeric_limits<T>::max();
    default:
      return static_cast<T>(pick(std::numeric_limits<std::size_t>::max()));
    }
  }

  /// Other bytes, a few more or fewer: what gives their number follows when the packet is built.
  Bytes bytes(Bytes old) {
    std::vector<std::byte>& fresh = kept_.emplace_back(old.begin(), old.end());
    if (const std::size_t way = pick(8); way < 4)
      fresh.resize(pick(way == 0 ? 300 : old.size() + 20)); // at times more than a byte can count
    for (std::size_t changes = fresh.empty() ? 0 : pick(4); changes != 0; --changes)
      fresh[pick(fresh.size())] = static_cast<std::byte>(pick(256));
    return fresh;
  }

  std::string_view text(std::string_view old) {
    const Bytes fresh = bytes(std::as_bytes(std::span(old)));
    return {reinterpret_cast<const char*>(fresh.data()), fresh.size()};
  }

  /// Names that share their ends, as those of a message do, and some that are no names.
  std::string_view name() {
    constexpr std::array<std::string_view, 8> names{
        "",
        "org",
        "example.org",
        "www.example.org",
        "WWW.example.org",
        "a.b.c.d.e.f.example.org",
        "..",
        "a-label-that-is-longer-than-any-that-may-be-written-into-a-packet.org"};
    return names[pick(names.size())];
  }

  template <class T> void element(T& list) {
    if constexpr (std::tuple_size_v<T> != 0) {
      auto& one = list[pick(std::tuple_size_v<T>)];
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(one)>, std::byte>)
        one = static_cast<std::byte>(pick(256));
      else
        change(one);
    }
  }

  template <class T> void optional(T& value) {
    if (!value.has_value())
      value.emplace();
    else if (pick(2) == 0)
      value.reset();
    else
      change(*value);
  }

  std::uint64_t state_;
  std::deque<std::vector<std::byte>> kept_; // what spans of the fields point at
};

/// Takes `bytes` apart, changes a few fields, and builds it again: the rest stays consistent.
/// \returns the size written to `out`; 0 where `bytes` is no packet or no packet came of it.
template <class P>
std::size_t mutate(Bytes bytes, const typename P::Arguments& with, MutableBytes out,
                   Mutator& mutator) {
  const Exact copy(bytes);
  const auto view = P::parse(copy.bytes(), with);
  if (!view)
    return 0;
  auto fields = view->fields();
  for (std::size_t changes = 1 + mutator.pick(3); changes != 0; --changes)
    P::change(*view, fields, mutator);
  const auto built = P::build(out, fields, with);
  return built ? built->size() : 0;
}

} // namespace mpl::laws

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace mpl::laws {

/// A vector of the specification, and the number of its packet.
struct Seed {
  std::size_t packet;
  Bytes bytes;
};

/// A fuzz target over the packets of one specification. The first byte of an input says which
/// packet it is, the second what the arguments of one with parameters are.
template <class... P> class Harness {
public:
  static int run(Bytes input) {
    if (input.size() < kHead)
      return 0;
    dispatch(input[0], [&]<class Packet>() {
      hold<Packet>(input.subspan(kHead), arguments<Packet>(input), {"fuzzed", "byte", 0});
      return std::size_t{0};
    });
    return 0;
  }

  /// A new input in place of the first `size` bytes of `data`: a vector, the packet with one field
  /// changed, or any other bytes. \returns its size.
  static std::size_t mutate(MutableBytes data, std::size_t size, std::span<const Seed> seeds,
                            unsigned seed) {
    Mutator mutator(seed);
    const std::size_t choice = mutator.pick(8);
    if (choice == 0 && !seeds.empty())
      if (const std::size_t fresh = plant(data, seeds[mutator.pick(seeds.size())], mutator))
        return fresh;
    if (choice < 6 && size > kHead)
      if (const std::size_t fresh = change(data, size, mutator))
        return fresh;
    return LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(data.data()), size, data.size());
  }

private:
  static constexpr std::size_t kHead = 2; // bytes before the packet

  template <class Packet> static typename Packet::Arguments arguments(Bytes input) {
    return Packet::arguments(std::to_integer<std::size_t>(input[1]));
  }

  template <class Call> static std::size_t dispatch(std::byte selector, const Call& call) {
    const std::size_t wanted = std::to_integer<std::size_t>(selector) % sizeof...(P);
    std::size_t index = 0, result = 0;
    ((index++ == wanted ? void(result = call.template operator()<P>()) : void()), ...);
    return result;
  }

  static std::size_t plant(MutableBytes data, const Seed& seed, Mutator& mutator) {
    const std::size_t size = kHead + seed.bytes.size();
    if (size > data.size())
      return 0;
    data[0] = static_cast<std::byte>(seed.packet);
    data[1] = static_cast<std::byte>(mutator.pick(256));
    std::ranges::copy(seed.bytes, data.begin() + kHead);
    return size;
  }

  static std::size_t change(MutableBytes data, std::size_t size, Mutator& mutator) {
    std::vector<std::byte> fresh(data.size() - kHead);
    const std::size_t length = dispatch(data[0], [&]<class Packet>() {
      return laws::mutate<Packet>(data.subspan(kHead, size - kHead), arguments<Packet>(data), fresh,
                                  mutator);
    });
    std::copy_n(fresh.begin(), length, data.begin() + kHead);
    return length == 0 ? 0 : kHead + length;
  }
};

} // namespace mpl::laws

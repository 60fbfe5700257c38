// What `--emit=tests` adds to the laws: packets made up from what the specification says of them.
// It is part of a program, so it has no #pragma once.

#include <memory>
#include <set>
#include <string>

namespace mpl::laws {

template <class T> struct ElementOf;
template <template <class> class List, class Element> struct ElementOf<List<Element>> {
  using type = Element;
};

/// Chooses the fields of a packet: most often the first of what is proposed, the likeliest.
class Sampler {
public:
  explicit Sampler(std::uint64_t seed) : state_(seed) {}

  /// A number below `count`, which is not 0.
  [[nodiscard]] std::size_t pick(std::size_t count) {
    // splitmix64: small, and good enough to choose by.
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t value = state_;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
    value = (value ^ value >> 27) * 0x94d049bb133111ebu;
    return static_cast<std::size_t>((value ^ value >> 31) % count);
  }

  template <class T> [[nodiscard]] T value(std::initializer_list<std::uint64_t> numbers) {
    if constexpr (std::is_same_v<T, bool>) {
      return pick(2) != 0;
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
      return static_cast<T>(numbers.begin()[pick(4) != 0 ? 0 : pick(numbers.size())]);
    } else if constexpr (Optional<T>) {
      return pick(2) == 0 ? T{} : T(value<typename T::value_type>(numbers));
    } else if constexpr (std::is_same_v<T, Bytes>) {
      return bytes();
    } else if constexpr (requires { typename ElementOf<T>::type::Fields; }) {
      return elements<T>();
    } else if constexpr (requires(const T& text) { text.wire_size(); }) {
      return T(pick(2) == 0 ? "" : "a.example");
    } else if constexpr (requires(const T& text) { text.view(); }) {
      return T(pick(2) == 0 ? std::string_view() : std::string_view("ab"));
    } else {
      return T{};
    }
  }

private:
  /// As many as headers take, and as some tags that are sizes allow: Ethernet's begin at 46.
  [[nodiscard]] Bytes bytes() {
    static constexpr std::array<std::byte, 64> kZeros{};
    constexpr std::array<std::size_t, 9> sizes{0, 4, 8, 1, 2, 16, 46, 3, 64};
    return Bytes(kZeros).first(sizes[pick(4) != 0 ? pick(3) : pick(sizes.size())]);
  }

  /// None, or up to two; the last may be one that must come last.
  template <class List> [[nodiscard]] List elements() {
    using Element = typename ElementOf<List>::type;
    auto kept = std::make_shared<std::vector<typename Element::Fields>>();
    for (std::size_t count = pick(3); count != 0; --count)
      kept->push_back(mpl_sample(static_cast<const Element*>(nullptr), *this));
    kept_.push_back(kept);
    return List(*kept);
  }

  std::uint64_t state_;
  std::vector<std::shared_ptr<void>> kept_; // what spans of the fields point at
};

/// Which clauses a view has, in packets and elements within it, too.
class Clauses {
public:
  template <class View> void packet(const View& view) {
    const std::string around = std::exchange(path_, mpl_class(view));
    mpl_dump(view, *this);
    path_ = around;
  }
  [[nodiscard]] const std::set<std::string>& seen() const { return seen_; }

  // What mpl_dump() calls.
  template <class T> void field(std::string_view, const T& value) {
    if constexpr (requires { mpl_class(value); }) {
      packet(value);
    } else if constexpr (Optional<T>) {
      if (value.has_value())
        field("", *value);
    } else if constexpr (requires { value.check(Field{}); }) { // an array
      for (const auto& element : value)
        packet(element);
    }
  }
  void enter(std::string_view clause) {
    sizes_.push_back(path_.size());
    path_.append(".").append(clause);
    seen_.insert(path_);
  }
  void leave() {
    path_.resize(sizes_.back());
    sizes_.pop_back();
  }

private:
  std::string path_;
  std::vector<std::size_t> sizes_;
  std::set<std::string> seen_;
};

} // namespace mpl::laws


// What `--emit=tests` adds to the laws: vectors, and what one mistake makes of them. No
// #pragma once: it is part of a program.

namespace mpl::laws {

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
    for (std::size_t length = 0; length < bytes.size(); ++length)
      run<P>(bytes.first(length), with, {test, "cut to byte", length, &stop});
    std::vector<std::byte> changed(bytes.begin(), bytes.end());
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      const auto mask = std::byte{0x80} >> (bit % 8);
      changed[bit / 8] ^= mask;
      run<P>(changed, with, {test, "with the wrong bit", bit, &stop});
      changed[bit / 8] ^= mask;
    }
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

  /// Prints the sum; \returns the exit status.
  [[nodiscard]] int finish(const char* specification) const {
    std::printf("%s: %zu vectors (%zu built again byte for byte, %zu refused as they should be), "
                "%zu inputs, %zu of them accepted: all laws hold\n",
                specification, vectors_, canonical_, refused_, inputs_, accepted_);
    return 0;
  }

private:
  static void stop() { std::exit(1); }

  template <class P>
  Outcome run(Bytes bytes, const typename P::Arguments& with, const Case& input_case) {
    const Outcome outcome = hold<P>(bytes, with, input_case);
    ++inputs_;
    accepted_ += outcome != Outcome::Refused;
    return outcome;
  }

  std::size_t vectors_ = 0, canonical_ = 0, refused_ = 0, inputs_ = 0, accepted_ = 0;
};

} // namespace mpl::laws

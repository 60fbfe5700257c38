#include "driver/step/digest.hpp"

#include <bit>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mir::driver {
namespace {

// Odd, without a pattern in their bits: the fractions of the golden ratio and of the square root of
// two.
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15, kRoot = 0x6a09e667f3bcc909;

/// Two lanes that feed each other: eight bytes a multiplication, as fast as memory is read.
class Mixer {
public:
  void add(std::uint64_t first, std::uint64_t second) {
    a_ = (a_ ^ first) * kGolden;
    a_ ^= std::rotl(b_, 23);
    b_ = (b_ + second) * kRoot;
    b_ ^= std::rotr(a_, 29);
  }

  Digest finish(std::uint64_t size) {
    add(size, ~size);
    constexpr int kRounds = 4; // until each bit of the last word has reached every other
    for (int round = 0; round < kRounds; ++round)
      add(a_ >> 32, b_ >> 32);
    return {{a_, b_}};
  }

private:
  std::uint64_t a_ = kRoot, b_ = kGolden;
};

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

} // namespace

Digest digest_of(std::string_view bytes) {
  constexpr std::size_t kBlock = 16; // bytes
  Mixer mixer;
  std::size_t at = 0;
  for (; at + kBlock <= bytes.size(); at += kBlock)
    mixer.add(word_at(bytes.data() + at), word_at(bytes.data() + at + 8));
  std::array<char, kBlock> last{};
  bytes.copy(last.data(), last.size(), at);
  mixer.add(word_at(last.data()), word_at(last.data() + 8));
  return mixer.finish(bytes.size());
}

std::optional<Digest> digest_of_file(const std::string& path) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return std::nullopt;
  std::optional<Digest> digest;
  struct stat status{};
  if (::fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* bytes = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (size == 0) {
      digest = digest_of({});
    } else if (bytes != MAP_FAILED) {
      digest = digest_of({static_cast<const char*>(bytes), size});
      ::munmap(bytes, size);
    }
  }
  ::close(file);
  return digest;
}

std::string text_of(const Digest& digest) {
  std::string text;
  for (std::uint64_t word : digest.words)
    for (int shift = 60; shift >= 0; shift -= 4)
      text += "0123456789abcdef"[word >> shift & 15];
  return text;
}

} // namespace mir::driver

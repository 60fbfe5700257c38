#include <mir/os/random/random.hpp>

#include <algorithm>
#include <cstring>

#include <mir/os/base/check.hpp>
#include <mir/os/platform/platform.hpp>

namespace mir::os {
namespace {

/// Overwrites memory in a way the compiler may not leave out.
void wipe(void* memory, std::size_t size) noexcept {
  std::memset(memory, 0, size);
  asm volatile("" : : "r"(memory) : "memory");
}

void store_little_endian(std::byte* to, std::uint32_t word) noexcept {
  for (int i = 0; i < 4; ++i)
    to[i] = static_cast<std::byte>(word >> (8 * i));
}

std::uint32_t load_little_endian(const std::byte* from) noexcept {
  std::uint32_t word = 0;
  for (int i = 0; i < 4; ++i)
    word |= std::to_integer<std::uint32_t>(from[i]) << (8 * i);
  return word;
}

} // namespace

Random::Random(Platform& platform) noexcept : platform_(&platform) {
  static_cast<void>(reseed()); // seeded() tells
}

Random::Random(std::uint64_t seed) noexcept : seeded_(true) {
  key_[0] = static_cast<std::uint32_t>(seed);
  key_[1] = static_cast<std::uint32_t>(seed >> 32);
}

Random::~Random() {
  wipe(key_.data(), sizeof key_);
  wipe(buffer_.data(), buffer_.size());
}

Result<> Random::reseed() noexcept {
  if (platform_ == nullptr)
    return {};
  std::byte fresh[kKeySize];
  if (auto got = platform_->entropy(fresh); !got)
    return got;
  mix(fresh);
  wipe(fresh, sizeof fresh);
  seeded_ = true;
  return {};
}

/// Adds to the key instead of replacing it: a bad source can then not make a good state worse.
void Random::mix(Bytes key) noexcept {
  for (std::size_t i = 0; i < key_.size(); ++i)
    key_[i] ^= load_little_endian(key.data() + 4 * i);
  since_reseed_ = 0;
  used_ = kBufferSize; // what was made from the old key is not given out
}

void Random::refill() noexcept {
  ChachaState input = {};
  std::copy(std::begin(kChachaConstant), std::end(kChachaConstant), input.begin());
  std::copy(key_.begin(), key_.end(), input.begin() + 4);
  for (std::size_t block = 0; block < kBlocks; ++block) {
    input[12] = static_cast<std::uint32_t>(block);
    ChachaState stream = chacha20_block(input);
    for (std::size_t i = 0; i < 16; ++i) {
      store_little_endian(buffer_.data() + block * 64 + i * 4, stream[i]);
    }
    wipe(stream.data(), sizeof stream);
  }
  wipe(input.data(), sizeof input);
  for (std::size_t i = 0; i < key_.size(); ++i)
    key_[i] = load_little_endian(buffer_.data() + 4 * i);
  wipe(buffer_.data(), kKeySize);
  used_ = kKeySize;
}

void Random::fill(MutableBytes into) noexcept {
  MIR_CHECK(seeded_);
  while (!into.empty()) {
    if (used_ == kBufferSize) {
      // A source that fails later costs the fresh bytes only: the state is as good as before.
      if (since_reseed_ >= kReseedAfter)
        static_cast<void>(reseed());
      refill();
    }
    const std::size_t size = std::min(into.size(), kBufferSize - used_);
    std::memcpy(into.data(), buffer_.data() + used_, size);
    wipe(buffer_.data() + used_, size);
    used_ += size;
    since_reseed_ += size;
    into = into.subspan(size);
  }
}

std::uint64_t Random::next() noexcept {
  std::byte bytes[8];
  fill(bytes);
  return load_little_endian(bytes) | std::uint64_t{load_little_endian(bytes + 4)} << 32;
}

std::uint64_t Random::below(std::uint64_t bound) noexcept {
  MIR_CHECK(bound > 0);
  // The lowest 2^64 mod bound values would come once too often: draw again.
  const std::uint64_t surplus = (0 - bound) % bound;
  for (;;) {
    if (const std::uint64_t value = next(); value >= surplus)
      return value % bound;
  }
}

} // namespace mir::os

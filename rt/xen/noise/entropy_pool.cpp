#include "rt/xen/noise/entropy_pool.hpp"

#include <algorithm>
#include <cstring>

namespace mir::rt {

namespace {

template <class T> std::span<const uint8_t> bytes_of(const T& value) {
  return {reinterpret_cast<const uint8_t*>(&value), sizeof value};
}

} // namespace

void EntropyPool::mix(std::span<const uint8_t> bytes) {
  Sha256 hash;
  hash.add(key_);
  hash.add(bytes);
  key_ = hash.finish();
}

// Processors are known that return the same word, all ones, for ever after a suspend (AMD families
// 0x15 and 0x16): a word that repeats, or is all ones, counts as no source.
bool EntropyPool::mix_hardware() {
  std::array<uint64_t, kHardwareWords> words{};
  uint64_t previous = ~uint64_t{0};
  bool good = true;
  for (uint64_t& word : words) {
    good = good && sources_->hardware(word) && word != previous && word != ~uint64_t{0};
    previous = word;
  }
  mix(bytes_of(words));
  return good;
}

bool EntropyPool::mix_timing(unsigned samples) {
  Sha256 hash;
  hash.add(key_);
  for (unsigned i = 0; i < samples; ++i) {
    const uint32_t sample = sources_->timing();
    health_.take(sample);
    hash.add(bytes_of(sample));
  }
  key_ = hash.finish();
  return !health_.failed();
}

// Samples of the start-up test are mixed, and not counted on.
bool EntropyPool::start_timing() {
  if (started_ && !health_.failed())
    return true;
  health_ = HealthTests(); // one that has failed may prove itself again
  started_ = mix_timing(kStartUp);
  return started_;
}

bool EntropyPool::fill(std::span<uint8_t> bytes) {
  if (mix_hardware())
    (void)mix_timing(kSideSamples);
  else if (!start_timing() || !mix_timing(kCredited))
    return false;
  for (uint32_t block = 1; !bytes.empty(); ++block) {
    Sha256 hash;
    hash.add(key_);
    hash.add(bytes_of(block));
    const Sha256::Digest digest = hash.finish();
    const size_t part = std::min(bytes.size(), digest.size());
    std::memcpy(bytes.data(), digest.data(), part);
    bytes = bytes.subspan(part);
  }
  mix({}); // what was given cannot be found from what is kept
  return true;
}

} // namespace mir::rt

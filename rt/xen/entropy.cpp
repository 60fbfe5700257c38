#include <algorithm>
#include <cstring>

#include "rt/xen/panic.hpp"
#include "rt/xen/x86_64/cpu.hpp"
#include <mir/rt/port.hpp>

namespace {

constexpr size_t kMostBytes = 256; // what the port allows in one call

} // namespace

mir_status mir_port_entropy(void* data, size_t size) {
  mir::rt::check(data != nullptr && size <= kMostBytes, "mir_port_entropy: more than 256 bytes");
  // Processors are known that return the same word, all ones, for ever after a suspend (AMD
  // families 0x15 and 0x16): a word that repeats, or is all ones, counts as no source.
  uint64_t previous = ~uint64_t{0};
  for (auto* to = static_cast<char*>(data); size > 0;) {
    uint64_t word;
    if (!mir::rt::hardware_random(word) || word == previous || word == ~uint64_t{0})
      return MIR_UNSUPPORTED;
    const size_t part = std::min(size, sizeof word);
    std::memcpy(to, &word, part);
    previous = word;
    to += part;
    size -= part;
  }
  return MIR_OK;
}

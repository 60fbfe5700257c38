#include "rt/xen/noise/entropy_pool.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/x86_64/cpu.hpp"
#include <mir/rt/port.hpp>

namespace mir::rt {

namespace {

constexpr size_t kMostBytes = 256; // what the port allows in one call

constexpr size_t kPlaces = 64 << 10; // bytes: more than a first-level cache holds
constinit volatile uint8_t places[kPlaces] = {};

/// Those of this processor.
class ProcessorNoise final : public NoiseSources {
public:
  bool hardware(uint64_t& word) override { return hardware_random(word); }

  // Loads that depend on each other: how long they take depends on caches, memory refresh, and
  // whatever else the machine does meanwhile.
  uint32_t timing() override {
    constexpr size_t kLoads = 32;
    const uint64_t begin = time_stamp();
    for (size_t i = 0; i < kLoads; ++i) {
      // A full period for a power of two (Knuth, TAOCP 2, 3.2.1.2), far from the place before.
      at_ = (at_ * 4'005 + 2'531 + places[at_]) % kPlaces;
      places[at_] = static_cast<uint8_t>(places[at_] + 1);
    }
    return static_cast<uint32_t>(time_stamp() - begin);
  }

private:
  size_t at_ = 0;
};

constinit ProcessorNoise noise;
constinit EntropyPool pool(noise);

} // namespace

} // namespace mir::rt

mir_status mir_port_entropy(void* data, size_t size) {
  using namespace mir::rt;
  check(data != nullptr && size <= kMostBytes, "mir_port_entropy: more than 256 bytes");
  return pool.fill({static_cast<uint8_t*>(data), size}) ? MIR_OK : MIR_UNSUPPORTED;
}

#include "entropy.hpp"

#include "start.hpp"

#include <mir/rt/port.hpp>

#include <sys/random.h>

namespace {

inline constexpr size_t kMostBytes =
    256; // up to here getrandom(2) is neither cut short nor interrupted

} // namespace

namespace mir::rt {

void start_entropy() {
  unsigned char byte;
  (void)getrandom(&byte, sizeof byte,
                  0); // where there is no getrandom(2), mir_port_entropy() says so
}

} // namespace mir::rt

extern "C" mir_status mir_port_entropy(void* data, size_t size) {
  if (!data || size > kMostBytes)
    mir::rt::bug("mir_port_entropy: more than 256 bytes, or nowhere to put them");
  ssize_t const got = getrandom(data, size, GRND_NONBLOCK);
  return got == static_cast<ssize_t>(size) ? MIR_OK : MIR_UNSUPPORTED;
}

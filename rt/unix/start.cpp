#include "start.hpp"

#include "console.hpp"
#include "entropy.hpp"
#include "stop.hpp"
#include "wait.hpp"

#include <mir/rt/port.hpp>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace mir::rt {
namespace {

/// Opens what is closed of the three standard descriptors. Otherwise the first socket would become
/// the console.
void fill_standard_descriptors() {
  for (int fd = 0; fd <= 2; ++fd)
    if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDWR) != fd)
      _exit(126);
}

Arguments arguments;

} // namespace

void keep_arguments(Arguments given) { arguments = given; }
Arguments kept_arguments() { return arguments; }

void bring_up() {
  fill_standard_descriptors();
  start_wait();
  start_stop();
  start_console();
  start_entropy();
}

void bug(const char* what) {
  const char* const parts[] = {"mir: broken contract at the platform line: ", what, "\n"};
  for (const char* part : parts)
    if (write(STDERR_FILENO, part, strlen(part)) < 0)
      break;
  abort();
}

} // namespace mir::rt

// The console is written without a buffer, so nothing of it is left; exit() flushes what the
// application gave to stdio.
extern "C" void mir_port_exit(int code) { exit(code); }

extern "C" const char* mir_port_target() { return MIR_RT_TARGET; }

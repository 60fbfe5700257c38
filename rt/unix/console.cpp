// Neither descriptor is made non-blocking: the flag belongs to the open file, which the shell and
// other programs share.
#include "console.hpp"

#include "start.hpp"
#include "wait.hpp"

#include <mir/rt/port.hpp>

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mir::rt {
namespace {

bool always_ready = false;
bool output_gone = false;
bool is_terminal = false;

/// Only pipes, sockets and terminals keep a reader waiting; epoll would refuse a file.
bool can_wait(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return false;
  return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || is_terminal;
}

/// Reading from the controlling terminal in the background would stop the process (SIGTTIN).
bool in_background() {
  pid_t const foreground = is_terminal ? tcgetpgrp(STDIN_FILENO) : -1;
  return foreground >= 0 && foreground != getpgrp();
}

bool input_is_ready() {
  pollfd input = {STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, 0) > 0 && !in_background();
}

void wait_for_room() {
  pollfd output = {STDOUT_FILENO, POLLOUT, 0};
  (void)poll(&output, 1, -1); // interrupted or not, the next write tells
}

} // namespace

void start_console() {
  is_terminal = isatty(STDIN_FILENO) == 1;
  always_ready = !can_wait(STDIN_FILENO);
  open_slot(STDIN_FILENO, Source::Console);
  if (!always_ready && !watch_slot(STDIN_FILENO, 0))
    bug("the kernel cannot watch standard input");
}

bool take_console_always_ready() {
  bool const result = always_ready;
  always_ready = false;
  return result;
}

} // namespace mir::rt

extern "C" void mir_port_console_write(const void* data, size_t size) {
  using namespace mir::rt;
  if (!data && size != 0)
    bug("mir_port_console_write: null");
  const char* at = static_cast<const char*>(data);
  while (size != 0 && !output_gone) {
    ssize_t const wrote = write(STDOUT_FILENO, at, size);
    if (wrote > 0) {
      at += wrote;
      size -= static_cast<size_t>(wrote);
    } else if (wrote == 0 || errno == EAGAIN) {
      wait_for_room(); // somebody else who has this file made it non-blocking
    } else if (errno != EINTR) {
      output_gone =
          true; // EPIPE, EIO: nobody will ever read it; ENOSPC: the rest would have a hole
    }
  }
}

extern "C" mir_status mir_port_console_read(void* data, size_t size, size_t* got) {
  using namespace mir::rt;
  if (!data || !got || size == 0)
    bug("mir_port_console_read: nowhere to put the bytes");
  *got = 0;
  for (;;) {
    if (!input_is_ready())
      return MIR_AGAIN;
    ssize_t const count = read(STDIN_FILENO, data, size);
    if (count >= 0) {
      *got = static_cast<size_t>(count);
      return MIR_OK;
    }
    if (errno == EAGAIN)
      return MIR_AGAIN;
    if (errno != EINTR)
      return MIR_OK; // EIO: the terminal hung up. No more input can come: that is its end
  }
}

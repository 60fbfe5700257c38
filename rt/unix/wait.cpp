#include "wait.hpp"

#include "console.hpp"
#include "start.hpp"
#include "stop.hpp"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

namespace mir::rt {
namespace {

// A mir_socket has 20 bits for the descriptor.
inline constexpr rlim_t kMostDescriptors = 1u << 20;

Slot* slots = nullptr;
size_t slots_size = 0;
Waiter* waiter = nullptr;

/// Raises the soft limit to the hard one: the soft one protects programs that still use select(2).
size_t descriptor_limit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return kMostDescriptors;
  limit.rlim_cur = limit.rlim_max < kMostDescriptors ? limit.rlim_max : kMostDescriptors;
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

/// All slots that can ever be needed, so that no call allocates later. Untouched pages of it cost
/// no memory.
void make_table() {
  slots_size = descriptor_limit();
  void* table = mmap(nullptr, slots_size * sizeof(Slot), PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (table == MAP_FAILED)
    bug("no memory for the table of descriptors");
  slots = static_cast<Slot*>(table);
}

/// MIR_WAIT=epoll or MIR_WAIT=io_uring forces one; tests use it.
Waiter* choose() {
  const char* forced = getenv("MIR_WAIT");
  if (!forced)
    forced = "";
  Waiter* chosen = strcmp(forced, "epoll") == 0 ? nullptr : start_io_uring();
  if (!chosen && strcmp(forced, "io_uring") != 0)
    chosen = start_epoll();
  return chosen;
}

Token token_of(int fd) { return uint64_t{slots[fd].generation} << 32 | static_cast<uint32_t>(fd); }

/// What the caller is told; false if nothing.
bool make_event(const Ready& ready, mir_event& event) {
  Slot& from = slots[descriptor_of(ready.token)];
  switch (from.source) {
  case Source::Console:
    event = {MIR_EVENT_CONSOLE, MIR_READABLE, 0};
    return (ready.ready & MIR_READABLE) != 0;
  case Source::Stop:
    event = {MIR_EVENT_STOP, 0, take_stop()};
    return event.source != 0;
  case Source::Socket:
    event = {MIR_EVENT_SOCKET, ready.ready, from.cookie};
    return true;
  case Source::Net:
    from.drained = false;
    event = {MIR_EVENT_NET, ready.ready, from.cookie};
    return true;
  case Source::Block:
    event = {MIR_EVENT_BLOCK, MIR_READABLE, from.cookie};
    return (ready.ready & MIR_READABLE) != 0;
  case Source::None:
    break;
  }
  bug("an event of a closed descriptor");
}

} // namespace

void start_wait() {
  make_table();
  waiter = choose();
  if (!waiter)
    bug("the mechanism that MIR_WAIT names does not work on this kernel");
}

size_t slot_count() { return slots_size; }

Slot& slot(int fd) { return slots[fd]; }

void open_slot(int fd, Source source) {
  Slot& opened = slots[fd];
  opened = {.cookie = 0,
            .generation = opened.generation + 1,
            .source = source,
            .watched = false,
            .outcome = MIR_OK,
            .drained = false};
}

void close_slot(int fd) {
  Slot& closed = slots[fd];
  if (closed.watched)
    waiter->forget(fd, token_of(fd));
  ++closed.generation;
  closed.source = Source::None;
  closed.watched = false;
}

bool is_current(Token token) {
  const Slot& named = slots[descriptor_of(token)];
  return named.generation == token >> 32 && named.source != Source::None;
}

bool watch_slot(int fd, uint64_t cookie) {
  Slot& watched = slots[fd];
  if (watched.watched)
    waiter->forget(fd, token_of(fd)); // watched anew, so that what is ready is reported again
  watched.cookie = cookie;
  watched.watched = waiter->watch(fd, token_of(fd));
  return watched.watched;
}

uint32_t ready_from_poll(uint32_t poll_events) {
  uint32_t ready = 0;
  if (poll_events & POLLIN)
    ready |= MIR_READABLE;
  if (poll_events & POLLOUT)
    ready |= MIR_WRITABLE;
  if (poll_events & POLLRDHUP)
    ready |= MIR_READABLE | MIR_HANGUP;
  if (poll_events & (POLLHUP | POLLERR | POLLNVAL))
    ready |= MIR_READABLE | MIR_WRITABLE | MIR_HANGUP;
  return ready;
}

} // namespace mir::rt

extern "C" size_t mir_port_wait(uint64_t deadline_ns, mir_event* events, size_t capacity) {
  using namespace mir::rt;
  if (!events || capacity == 0)
    bug("mir_port_wait: nowhere to put an event");
  if (take_console_always_ready()) {
    events[0] = {MIR_EVENT_CONSOLE, MIR_READABLE, 0};
    return 1;
  }
  [[clang::uninitialized]] Ready ready[64];
  for (;;) {
    size_t const count = waiter->collect(deadline_ns, ready, capacity < 64 ? capacity : size_t{64});
    size_t written = 0;
    for (size_t i = 0; i < count; ++i)
      if (is_current(ready[i].token) && make_event(ready[i], events[written]))
        ++written;
    if (written != 0 || count == 0)
      return written;
  }
}

/// \file
/// What this run time waits for: a slot for each descriptor, and the mechanism of the kernel that
/// watches it.
#pragma once

#include <mir/rt/port.hpp>

namespace mir::rt {

/// What a descriptor stands for above the line.
enum class Source : uint8_t { None, Console, Stop, Socket, Net, Block };

/// One descriptor in use. Slots lie in a table indexed by the descriptor: the kernel keeps the free
/// list.
struct Slot {
  uint64_t cookie;     ///< the caller's name for it
  uint32_t generation; ///< grows whenever the descriptor gets a new meaning, so that what is late
                       ///< is recognised
  Source source;
  bool watched;
  uint8_t outcome; ///< mir_status of a connection attempt that has failed, else MIR_OK
  bool drained;    ///< a tap that had nothing more to read, until it is reported as readable
};

/// Names one use of one descriptor towards the kernel; never 0.
using Token = uint64_t;

/// What the kernel said of one watched descriptor.
struct Ready {
  Token token;
  uint32_t ready; ///< of MIR_READABLE, MIR_WRITABLE, MIR_HANGUP
};

/// One way to wait. Edges, as mir_port_wait() promises them.
class Waiter {
public:
  /// Begins to report `fd`, and at once if it is ready already. False when the kernel has no memory
  /// for it.
  virtual bool watch(int fd, Token token) = 0;

  /// Ends that before the descriptor is closed. Reports already under way may still come.
  virtual void forget(int fd, Token token) = 0;

  /// Blocks until something is ready. Returns 0 when the deadline came first, never otherwise.
  virtual size_t collect(uint64_t deadline_ns, Ready* ready, size_t capacity) = 0;

protected:
  ~Waiter() = default;
};

/// The mechanisms; null where the kernel lacks what they need.
Waiter* start_io_uring();
Waiter* start_epoll();

/// Makes the table and chooses the mechanism.
void start_wait();

/// Gives a descriptor a meaning. The slot stays until close_slot().
void open_slot(int fd, Source source);

/// The slot of an open descriptor.
Slot& slot(int fd);

/// True while the descriptor still has the meaning it had when the token was made.
bool is_current(Token token);

/// Reports the descriptor from now on under `cookie`. False when the kernel has no memory for it.
bool watch_slot(int fd, uint64_t cookie);

/// Ends every report of the descriptor, which the caller then closes.
void close_slot(int fd);

/// Descriptors that fit the table.
size_t slot_count();

/// The bits of poll(2) as the port names them.
uint32_t ready_from_poll(uint32_t poll_events);

inline int descriptor_of(Token token) { return static_cast<int>(token & 0xffff'ffff); }

} // namespace mir::rt

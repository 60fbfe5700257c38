// Memory is short: who waits for it, and who holds it for nothing.
//
// What lies in queues because a peer takes nothing may fill all memory that there is, and nothing
// but a reset brings it back: a peer that acknowledges each probe of its closed window keeps its
// connection for ever (RFC 9293 3.8.6.1). RFC 6429 3 leaves it to us to end some of them when
// memory is short.
#include <mir/net/tcp/engine.hpp>

#include <algorithm>
#include <array>

namespace mir::net::tcp {
namespace {

/// Between two looks at all connections, which take a microsecond for some dozens of them.
constexpr Duration kInterval = Duration::milliseconds(100);
/// Resets of one look: with memory to come from each of them, it is soon over.
constexpr std::size_t kMostResets = 16;
/// Of what is kept for a peer, it has to take this part in time.
constexpr std::uint32_t kPart = 16;

} // namespace

std::size_t Engine::send_left() const noexcept {
  const std::size_t most = limits_.send_memory;
  return std::min(send_memory_ < most ? most - send_memory_ : 0,
                  pool_.left_to_keep() * os::PacketPool::kPageSize);
}

/// Whether connections have to make do with the page that each may have.
bool Engine::short_of_memory() const noexcept {
  constexpr std::size_t kLeast = 8 * os::PacketPool::kPageSize; // an eighth is what one may take
  return send_left() < kLeast || receive_memory_.left() < kLeast;
}

void Engine::ran_short(bool refused) noexcept {
  // Without a shortage it is the peer's turn: its ACK makes room.
  if (!relief_.armed() && (refused || short_of_memory() || links_.full() || pieces_.full()))
    wheel_.arm(relief_, now() + kInterval);
}

/// A pool may be so small that it is always short: without anything to wait for, the looks end.
void Engine::relieve() noexcept {
  pool_.ask_again();
  if (short_of_memory())
    reset_worst();
  const bool waiting = wake_waiting();
  const bool held = send_memory_ != 0 || receive_memory_.used != 0;
  if (waiting || (held && short_of_memory()))
    wheel_.arm(relief_, now() + kInterval);
}

/// Those whose peers owe them nothing are woken by nobody else. Without a page their next write
/// would fail again.
/// \returns whether somebody waits on.
bool Engine::wake_waiting() noexcept {
  bool waiting = false;
  const bool exhausted = pool_.exhausted();
  table_.for_each([&](Entry& entry) {
    if (entry.kind() != Entry::Kind::Connection)
      return;
    auto& connection = static_cast<Connection&>(entry);
    if (!connection.wants_memory_)
      return;
    if (exhausted || connection.room() == 0) {
      waiting |= exhausted;
      return;
    }
    connection.wants_memory_ = false;
    connection.notify(false, true);
  });
  return waiting;
}

void Engine::reset_worst() noexcept {
  struct Holder {
    Connection* connection = nullptr;
    std::uint32_t held = 0; // bytes
  };
  std::array<Holder, kMostResets> worst; // the largest first
  const Instant moment = now();
  const Duration patience = pool_.exhausted() ? limits_.last_patience : limits_.patience;
  table_.for_each([&](Entry& entry) {
    if (entry.kind() != Entry::Kind::Connection)
      return;
    Holder holder{.connection = &static_cast<Connection&>(entry)};
    holder.held = holder.connection->held_in_vain(moment, patience);
    for (Holder& place : worst)
      if (holder.held > place.held)
        std::swap(holder, place);
  });
  for (const Holder& holder : worst) {
    if (holder.held == 0 || !short_of_memory())
      break;
    ++counters_.pruned;
    holder.connection->send_reset();
    holder.connection->fail(os::Errc::NoMemory);
  }
}

void Connection::wait_for_memory(bool refused) noexcept {
  wants_memory_ = true;
  engine_.ran_short(refused);
}

void Connection::mark(Instant now) noexcept {
  marked_at_ = now;
  marked_una_ = una_;
  marked_next_ = receive_.next();
}

/// What is kept for this peer although it does nothing to get it, in bytes. Bytes behind a hole
/// that is not filled are forgotten here, as RFC 2018 8 allows.
std::uint32_t Connection::held_in_vain(Instant now, Duration patience) noexcept {
  // Of a shortage that is over. With either patience: a pool that is exhausted now and then is
  // still the same shortage.
  const bool outdated =
      now - marked_at_ > std::max(patience, engine_.limits_.patience) + kInterval * 10;
  if (marked_at_ == Instant() || outdated) {
    mark(now);
    return 0;
  }
  if (now - marked_at_ < patience)
    return 0;
  if (receive_.has_holes() && receive_.next() == marked_next_) {
    receive_.forget_runs();
    ++engine_.counters_.forgotten;
  }
  // As much less as the time was shorter: a reader at a steady pace is judged alike by both.
  const auto elapsed = static_cast<std::uint64_t>((now - marked_at_).ns());
  const auto whole =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(engine_.limits_.patience.ns()) * kPart);
  const std::uint64_t wanted = send_.size() * std::min(elapsed, whole) / whole;
  if (send_.size() != 0 && una_ - marked_una_ <= wanted)
    return send_.size() + receive_.readable();
  mark(now);
  return 0;
}

} // namespace mir::net::tcp

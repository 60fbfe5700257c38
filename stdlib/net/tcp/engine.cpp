#include <mir/net/tcp/engine.hpp>

#include <algorithm>

#include <mir/net/tcp/format/segment.hpp>

namespace mir::net::tcp {
namespace {

constexpr std::size_t kMostListeners = 1'024;

} // namespace

Engine::Engine(IpOutput& ip, os::TimerWheel& wheel, os::PacketPool& pool, os::Random& random,
               const Limits& limits) noexcept
    : ip_(ip), wheel_(wheel), pool_(pool), limits_(limits), secrets_(random), links_(limits.pieces),
      runs_(limits.holes), pieces_(limits.pieces),
      receive_memory_{.pool = pool, .limit = limits.receive_memory},
      connections_(limits.connections), listener_slab_(kMostListeners), table_(secrets_),
      time_waits_(table_, limits.time_waits, limits.segment_lifetime * 2), reaper_(*this),
      relief_(*this) {}

Engine::~Engine() {
  while (!listeners_.empty())
    close_listener(listeners_.front());
  table_.for_each([](Entry& entry) {
    if (entry.kind() == Entry::Kind::Connection)
      static_cast<Connection&>(entry).fail(os::Errc::Closed);
  });
  bury();
}

os::Result<Listener*> Engine::listen(Endpoint local, std::uint32_t backlog) noexcept {
  if (!local.address.is_any() && !ip_.is_local(local.address))
    return os::fail(os::Errc::NoAddress);
  if (local.port == Port()) {
    const os::Result<Port> port = free_port({local, {}});
    if (!port)
      return os::fail(port.error());
    local.port = *port;
  }
  bool taken = false;
  listeners_.for_each([&](Listener& other) {
    const Endpoint& theirs = other.local();
    taken |= theirs.port == local.port &&
             (theirs.address == local.address || theirs.address.is_any() || local.address.is_any());
  });
  if (taken)
    return os::fail(os::Errc::InUse);
  Listener* listener = listener_slab_.take(*this, local, std::max(backlog, 1u));
  if (listener == nullptr)
    return os::fail(os::Errc::NoMemory);
  listeners_.push_back(*listener);
  return listener;
}

os::Result<Connection*> Engine::connect(Endpoint local, Endpoint peer) noexcept {
  if (peer.port == Port())
    return os::fail(os::Errc::Invalid);
  const os::Result<Path> path = ip_.path(peer.address, local.address);
  if (!path)
    return os::fail(path.error());
  local.address = path->local;
  if (local.port == Port()) {
    const os::Result<Port> port = free_port({local, peer});
    if (!port)
      return os::fail(port.error());
    local.port = *port;
  } else if (Entry* entry = table_.find({local, peer}); entry != nullptr) {
    return os::fail(os::Errc::InUse);
  }
  const Tuple tuple{local, peer};
  if (Entry* old = table_.find(tuple); old != nullptr) // free_port() found that it may go
    time_waits_.remove(static_cast<TimeWait&>(*old));
  Connection* connection = make(tuple, *path);
  if (connection == nullptr)
    return os::fail(connections_.in_use() >= limits_.connections ? os::Errc::Limit
                                                                 : os::Errc::NoMemory);
  connection->open(now());
  return connection;
}

Connection* Engine::make(const Tuple& tuple, const Path& path) noexcept {
  if (connections_.in_use() >= limits_.connections) {
    ++counters_.too_many;
    return nullptr;
  }
  Connection* connection = connections_.take(*this, tuple, path);
  if (connection != nullptr && table_.insert(*connection))
    return connection;
  if (connection != nullptr)
    connections_.give_back(connection);
  ++counters_.no_memory;
  return nullptr;
}

/// RFC 6056 3.3.3: the search begins at a place that is the connection's own secret.
os::Result<Port> Engine::free_port(const Tuple& tuple) noexcept {
  const std::uint32_t count = limits_.last_port - limits_.first_port + 1u;
  const std::uint32_t offset = secrets_.port_offset(tuple);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto number =
        static_cast<std::uint16_t>(limits_.first_port + (offset + next_port_++) % count);
    Tuple candidate = tuple;
    candidate.local.port = Port(number);
    if (port_is_free(candidate))
      return Port(number);
  }
  return os::fail(os::Errc::NoAddress);
}

/// A TIME-WAIT may go after a second, if timestamps keep old segments out (RFC 6191 2 from the
/// other side).
bool Engine::port_is_free(const Tuple& tuple) noexcept {
  if (find_listener(tuple.local) != nullptr)
    return false;
  Entry* entry = tuple.peer.port == Port() ? nullptr : table_.find(tuple);
  if (entry == nullptr)
    return true;
  if (entry->kind() != Entry::Kind::TimeWait)
    return false;
  const auto& old = static_cast<const TimeWait&>(*entry);
  return old.remains.timestamps && now() - old.begun > Duration::seconds(1);
}

Listener* Engine::find_listener(const Endpoint& local) noexcept {
  Listener* found = nullptr;
  listeners_.for_each([&](Listener& listener) {
    if (listener.local().port == local.port &&
        (listener.local().address == local.address || listener.local().address.is_any()))
      found = &listener;
  });
  return found;
}

void Engine::close_listener(Listener& listener) noexcept {
  for (auto* list : {&listener.opening_, &listener.ready_})
    while (Connection* connection = list->pop_front()) {
      list->push_back(*connection); // abort() takes it out
      connection->abort();
    }
  listener.unlink();
  listener_slab_.give_back(&listener);
}

bool Engine::report(const IpReport& report) {
  const Tuple tuple{{report.local, Port(report.local_port)},
                    {report.remote, Port(report.remote_port)}};
  Entry* entry = table_.find(tuple);
  const bool believed = entry != nullptr && entry->kind() == Entry::Kind::Connection &&
                        static_cast<Connection&>(*entry).report(report, now());
  if (!believed)
    ++counters_.bad_report;
  return believed;
}

void Engine::flush() {
  const Instant moment = now();
  // A connection that the device turns away, or that has become ready again, waits for the next
  // flush().
  os::List<Connection, ReadyList> batch;
  batch.append(ready_);
  while (!device_full_ && !batch.empty()) {
    Connection* connection = batch.pop_front();
    connection->output(moment);
    if (device_full_)
      connection->make_ready(); // what it could not send is still to be sent
  }
  ready_.append(batch);
  bury();
}

void Engine::room() {
  device_full_ = false;
  flush();
}

os::Result<> Engine::emit(const Tuple& tuple, const Segment& segment,
                          std::span<const os::PageSlice> payload, std::uint16_t segment_size,
                          Ecn ecn) noexcept {
  const WireOptions options(segment.options);
  const os::Result<> sent = ip_.send({.source = tuple.local.address,
                                      .destination = tuple.peer.address,
                                      .header = to_fields(tuple, segment, options),
                                      .payload = payload,
                                      .segment_size = segment_size,
                                      .ecn = ecn});
  if (sent)
    ++counters_.segments_out;
  else if (sent.error() == os::Errc::Again)
    device_full_ = true;
  else if (sent.error() == os::Errc::NoMemory)
    ++counters_.no_memory;
  return sent;
}

std::uint32_t Engine::stamp(std::uint32_t offset, Instant moment) const noexcept {
  return static_cast<std::uint32_t>(moment.ns() / 1'000'000) + offset; // RFC 7323 5.4: 1 ms
}

/// The least shift by which the whole buffer can be told (RFC 7323 2.3).
std::uint8_t Engine::receive_scale() const noexcept {
  std::uint8_t scale = 0;
  while (scale < Options::kMostScale && (limits_.receive_buffer >> scale) > 65'535)
    ++scale;
  return scale;
}

/// What a SYN offers. The MSS leaves out the options (RFC 6691 2).
Options Engine::syn_options(std::uint16_t mtu, const Tuple& tuple) const noexcept {
  const std::uint16_t headers = tuple.local.address.is_v4() ? 40 : 60;
  Options options{.mss = static_cast<std::uint16_t>(mtu > headers ? mtu - headers : 0),
                  .sack_permitted = limits_.selective_acks};
  if (limits_.window_scaling)
    options.window_scale = receive_scale();
  if (limits_.timestamps)
    options.timestamps = Timestamps{};
  return options;
}

void Engine::retire(Connection& connection) noexcept {
  connection.Ready::unlink();
  dead_.push_back(connection);
}

void Engine::bury() noexcept {
  while (Connection* connection = dead_.pop_front())
    connections_.give_back(connection);
}

void Engine::make_time_wait(const Tuple& tuple, const Remains& remains) noexcept {
  time_waits_.add(tuple, remains, now());
  if (!reaper_.armed())
    wheel_.arm(reaper_, now() + limits_.segment_lifetime * 2);
}

void Engine::Reaper::expired() noexcept {
  const Instant next = engine_.time_waits_.expire(engine_.now());
  if (next != Instant::never())
    engine_.wheel_.arm(*this, next);
}

} // namespace mir::net::tcp

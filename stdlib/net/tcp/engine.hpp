/// \file
/// Engine: TCP (RFC 9293).
#pragma once

#include <mir/net/ip/transport.hpp>
#include <mir/net/tcp/connection.hpp>
#include <mir/net/tcp/counters.hpp>
#include <mir/net/tcp/limits.hpp>
#include <mir/net/tcp/listener.hpp>
#include <mir/net/tcp/table/time_wait.hpp>
#include <mir/os/random/random.hpp>

namespace mir::net::tcp {

/// All connections of one host.
///
/// Pure: segments come by input(), time by IpOutput::now() and the timers of the wheel, entropy by
/// the generator; segments go out by IpOutput::send(). Allocates when a connection, a listener or a
/// table becomes more than there ever were; never for a segment.
///
/// Whoever drives it calls flush() after a batch of input(), of timers, and of the application's
/// calls: only then segments go out.
class Engine final : public Transport {
public:
  /// All arguments but `limits` must outlive it.
  Engine(IpOutput& ip, os::TimerWheel& wheel, os::PacketPool& pool, os::Random& random,
         const Limits& limits = {}) noexcept;
  /// Drops what is open without a word. The application must hold no connection and no listener.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Opens a port. \param local the unspecified address: all of ours; port 0: any that is free.
  /// \returns Errc::InUse when somebody listens there; NoAddress when the address is not ours, or
  ///          no port is free; NoMemory.
  [[nodiscard]] os::Result<Listener*> listen(Endpoint local, std::uint32_t backlog) noexcept;
  /// Begins to connect: Connection::status() tells how it goes.
  /// \param local the unspecified address: the route's; port 0: any that is free.
  /// \returns Errc::NoAddress, Unreachable, Invalid as IpOutput::path() says; NoAddress also when
  /// no
  ///          port is free; InUse when the two ends are connected already; Limit; NoMemory.
  [[nodiscard]] os::Result<Connection*> connect(Endpoint local, Endpoint peer) noexcept;

  // Transport
  Verdict input(const IpArrival& arrival, os::Packet& segment) override;
  bool report(const IpReport& report) override;
  void flush() override;
  void room() override;

  /// Whether flush() has something to do.
  [[nodiscard]] bool pending() const noexcept { return !ready_.empty(); }
  [[nodiscard]] const Counters& counters() const noexcept { return counters_; }
  [[nodiscard]] const Limits& limits() const noexcept { return limits_; }
  [[nodiscard]] std::size_t connections() const noexcept { return connections_.in_use(); }
  [[nodiscard]] std::size_t time_waits() const noexcept { return time_waits_.size(); }
  [[nodiscard]] std::size_t orphans() const noexcept { return orphans_; }
  [[nodiscard]] std::size_t receive_memory() const noexcept { return receive_memory_.used; }
  [[nodiscard]] std::size_t send_memory() const noexcept { return send_memory_; }
  /// Calls visit(const Snapshot&) for each connection, in no order.
  template <class Visit> void for_each(Visit visit) {
    table_.for_each([&](Entry& entry) {
      if (entry.kind() == Entry::Kind::Connection)
        visit(static_cast<Connection&>(entry).snapshot());
    });
  }
  /// Calls visit(const Listener&) for each, in the order in which they were opened.
  template <class Visit> void for_each_listener(Visit visit) {
    listeners_.for_each([&](Listener& listener) { visit(std::as_const(listener)); });
  }

private:
  friend class Connection;
  friend class Listener;

  /// Ends TIME-WAITs.
  class Reaper final : public os::Timer {
  public:
    explicit Reaper(Engine& engine) noexcept : engine_(engine) {}
    void expired() noexcept override;

  private:
    Engine& engine_;
  };

  /// Looks, while memory is short, for those who hold it for nothing: queue/shortage.cpp
  class Relief final : public os::Timer {
  public:
    explicit Relief(Engine& engine) noexcept : engine_(engine) {}
    void expired() noexcept override { engine_.relieve(); }

  private:
    Engine& engine_;
  };
  /// Bytes that may still be written by all connections.
  [[nodiscard]] std::size_t send_left() const noexcept;
  [[nodiscard]] bool short_of_memory() const noexcept;
  /// Somebody did not get what it asked for: if memory is the reason, it is looked after.
  /// \param refused a page or the heap's memory was not to be had, although the limits allow it.
  void ran_short(bool refused = false) noexcept;
  void relieve() noexcept;
  bool wake_waiting() noexcept;
  void reset_worst() noexcept;

  [[nodiscard]] Instant now() const noexcept { return ip_.now(); }
  [[nodiscard]] bool plausible(const IpArrival& arrival, const Tuple& tuple) const noexcept;
  // A segment without a connection: outsider.cpp
  void arrive_nowhere(const Tuple& tuple, const Segment& segment, os::Packet& payload) noexcept;
  void arrive_at_listener(Listener& listener, const Tuple& tuple, const Segment& segment,
                          os::Packet& payload) noexcept;
  void arrive_in_time_wait(TimeWait& entry, const Tuple& tuple, const Segment& segment,
                           os::Packet& payload) noexcept;
  void open_passive(Listener& listener, const Tuple& tuple, const Segment& syn) noexcept;
  void answer_with_cookie(const Tuple& tuple, const Segment& syn) noexcept;
  [[nodiscard]] bool accept_cookie(Listener& listener, const Tuple& tuple, const Segment& segment,
                                   os::Packet& payload) noexcept;
  void reset(const Tuple& tuple, const Segment& segment) noexcept;
  void acknowledge_time_wait(const TimeWait& entry) noexcept;
  [[nodiscard]] Listener* find_listener(const Endpoint& local) noexcept;
  [[nodiscard]] os::Result<Port> free_port(const Tuple& tuple) noexcept;
  [[nodiscard]] bool port_is_free(const Tuple& tuple) noexcept;
  [[nodiscard]] Connection* make(const Tuple& tuple, const Path& path) noexcept;
  [[nodiscard]] Options syn_options(std::uint16_t mtu, const Tuple& tuple) const noexcept;
  [[nodiscard]] std::uint8_t receive_scale() const noexcept;
  [[nodiscard]] std::uint32_t stamp(std::uint32_t offset, Instant now) const noexcept;
  /// Hands a segment down. \returns what IpOutput::send() says.
  os::Result<> emit(const Tuple& tuple, const Segment& segment,
                    std::span<const os::PageSlice> payload = {}, std::uint16_t segment_size = 0,
                    Ecn ecn = Ecn::NotCapable) noexcept;
  void make_time_wait(const Tuple& tuple, const Remains& remains) noexcept;
  void retire(Connection& connection) noexcept;
  void bury() noexcept;
  void close_listener(Listener& listener) noexcept;

  IpOutput& ip_;
  os::TimerWheel& wheel_;
  os::PacketPool& pool_;
  const Limits limits_;
  Counters counters_;
  const Secrets secrets_;
  std::uint32_t next_port_ = 0;
  Slab<Link> links_;
  Slab<Run> runs_;
  Slab<Sent> pieces_;
  std::size_t send_memory_ = 0; // bytes of all send queues
  ReceiveMemory receive_memory_;
  Slab<Connection> connections_;
  Slab<Listener> listener_slab_;
  Table table_;
  TimeWaits time_waits_;
  Reaper reaper_;
  Relief relief_;
  os::List<Listener, Listener> listeners_;
  os::List<Connection, ReadyList> ready_; // have something to send
  os::List<Connection, ReadyList> dead_;  // to be freed when nobody works with them
  RateLimit resets_;
  Instant cookie_at_; // the last cookie
  std::uint32_t orphans_ = 0;
  bool device_full_ = false;
};

} // namespace mir::net::tcp

namespace mir::net {
using Tcp = tcp::Engine;
} // namespace mir::net

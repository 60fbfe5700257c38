/// \file
/// What everything that one Manager opens stands on, in direct mode: a device, a stack, and the
/// task that drives it.
#pragma once

#include <mir/net/direct_mode/capture.hpp>
#include <mir/net/direct_mode/settings.hpp>
#include <mir/net/network.hpp>
#include <mir/net/stack/dhcp_session.hpp>
#include <mir/os/device/ethif.hpp>
#include <mir/os/mem/page_pool.hpp>
#include <mir/os/port_net.hpp>
#include <mir/os/task/group.hpp>
#include <mir/os/task/readiness.hpp>

namespace mir::net {

/// Never moves. Sockets are used from any task, followed by kick(): then the task that drives the
/// stack sends what they made possible, when the others have had their turn.
class DirectGround final : public Network, private FrameOutput, private DhcpWatcher {
public:
  /// Most pages of packets: received ones that nobody has read yet, and sent ones that nobody has
  /// acknowledged.
  static constexpr std::size_t kPacketPages = TcpLimits::kDefaultPages; // 64 MiB
  /// With fewer an interface could not receive: a quarter of them is to receive into, and a frame
  /// that was merged takes more than one.
  static constexpr std::size_t kLeastPages = 16;
  /// What the platform has free, divided by the interfaces that there are.
  [[nodiscard]] static std::size_t its_pages(os::Platform& platform, const os::NetDevice* device);
  /// How many there will be: five eighths of its_pages(), and at most kPacketPages. The rest is the
  /// heap's: what a connection costs there, and all that the application has. \param device as of
  /// the constructor.
  [[nodiscard]] static std::size_t packet_pages(os::Platform& platform,
                                                const os::NetDevice* device);
  /// A fifth of that number stays free for the heap in any case, an eighth of what the platform
  /// had: where connections and the application have outgrown their share, the stack gives way.
  /// With an empty heap it could not even use the pages it has.
  static constexpr std::size_t kHeapPart = 5;

  /// \param device null: the platform's device of this number.
  DirectGround(os::App& app, os::NetDevice* device, std::uint32_t number,
               const DirectSettings& settings);
  /// Waits, at most for kLinger, until what was written before has gone out. Checks that nothing
  /// opened here is left.
  ~DirectGround() override;

  /// Begins the capture that was asked for. \returns as os::create_file().
  os::Result<> begin_capture();
  /// Waits until there is an address. \returns Errc::InUse if DHCP's port is taken.
  os::Task<os::Result<>> configured();

  // Network
  [[nodiscard]] Address address() const noexcept override {
    return stack_.ipv4().settings().address;
  }
  os::Result<Listener> listener(Port port, std::uint32_t backlog) override;
  os::Result<Listener> listener(const Endpoint& local, std::uint32_t backlog) override;
  os::Task<os::Result<Flow>> connect(Endpoint peer) override;
  os::Result<Datagram> bind(Port port) override;
  os::Result<Datagram> bind(const Endpoint& local) override;
  [[nodiscard]] std::string dump() override;
  [[nodiscard]] NameServers name_servers() override;

  /// In front of a call that counts from now: nobody may have told the stack the time for long.
  void tell_time() noexcept { stack_.clock().set(app().now()); }
  [[nodiscard]] Stack& stack() noexcept {
    tell_time();
    return stack_;
  }
  [[nodiscard]] os::PagePool& pages() noexcept { return pages_; }
  /// A socket was used: the stack is driven soon.
  void kick() noexcept { ready_.notify(true, false); }

  /// Counts what is open, for the check at the end.
  class Open {
  public:
    explicit Open(DirectGround& ground) noexcept : ground_(ground) { ++ground.open_; }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() { --ground_.open_; }

  private:
    DirectGround& ground_;
  };

private:
  static constexpr os::Duration kLinger = os::Duration::seconds(2);
  /// A server on the same link answers at once; one that is gone holds nobody up.
  static constexpr os::Duration kReleaseLinger = os::Duration::milliseconds(300);
  /// Frames taken in before the applications get their turn: what they answer goes out together.
  static constexpr unsigned kBatch = 64;
  /// Between two looks at the device's state, which cost a few system calls each.
  static constexpr os::Duration kLookInterval = os::Duration::milliseconds(100);
  /// While there was no page to receive into: short against a retransmission time-out.
  static constexpr os::Duration kStarvedInterval = os::Duration::milliseconds(2);

  class Alarm final : public os::Timer {
  public:
    explicit Alarm(DirectGround& ground) noexcept : ground_(ground) {}

  private:
    void expired() noexcept override { ground_.kick(); }
    DirectGround& ground_;
  };

  os::Result<> transmit(os::Packet& frame, const os::FrameOffload& offload) override {
    return capture_ ? capture_->send(ethif_, frame, offload) : ethif_.send(frame, offload);
  }
  [[nodiscard]] bool receive(os::Packet& frame, os::FrameOffload& offload) {
    return capture_ ? capture_->receive(ethif_, frame, offload) : ethif_.receive(frame, offload);
  }
  os::Task<> drive();
  /// Takes in frames. \returns how many: kBatch when there may be more.
  unsigned take_in();
  /// Sends what is to be sent.
  void send();
  void linger() noexcept;
  [[nodiscard]] bool resolving() noexcept;

  // DhcpWatcher
  void dhcp_configured(const DhcpLease& lease, bool renewed) override;
  void dhcp_lost(const Address& address) override;
  void dhcp_declined(const Address& address, const MacAddress& rival) override;
  void dhcp_unanswered(unsigned attempts) override;
  void look_at_link();

  const DirectSettings settings_;
  os::PortNetDevice port_;
  const std::size_t there_; // pages, before anything was taken
  os::PacketPool packets_;
  os::PagePool pages_; // for datagrams too large for a few slices
  os::Ethif ethif_;
  std::unique_ptr<Capture> capture_; // null: none
  Stack stack_;
  std::optional<DhcpSession> dhcp_;
  os::Readiness ready_;
  os::Readiness addressed_; // an edge when an address has come
  Alarm alarm_{*this};
  os::Instant next_;
  os::Instant look_again_;
  bool link_up_ = true;
  std::size_t open_ = 0;
  os::Group tasks_; // last: it stops before what it uses goes
};

} // namespace mir::net

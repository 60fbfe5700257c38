/// \file
/// Udp: datagrams (RFC 768, RFC 1122 4.1, RFC 8085).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include <mir/net/ip/ipv4.hpp>
#include <mir/os/base/list.hpp>

namespace mir::net {

class Udp;

/// One datagram that has come in.
struct UdpDatagram {
  os::Packet payload; ///< may be empty
  Endpoint from;
  Address to; ///< ours, or a broadcast address
};

struct UdpCounters {
  std::uint64_t received = 0;
  std::uint64_t delivered = 0;
  std::uint64_t malformed = 0; ///< no UDP header, or longer than what came
  std::uint64_t bad_checksum = 0;
  std::uint64_t no_port = 0;    ///< for a port that nobody has opened
  std::uint64_t queue_full = 0; ///< for a socket whose queue was full
  std::uint64_t no_memory = 0;  ///< for a socket that had others waiting while memory was short
  std::uint64_t sent = 0;
  std::uint64_t send_failed = 0;
};

/// A bound port. Made by Udp::bind(), and given back to Udp::close().
class UdpSocket : private os::ListNode<Udp> {
public:
  static constexpr std::size_t kMostDatagrams = 256; ///< that wait to be read
  static constexpr std::size_t kMostSlices = 512;    ///< pages that they keep: 2 MiB

  explicit UdpSocket(Udp& udp) : udp_(udp), datagrams_(kMostDatagrams), slices_(kMostSlices) {}
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  [[nodiscard]] const Endpoint& local() const noexcept { return local_; }
  /// Who is told of what comes in; null: nobody.
  void set_watcher(SocketWatcher* watcher) noexcept { watcher_ = watcher; }

  /// The next datagram. \returns Errc::Again when there is none; Refused or Unreachable, once, when
  /// one that was sent before could not be delivered.
  os::Result<UdpDatagram> receive();

  /// Sends a datagram, in pages that may be shared, or copied from memory.
  /// \returns Errc::Again while the device has no room; TooLong above 65,507 bytes; NoAddress;
  /// Unreachable; Invalid for port 0 or an address nobody has; NoMemory; Unsupported for IPv6.
  os::Result<> send(os::Packet payload, const Endpoint& to);
  os::Result<> send(os::Bytes payload, const Endpoint& to);

  [[nodiscard]] std::size_t waiting() const noexcept { return datagram_count_; }

private:
  friend class Udp;
  friend class os::List<UdpSocket, Udp>;
  struct Waiting {
    Endpoint from;
    Address to;
    std::uint16_t slices = 0;
  };
  static constexpr std::size_t kRemembered = 8;

  bool enqueue(const IpArrival& arrival, std::uint16_t port, os::Packet& payload);
  bool report(const IpReport& report);
  void remember(const Endpoint& to) noexcept;
  void wake(bool readable, bool writable) noexcept {
    if (watcher_ != nullptr)
      watcher_->socket_ready(readable, writable);
  }

  Udp& udp_;
  Endpoint local_;
  SocketWatcher* watcher_ = nullptr;
  std::vector<Waiting> datagrams_; // two rings, made once
  std::size_t datagram_first_ = 0;
  std::size_t datagram_count_ = 0;
  std::vector<os::PageSlice> slices_;
  std::size_t slice_first_ = 0;
  std::size_t slice_count_ = 0;
  std::array<Endpoint, kRemembered> sent_to_{}; // lately: whose reports are believed
  std::size_t sent_to_next_ = 0;
  os::Result<> failure_; // to be told by the next receive()
  bool waits_for_room_ = false;
};

class Udp final : public Transport {
public:
  static constexpr std::size_t kMostSockets = 4'096;
  /// RFC 6335 6: ports that nobody asks for by number.
  static constexpr std::uint16_t kFirstEphemeral = 49'152;

  Udp(Ipv4& ip, os::PacketPool& pool, os::Random& random) noexcept
      : ip_(ip), pool_(pool), random_(random) {}
  Udp(const Udp&) = delete;
  Udp& operator=(const Udp&) = delete;
  /// Checks that every socket was closed.
  ~Udp();

  /// Opens a port; 0 asks for any. The unspecified address stands for every address of ours.
  /// \returns Errc::InUse, NoAddress, Limit, Unsupported for IPv6.
  [[nodiscard]] os::Result<UdpSocket*> bind(const Endpoint& local);
  void close(UdpSocket& socket) noexcept;

  [[nodiscard]] std::size_t sockets() const noexcept { return count_; }
  [[nodiscard]] const UdpCounters& counters() const noexcept { return counters_; }
  template <class Visit> void for_each(Visit visit) {
    for (auto& bucket : buckets_)
      bucket.for_each(visit);
  }

  // Transport
  Verdict input(const IpArrival& arrival, os::Packet& segment) override;
  bool report(const IpReport& report) override;
  void flush() override {}
  void room() override;

private:
  friend class UdpSocket;
  static constexpr std::size_t kBuckets = 256;
  using Bucket = os::List<UdpSocket, Udp>;

  [[nodiscard]] Bucket& bucket(std::uint16_t port) noexcept { return buckets_[port % kBuckets]; }
  [[nodiscard]] UdpSocket* find(const Address& local, std::uint16_t port) noexcept;
  [[nodiscard]] bool taken(const Endpoint& local) noexcept;
  [[nodiscard]] os::Result<Port> free_port(const Address& local);
  os::Result<> send(const Endpoint& from, os::Packet payload, const Endpoint& to);
  [[nodiscard]] os::Result<os::Packet> copy(os::Bytes payload);

  Ipv4& ip_;
  os::PacketPool& pool_;
  os::Random& random_;
  std::array<Bucket, kBuckets> buckets_;
  std::size_t count_ = 0;
  UdpCounters counters_;
};

} // namespace mir::net

/// \file
/// Reassembly: fragments of IPv4 packets put together again (RFC 791 3.2, RFC 1122 3.3.2).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <mir/net/ip/output.hpp>
#include <mir/net/link/clock.hpp>

namespace mir::net {

/// One fragment, with its header already checked and taken off.
struct Fragment {
  std::uint32_t source = 0;
  std::uint32_t destination = 0;
  std::uint16_t identification = 0;
  IpProtocol protocol{};
  std::uint16_t begin = 0; ///< bytes from the start of the whole payload
  bool more = false;       ///< it is not the last
  Ecn ecn = Ecn::NotCapable;
  os::Bytes header; ///< as it came
};

/// What has become whole, or is given up.
struct Reassembled {
  os::Packet payload;
  Ecn ecn = Ecn::NotCapable;
  os::Bytes header; ///< of the first fragment; valid until the next call
};

struct ReassemblyCounters {
  std::uint64_t completed = 0;
  std::uint64_t duplicates = 0; ///< fragments that said again what was there
  std::uint64_t overlaps = 0;   ///< packets dropped because two fragments claimed the same bytes
  std::uint64_t malformed = 0;  ///< fragments that fit no packet: too long, empty, or of odd length
  std::uint64_t evicted = 0;    ///< packets given up because there were too many
  std::uint64_t timed_out = 0;
  std::uint64_t no_page = 0;
};

/// Copies each fragment to its place in pages of its own, so that many tiny fragments cost no more
/// memory than the packet they belong to. Bounded in packets and in pages; when a bound is reached
/// the oldest packet makes room.
///
/// A packet of which two fragments overlap is dropped, and what comes of it later too: the rule of
/// RFC 5722, because overlaps serve only to get something past a filter. A fragment that merely
/// comes twice is no overlap.
class Reassembly {
public:
  static constexpr std::size_t kPackets = 64;
  static constexpr std::size_t kPages = 256; ///< 1 MiB: fifteen of the largest packets
  /// RFC 1122 3.3.2 wants between 60 and 120 s.
  static constexpr os::Duration kPatience = os::Duration::seconds(60);

  /// Told of a packet that is given up after its first fragment has come.
  class Owner {
  public:
    virtual void reassembly_timed_out(os::Bytes header, const Fragment& first) = 0;

  protected:
    ~Owner() = default;
  };

  Reassembly(Owner& owner, StackClock& clock, os::PacketPool& pool);
  Reassembly(const Reassembly&) = delete;
  Reassembly& operator=(const Reassembly&) = delete;

  /// Takes a fragment in. \returns whether its packet is whole now, and in `result`.
  bool add(const Fragment& fragment, const os::Packet& payload, Reassembled& result);

  [[nodiscard]] std::size_t packets() const noexcept;
  [[nodiscard]] std::size_t pages() const noexcept { return pages_; }
  [[nodiscard]] const ReassemblyCounters& counters() const noexcept { return counters_; }

private:
  static constexpr std::size_t kMostPayload = 65'535 - 20;
  static constexpr std::size_t kMostPages =
      (kMostPayload + os::PacketPool::kPageSize - 1) / os::PacketPool::kPageSize;
  /// Runs of bytes that have come, with gaps between them. More than that is an attack: fragments
  /// that come in order make one run, and paths that differ make a handful.
  static constexpr std::size_t kMostRuns = 32;
  static constexpr std::size_t kMostHeader = 60 + 8; // what an ICMP error quotes

  struct Run {
    std::uint16_t begin;
    std::uint16_t end;
  };
  struct Partial {
    bool used = false;
    bool poisoned = false; // it had an overlap: what else comes of it is dropped
    Fragment key;          // without header
    os::Instant since;
    std::array<os::PageSlice, kMostPages> pages;
    std::array<Run, kMostRuns> runs{};
    std::size_t run_count = 0;
    std::size_t length = 0;  // of the whole payload; 0: the last fragment has not come
    bool congestion = false; // RFC 3168 5.3
    bool not_capable = false;
    std::array<std::byte, kMostHeader> header{};
    std::size_t header_size = 0;
  };

  [[nodiscard]] static bool fits(const Fragment& fragment, std::size_t size) noexcept;
  Partial& find_or_make(const Fragment& fragment);
  void release(Partial& partial) noexcept;
  void free_pages(Partial& partial) noexcept;
  void poison(Partial& partial) noexcept;
  bool reserve(Partial& partial, std::size_t begin, std::size_t end);
  bool evict_oldest(const Partial& except);
  enum class Place { New, Duplicate, Overlap, TooMany };
  static Place insert(Partial& partial, std::size_t begin, std::size_t end) noexcept;
  static bool says_the_same(const Partial& partial, std::size_t begin, const os::Packet& payload);
  static void copy(Partial& partial, std::size_t begin, const os::Packet& payload);
  void finish(Partial& partial, Reassembled& result);
  void expire();

  Owner& owner_;
  StackClock& clock_;
  os::PacketPool& pool_;
  std::vector<Partial> partials_;
  std::size_t pages_ = 0;
  MemberTimer<Reassembly, &Reassembly::expire> timer_{*this};
  std::array<std::byte, kMostHeader> header_{}; // of what was finished last
  ReassemblyCounters counters_;
};

} // namespace mir::net

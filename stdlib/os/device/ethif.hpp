/// \file
/// Ethif: an Ethernet interface over a network device.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <mir/os/base/error.hpp>
#include <mir/os/device/net_device.hpp>
#include <mir/os/mem/packet.hpp>

namespace mir::os {

/// What an interface has moved and lost.
struct EthifCounters {
  std::uint64_t frames_received = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t frames_sent = 0; ///< that the device took
  std::uint64_t bytes_sent = 0;
  std::uint64_t oversized =
      0; ///< received in more pieces than a Packet has, or than were lent; dropped
  std::uint64_t no_buffer = 0;   ///< times that there was no page to lend to the device
  std::uint64_t device_full = 0; ///< frames refused by send(): the device held all it can
};

/// Frames in and out, as packets in pages of a pool. Keeps the device supplied with pages to
/// receive into, and holds the pages of a frame until the device is done with it. Copies no byte;
/// allocates only when it is made.
class Ethif {
public:
  /// \param device outlives the interface, as does the pool; whoever has claimed it makes one of
  /// them, which gives it back in the end. Pages are set aside to be received
  /// into, and lent at once.
  Ethif(NetDevice& device, PacketPool& pool);
  Ethif(const Ethif&) = delete;
  Ethif& operator=(const Ethif&) = delete;
  /// Stops the device and takes back all that it holds.
  ~Ethif();

  /// Asks the device anew.
  void refresh() noexcept { info_ = device_.info(); }
  [[nodiscard]] const NetInfo& info() const noexcept { return info_; }

  /// The next frame that has come in. \returns false when there is none: wait for the device's
  /// event.
  [[nodiscard]] bool receive(Packet& frame, FrameOffload& offload) noexcept;

  /// Queues a frame for flush(). \returns Errc::Again, with the frame untouched, while the device
  /// holds as much as it can: then made_room() tells when to ask again. Errc::TooLong above its
  /// limit of pieces.
  Result<> send(Packet& frame, const FrameOffload& offload) noexcept;
  /// Hands what was queued to the device, in one call where it takes it. To be called after each
  /// batch of work, and after the device's event.
  void flush() noexcept;
  /// Whether there is room again after a send() that was refused; true once for that.
  [[nodiscard]] bool made_room() noexcept;

  /// Whether the device could hold more pages to receive into than the pool had. It may then stop,
  /// without an event when pages come free: ask receive() again after a while.
  [[nodiscard]] bool starved() const noexcept { return starved_; }

  [[nodiscard]] const EthifCounters& counters() const noexcept { return counters_; }

private:
  /// Pages that the device holds, each under the number that is its cookie.
  class Held {
  public:
    explicit Held(std::size_t slots);
    [[nodiscard]] std::size_t used() const noexcept { return slices_.size() - free_.size(); }
    [[nodiscard]] std::size_t room() const noexcept { return free_.size(); }
    [[nodiscard]] std::uint64_t put(PageSlice slice) noexcept;
    /// \returns an empty slice for a cookie that is not held: a device may be wrong.
    [[nodiscard]] PageSlice take(std::uint64_t cookie) noexcept;

  private:
    std::vector<PageSlice> slices_;
    std::vector<std::uint32_t> free_; // never grows past what it was made with
  };
  static constexpr std::size_t kBatch = 64; // entries of one call

  void lend() noexcept;
  [[nodiscard]] PageSlice take_lent(std::uint64_t cookie) noexcept;
  [[nodiscard]] bool next_frame(Packet& frame, FrameOffload& offload) noexcept;
  void reclaim() noexcept;

  NetDevice& device_;
  PacketPool& pool_;
  NetInfo info_;
  Held lent_;
  Held sending_;
  std::array<NetEntry, kBatch> received_{};
  std::size_t received_count_ = 0;
  std::size_t received_at_ = 0;
  std::vector<NetEntry> queue_; // whole frames, to be handed to the device
  bool starved_ = false;        // the last lend() ran out of pages
  bool refused_ = false;        // a send() was, since the last made_room()
  EthifCounters counters_;
};

} // namespace mir::os

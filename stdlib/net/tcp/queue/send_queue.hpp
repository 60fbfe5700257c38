/// \file
/// SendQueue: what the application has written and the peer has not yet acknowledged.
#pragma once

#include <span>

#include <mir/net/tcp/queue/chain.hpp>

namespace mir::net::tcp {

/// Bytes from SND.UNA on, each at its sequence number. Small pieces are copied together, so that a
/// thousand one-byte writes do not cost a thousand links; pages are kept as they are.
class SendQueue {
public:
  /// Slices below this are copied: at most four times their size is ever pinned.
  static constexpr std::size_t kCopyBelow = 1024; // bytes

  /// \param memory bytes of all queues that share it; outlives them.
  SendQueue(Slab<Link>& links, os::PacketPool& pool, std::size_t& memory) noexcept
      : pool_(pool), memory_(memory), bytes_(links) {}
  SendQueue(const SendQueue&) = delete;
  SendQueue& operator=(const SendQueue&) = delete;
  ~SendQueue() { memory_ -= size(); }

  /// Where the first byte will stand. Of an empty queue.
  void start(Seq first) noexcept { begin_ = end_ = first; }
  [[nodiscard]] Seq begin() const noexcept { return begin_; }
  [[nodiscard]] Seq end() const noexcept { return end_; }
  [[nodiscard]] std::uint32_t size() const noexcept { return end_ - begin_; }

  /// Appends a copy. \returns how many bytes there was memory for.
  [[nodiscard]] std::size_t append(os::Bytes bytes) noexcept;
  /// Appends a page's bytes. \returns false, with the slice untouched, when there is no memory.
  [[nodiscard]] bool append(os::PageSlice&& slice) noexcept;
  /// Forgets what lies before `until`, which is not behind end().
  void drop(Seq until) noexcept;

  /// Shares of the bytes from `from` on.
  /// \param near a link at or before `from`, or null; on return, the one with the first byte.
  /// \returns how many slices were filled; `size` becomes what they hold, which is less when `out`
  /// was too short.
  [[nodiscard]] std::size_t share(Seq from, std::uint32_t& size, Link*& near,
                                  std::span<os::PageSlice> out) const noexcept;

private:
  os::PacketPool& pool_;
  std::size_t& memory_;
  Chain bytes_;
  os::PageSlice spare_; // the unfilled end of the page that copies go to
  Seq begin_, end_;
};

} // namespace mir::net::tcp

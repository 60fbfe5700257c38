/// \file
/// ReceiveQueue: what has arrived, in order and out of order.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include <mir/net/tcp/format/options.hpp>
#include <mir/net/tcp/queue/chain.hpp>

namespace mir::net::tcp {

/// Bytes without a hole that wait behind one.
struct Run {
  explicit Run(Slab<Link>& links) noexcept : bytes(links) {}
  Chain bytes;
  Seq begin, end;
  Run* next = nullptr;
};

/// The memory that all receive queues of an engine share.
struct ReceiveMemory {
  const os::PacketPool& pool;    ///< where the payload lies: a page may hold little of it
  std::size_t limit;             ///< bytes
  std::size_t used = 0;          ///< payload and bookkeeping
  std::uint64_t refused = 0;     ///< pieces dropped at the limit
  std::uint64_t out_of_runs = 0; ///< pieces dropped because a connection had too many holes
  [[nodiscard]] std::size_t left() const noexcept {
    return std::min(used < limit ? limit - used : 0,
                    pool.left_to_keep() * os::PacketPool::kPageSize);
  }
  /// Half of it is for what is in order: only that makes progress.
  [[nodiscard]] std::size_t left_out_of_order() const noexcept {
    const std::size_t half = limit / 2, pages = pool.most_to_keep() / 2;
    const std::size_t free = pool.left_to_keep();
    return std::min(used < half ? half - used : 0,
                    free > pages ? (free - pages) * os::PacketPool::kPageSize : 0);
  }
};

/// Puts a stream together. Zero copy for large pieces; small ones are packed into a page, so that
/// what a byte costs does not depend on the frame it came in.
class ReceiveQueue {
public:
  /// Pieces below this are copied together: at most four times their size is ever pinned.
  static constexpr std::size_t kCopyBelow = 1024; // bytes
  /// Of every connection so much is kept in order, whatever others have filled the memory with, as
  /// long as there is a page at all.
  static constexpr std::uint32_t kAlways = 4'096; // bytes: a page
  /// Holes a connection may have. Each costs about 100 bytes, and a walk when a segment fills one.
  static constexpr std::uint16_t kMostRuns = 512;

  /// What became of a segment's bytes.
  struct Outcome {
    std::uint32_t in_order = 0; ///< bytes that RCV.NXT moved
    bool filled_hole = false;   ///< bytes that waited have become readable
    bool out_of_order = false;  ///< something was kept behind a hole
    bool no_memory = false;     ///< something had to be dropped
    SackBlock duplicate = {};   ///< bytes that were here already (RFC 2883), empty if none
  };

  ReceiveQueue(Slab<Link>& links, Slab<Run>& runs, os::PacketPool& pool,
               ReceiveMemory& memory) noexcept
      : links_(links), runs_(runs), pool_(pool), memory_(memory), ready_(links) {}
  ReceiveQueue(const ReceiveQueue&) = delete;
  ReceiveQueue& operator=(const ReceiveQueue&) = delete;
  ~ReceiveQueue() { clear(); }

  void start(Seq first) noexcept { next_ = first; }
  /// RCV.NXT as far as bytes go.
  [[nodiscard]] Seq next() const noexcept { return next_; }
  /// Bytes the application has not taken yet.
  [[nodiscard]] std::uint32_t readable() const noexcept { return ready_.size(); }
  [[nodiscard]] bool has_holes() const noexcept { return first_ != nullptr; }

  /// Takes bytes that lie inside the window: [sequence, limit) of them.
  Outcome insert(Seq sequence, std::span<os::PageSlice> slices, Seq limit) noexcept;
  /// The next bytes in order, at most a page; empty when there are none.
  [[nodiscard]] os::PageSlice take() noexcept;
  /// Forgets everything out of order: allowed by RFC 2018 8 when memory is short.
  void forget_runs() noexcept;
  void clear() noexcept;

  /// Blocks for the SACK option: the one that changed last comes first (RFC 2018 4).
  [[nodiscard]] std::span<const SackBlock> blocks() const noexcept {
    return std::span(recent_).first(recent_count_);
  }

private:
  [[nodiscard]] os::PageSlice pack(os::PageSlice&& slice) noexcept;
  void insert_slice(Seq begin, os::PageSlice&& slice, Outcome& outcome) noexcept;
  void insert_ready(os::PageSlice&& slice, Outcome& outcome) noexcept;
  /// Keeps bytes behind a hole. \param before the last run that begins at or before them, or null.
  /// \returns the run that they are in now; null when there was no memory.
  Run* insert_waiting(Run* before, Seq begin, os::PageSlice&& slice, Outcome& outcome) noexcept;
  Run* new_run(Run* after, Seq begin) noexcept;
  void merge_with_next(Run& run) noexcept;
  void release_ready_runs(Outcome& outcome) noexcept;
  void remember(SackBlock block) noexcept;
  void forget_passed_blocks() noexcept;
  void charge(std::size_t bytes) noexcept { memory_.used += bytes, charged_ += bytes; }
  void refund(std::size_t bytes) noexcept { memory_.used -= bytes, charged_ -= bytes; }

  Slab<Link>& links_;
  Slab<Run>& runs_;
  os::PacketPool& pool_;
  ReceiveMemory& memory_;
  Chain ready_;
  os::PageSlice spare_; // the unfilled end of the page that small pieces are packed into
  Run* first_ = nullptr;
  std::size_t charged_ = 0; // of memory_
  Seq next_;
  std::uint16_t run_count_ = 0;
  std::uint8_t recent_count_ = 0;
  std::array<SackBlock, Options::kMostBlocks> recent_;
};

} // namespace mir::net::tcp

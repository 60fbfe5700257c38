/// \file
/// The requests of one block device, from the platform line to the ring and back.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include <mir/rt/port.hpp>

#include "rt/xen/block/wire.hpp"
#include "rt/xen/bus/ring.hpp"
#include "rt/xen/bus/shared_pages.hpp"
#include "rt/xen/bus/slot_ids.hpp"

namespace mir::rt {

/// What the back end takes, and how large a sector is.
struct BlockOffer {
  uint32_t sector_size; ///< bytes
  size_t segments;      ///< pages of one request; above kDirectSegments they are indirect
  uint8_t flush;        ///< BLKIF_OP_... that makes writes safe; 0 for none
  uint16_t handle;      ///< of the device
};

/// Cuts requests into pieces that the ring takes, and puts their results together.
///
/// Data goes through pages of this queue, which the other end may use from its beginning to its
/// end: a copy costs less than granting pages for each request, and nothing else is ever in a page
/// that is shared. A request that is not answered when the other end goes is made again with the
/// next one, from the caller's memory.
class BlockQueue {
public:
  using Ring = FrontRing<blkif_sring>;
  static constexpr size_t kPage = 4096;             // bytes
  static constexpr uint32_t kSlots = 32;            // requests of the platform line
  static constexpr size_t kMostSegments = 32;       // pages of a piece: 128 KiB
  static constexpr size_t kPages = 128;             // 512 KiB on their way at a time
  static constexpr size_t kMostShared = kPages + 1; // and the ring

  explicit BlockQueue(SharedPages& pages) : shared_(pages) {}
  BlockQueue(const BlockQueue&) = delete;
  BlockQueue& operator=(const BlockQueue&) = delete;

  /// Makes ring and pages for a domain. \returns the ring's grant; nothing when there is no memory,
  /// and then nothing stays behind.
  [[nodiscard]] std::optional<GrantRef> open(domid_t domain);
  /// The other end listens: what waits is put into the ring.
  void start(const BlockOffer& offer);
  /// Takes everything back from the other end. Requests that were not answered wait for the next.
  void close();

  /// Takes a request that has been checked. \returns false when it holds kSlots.
  [[nodiscard]] bool submit(const mir_block_request& request);
  [[nodiscard]] size_t done(std::span<mir_block_result> results);
  void forget(uint64_t cookie);
  /// Ends all requests that are not done.
  void fail_all(mir_status status);

  /// Looks for answers, and puts what waits in the place that came free. \returns whether a request
  /// is done.
  bool collect();
  /// Shows the other end what was put. \returns whether it has to be notified.
  [[nodiscard]] bool publish() { return ring_ && ring_->publish(); }

  /// Whether the other end has broken the protocol.
  [[nodiscard]] bool broken() const { return broken_ || (ring_ && ring_->broken()); }
  /// Whether the back end has refused an operation that makes writes safe, though it said it would.
  [[nodiscard]] bool flush_refused() const { return flush_refused_; }

private:
  enum class State : uint8_t { Free, Waiting, Done };
  struct Slot {
    mir_block_request request{};
    State state = State::Free;
    mir_status status = MIR_OK;
    uint32_t begun = 0;      // sectors that are in pieces; of a flush 1
    uint32_t pieces = 0;     // that are not answered
    uint32_t generation = 0; // of its use, so that pieces of a forgotten request are recognised
    uint64_t order = 0;      // first come, first served
  };
  struct Piece {
    uint8_t slot;
    uint8_t page_count; // data; another one behind them for indirect segments
    bool indirect;
    uint32_t generation;
    uint32_t first, sectors; // within the request
    std::array<uint8_t, kMostSegments + 1> pages;
  };
  [[nodiscard]] Slot* next_waiting();
  [[nodiscard]] bool all_begun(const Slot& slot) const;
  void fill_ring();
  [[nodiscard]] bool put_piece(Slot& slot);
  [[nodiscard]] bool take_pages(Piece& piece, size_t count);
  void give_pages(const Piece& piece);
  void copy_in(const Slot& slot, const Piece& piece);
  void copy_out(const Slot& slot, const Piece& piece);
  [[nodiscard]] BlockSegment segment(const Piece& piece, size_t index) const;
  void put_direct(const Slot& slot, const Piece& piece, uint16_t id);
  void put_indirect(const Slot& slot, const Piece& piece, uint16_t id);
  bool take_response(const blkif_response& response);
  void end(Slot& slot, mir_status status);

  SharedPages& shared_;
  std::optional<Ring> ring_;
  SharedPage ring_page_{};
  std::array<SharedPage, kPages> pages_{};
  std::array<uint8_t, kPages> free_pages_{}; // the first free_count_
  size_t page_count_ = 0, free_count_ = 0;
  SlotIds<Piece, Ring::kSize> ids_;
  std::array<Slot, kSlots> slots_{};
  uint64_t next_order_ = 0;
  BlockOffer offer_{};
  bool running_ = false, broken_ = false, flush_refused_ = false;
};

} // namespace mir::rt

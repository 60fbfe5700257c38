/// \file
/// SentList: what was sent and is not yet acknowledged, with what is known of each piece. The
/// scoreboard of RFC 2018 and RFC 6675.
#pragma once

#include <cstdint>

#include <mir/net/tcp/format/options.hpp>
#include <mir/net/tcp/queue/chain.hpp>
#include <mir/os/base/time.hpp>

namespace mir::net::tcp {

/// One transmission: a segment, or several that a device cut.
struct Sent {
  Seq begin, end;  ///< of the sequence space; a FIN takes its last number
  Link* link;      ///< where its first byte lies; null: from the queue's beginning
  Instant sent_at; ///< the last time
  Sent* next = nullptr;
  bool fin = false;
  bool outstanding = true;    ///< thought to be on its way
  bool sacked = false;        ///< arrived, says a SACK block
  bool lost = false;          ///< to be sent again
  bool retransmitted = false; ///< at least once: gives no RTT sample (RFC 6298 3)

  [[nodiscard]] std::uint32_t length() const noexcept { return end - begin; }
};

/// What is told of a piece when it turns out to have arrived.
struct Delivery {
  Seq end;
  Instant sent_at;
  bool retransmitted;
};

/// Pieces in the order of their sequence numbers, without gaps.
class SentList {
public:
  explicit SentList(Slab<Sent>& pieces) noexcept : pieces_(pieces) {}
  SentList(const SentList&) = delete;
  SentList& operator=(const SentList&) = delete;
  ~SentList() { clear(); }

  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
  [[nodiscard]] Sent* first() const noexcept { return first_; }
  [[nodiscard]] Sent* last() const noexcept { return last_; }
  /// Bytes thought to be in the network (RFC 6675 4).
  [[nodiscard]] std::uint32_t pipe() const noexcept { return pipe_; }
  [[nodiscard]] std::uint32_t sacked() const noexcept { return sacked_; } ///< bytes
  [[nodiscard]] std::uint32_t lost() const noexcept { return lost_; } ///< bytes to be sent again

  /// How many pieces a SACK block has told of; counts up to `most`.
  [[nodiscard]] std::uint32_t sacked_pieces(std::uint32_t most) const noexcept;

  /// Appends what is being sent now. \returns null without memory.
  Sent* add(Seq begin, Seq end, Link* link, Instant now, bool fin) noexcept;
  /// Cuts a piece in two at a number inside of it: the second half is a piece of its own.
  /// \returns false without memory.
  bool split(Sent& piece, Seq at) noexcept;
  /// Everything before `until` has arrived. Calls visit(Delivery) for what was not known before.
  template <class Visit> void acknowledge(Seq until, Visit visit) noexcept {
    while (first_ != nullptr && first_->begin < until) {
      if (!first_->sacked)
        visit(Delivery{earlier(first_->end, until), first_->sent_at, first_->retransmitted});
      if (until < first_->end)
        return trim_first(until);
      remove_first();
    }
  }
  /// A block has arrived. Calls visit(Delivery) for what was not known before.
  template <class Visit> void sack(SackBlock block, Visit visit) noexcept {
    for (Sent* piece = first_; piece != nullptr && piece->begin < block.end; piece = piece->next) {
      if (piece->end <= block.begin || piece->sacked || !cut_to(piece, block))
        continue;
      visit(Delivery{piece->end, piece->sent_at, piece->retransmitted});
      set(*piece, false, true, false);
    }
  }
  void mark_lost(Sent& piece) noexcept { set(piece, false, piece.sacked, true); }
  void mark_sent_again(Sent& piece, Instant now) noexcept;
  /// After a time-out all that is not known to have arrived is taken as lost. Also what a SACK
  /// block said, if `renege`: a receiver may go back on its word (RFC 2018 8).
  void mark_all_lost(bool renege) noexcept;
  /// The time-out was too early: what was taken as lost is on its way after all.
  void mark_none_lost() noexcept;
  /// The first piece to be sent again; null when there is none.
  [[nodiscard]] Sent* first_lost() const noexcept;
  void clear() noexcept;

private:
  void set(Sent& piece, bool outstanding, bool sacked, bool lost) noexcept;
  /// Splits so that `piece` becomes the part that the block covers. \returns false without memory.
  bool cut_to(Sent*& piece, SackBlock block) noexcept;
  void trim_first(Seq until) noexcept;
  void remove_first() noexcept;
  void count(const Sent& piece, std::uint32_t length, bool add) noexcept;

  Slab<Sent>& pieces_;
  Sent* first_ = nullptr;
  Sent* last_ = nullptr;
  std::uint32_t pipe_ = 0, sacked_ = 0, lost_ = 0;
};

} // namespace mir::net::tcp

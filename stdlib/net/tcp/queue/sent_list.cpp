#include <mir/net/tcp/queue/sent_list.hpp>

namespace mir::net::tcp {

void SentList::count(const Sent& piece, std::uint32_t length, bool add) noexcept {
  const std::uint32_t change = add ? length : 0 - length;
  pipe_ += piece.outstanding ? change : 0;
  sacked_ += piece.sacked ? change : 0;
  lost_ += piece.lost ? change : 0;
}

void SentList::set(Sent& piece, bool outstanding, bool sacked, bool lost) noexcept {
  count(piece, piece.length(), false);
  piece.outstanding = outstanding;
  piece.sacked = sacked;
  piece.lost = lost;
  count(piece, piece.length(), true);
}

Sent* SentList::add(Seq begin, Seq end, Link* link, Instant now, bool fin) noexcept {
  Sent* piece = pieces_.take(Sent{.begin = begin, .end = end, .link = link, .sent_at = now});
  if (piece == nullptr)
    return nullptr;
  piece->fin = fin;
  (last_ == nullptr ? first_ : last_->next) = piece;
  last_ = piece;
  count(*piece, piece->length(), true);
  return piece;
}

bool SentList::split(Sent& piece, Seq at) noexcept {
  Sent* rest = pieces_.take(piece);
  if (rest == nullptr)
    return false;
  rest->begin = piece.end = at;
  rest->link = nullptr; // the first half's may go before the second half does
  piece.next = rest;
  piece.fin = false;
  if (last_ == &piece)
    last_ = rest;
  return true;
}

bool SentList::cut_to(Sent*& piece, SackBlock block) noexcept {
  if (piece->begin < block.begin) {
    if (!split(*piece, block.begin))
      return false;
    piece = piece->next;
  }
  return piece->end <= block.end || split(*piece, block.end);
}

void SentList::mark_sent_again(Sent& piece, Instant now) noexcept {
  set(piece, true, false, false);
  piece.retransmitted = true;
  piece.sent_at = now;
}

void SentList::mark_all_lost(bool renege) noexcept {
  for (Sent* piece = first_; piece != nullptr; piece = piece->next)
    if (!piece->sacked || renege)
      set(*piece, false, false, true);
}

void SentList::mark_none_lost() noexcept {
  for (Sent* piece = first_; piece != nullptr; piece = piece->next)
    if (piece->lost)
      set(*piece, true, false, false);
}

std::uint32_t SentList::sacked_pieces(std::uint32_t most) const noexcept {
  std::uint32_t count = 0;
  for (const Sent* piece = first_; piece != nullptr && count < most; piece = piece->next)
    count += piece->sacked ? 1 : 0;
  return count;
}

Sent* SentList::first_lost() const noexcept {
  if (lost_ == 0)
    return nullptr;
  Sent* piece = first_;
  while (piece != nullptr && !piece->lost)
    piece = piece->next;
  return piece;
}

void SentList::trim_first(Seq until) noexcept {
  count(*first_, until - first_->begin, false);
  first_->begin = until;
  first_->link = nullptr; // its page may go with the bytes in front
}

void SentList::remove_first() noexcept {
  Sent* piece = first_;
  count(*piece, piece->length(), false);
  first_ = piece->next;
  if (first_ == nullptr)
    last_ = nullptr;
  pieces_.give_back(piece);
}

void SentList::clear() noexcept {
  while (first_ != nullptr)
    remove_first();
}

} // namespace mir::net::tcp

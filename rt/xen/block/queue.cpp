#include "rt/xen/block/queue.hpp"

#include <algorithm>
#include <cstring>

namespace mir::rt {

std::optional<GrantRef> BlockQueue::open(domid_t domain) {
  const auto ring = shared_.share(domain);
  if (!ring)
    return std::nullopt;
  ring_page_ = *ring;
  ring_.emplace(ring->page);
  broken_ = flush_refused_ = false;
  for (page_count_ = 0; page_count_ < kPages; ++page_count_) {
    const auto page = shared_.share(domain);
    if (!page)
      break; // with fewer there is less on its way at a time
    pages_[page_count_] = *page;
    free_pages_[page_count_] = static_cast<uint8_t>(page_count_);
  }
  free_count_ = page_count_;
  if (page_count_ >= 2) // data, and a page of segments
    return ring->ref;
  close();
  return std::nullopt;
}

void BlockQueue::start(const BlockOffer& offer) {
  offer_ = offer;
  offer_.segments = std::min({offer.segments, kMostSegments, page_count_ - 1});
  running_ = true;
  fill_ring();
}

void BlockQueue::close() {
  running_ = false;
  if (ring_) {
    ring_.reset();
    shared_.take_back(ring_page_);
    for (size_t i = 0; i < page_count_; ++i)
      shared_.take_back(pages_[i]);
  }
  page_count_ = free_count_ = 0;
  ids_.drain([](const Piece&) {});
  for (Slot& slot : slots_)
    if (slot.state == State::Waiting) {
      slot.begun = slot.pieces = 0;
      slot.status = MIR_OK;
    }
}

bool BlockQueue::submit(const mir_block_request& request) {
  const auto slot = std::ranges::find(slots_, State::Free, &Slot::state);
  if (slot == slots_.end())
    return false;
  *slot = {.request = request,
           .state = State::Waiting,
           .generation = slot->generation + 1,
           .order = next_order_++};
  fill_ring();
  return true;
}

size_t BlockQueue::done(std::span<mir_block_result> results) {
  size_t count = 0;
  for (Slot& slot : slots_) {
    if (count == results.size())
      break;
    if (slot.state != State::Done)
      continue;
    results[count++] = {slot.request.cookie, slot.status};
    slot.state = State::Free;
  }
  return count;
}

void BlockQueue::forget(uint64_t cookie) {
  for (Slot& slot : slots_)
    if (slot.state != State::Free && slot.request.cookie == cookie) {
      slot.state = State::Free;
      ++slot.generation;
    }
}

void BlockQueue::fail_all(mir_status status) {
  for (Slot& slot : slots_)
    if (slot.state == State::Waiting)
      end(slot, status);
}

void BlockQueue::end(Slot& slot, mir_status status) {
  slot.state = State::Done;
  slot.status = status;
  ++slot.generation;
}

bool BlockQueue::all_begun(const Slot& slot) const {
  const bool flush = slot.request.operation == MIR_BLOCK_FLUSH;
  return slot.begun == (flush ? 1 : slot.request.sectors);
}

BlockQueue::Slot* BlockQueue::next_waiting() {
  Slot* next = nullptr;
  for (Slot& slot : slots_)
    if (slot.state == State::Waiting && !all_begun(slot) && (!next || slot.order < next->order))
      next = &slot;
  return next;
}

void BlockQueue::fill_ring() {
  while (running_ && ring_->room() > 0) {
    Slot* const slot = next_waiting();
    if (!slot || !put_piece(*slot))
      return;
  }
}

bool BlockQueue::take_pages(Piece& piece, size_t count) {
  if (count > free_count_)
    return false; // there will be, when a piece has been answered
  for (size_t i = 0; i < count; ++i)
    piece.pages[i] = free_pages_[--free_count_];
  return true;
}

void BlockQueue::give_pages(const Piece& piece) {
  for (size_t i = 0; i < piece.page_count + size_t{piece.indirect}; ++i)
    free_pages_[free_count_++] = piece.pages[i];
}

/// Puts the next piece of a request. False for want of pages.
bool BlockQueue::put_piece(Slot& slot) {
  const bool flush = slot.request.operation == MIR_BLOCK_FLUSH;
  const uint32_t a_page = kPage / offer_.sector_size;
  const uint32_t most = static_cast<uint32_t>(offer_.segments) * a_page;
  Piece piece{.slot = static_cast<uint8_t>(&slot - slots_.data()),
              .page_count = 0,
              .indirect = false,
              .generation = slot.generation,
              .first = slot.begun,
              .sectors = flush ? 0 : std::min(slot.request.sectors - slot.begun, most),
              .pages = {}};
  piece.page_count = static_cast<uint8_t>((piece.sectors + a_page - 1) / a_page);
  piece.indirect = piece.page_count > kDirectSegments;
  if (!take_pages(piece, piece.page_count + size_t{piece.indirect}))
    return false;
  const auto id = ids_.give(piece);
  if (!id) { // as many as the ring has room, so never
    give_pages(piece);
    return false;
  }
  if (slot.request.operation == MIR_BLOCK_WRITE)
    copy_in(slot, piece);
  piece.indirect ? put_indirect(slot, piece, *id) : put_direct(slot, piece, *id);
  slot.begun += flush ? 1 : piece.sectors;
  ++slot.pieces;
  return true;
}

void BlockQueue::copy_in(const Slot& slot, const Piece& piece) {
  const char* from =
      static_cast<const char*>(slot.request.data) + size_t{piece.first} * offer_.sector_size;
  size_t left = size_t{piece.sectors} * offer_.sector_size;
  for (size_t i = 0; i < piece.page_count; ++i) {
    const size_t size = std::min(left, kPage);
    std::memcpy(pages_[piece.pages[i]].page, from, size);
    from += size;
    left -= size;
  }
}

// The other end may still write to the pages, and so what was copied is all that is looked at.
void BlockQueue::copy_out(const Slot& slot, const Piece& piece) {
  char* to = static_cast<char*>(slot.request.data) + size_t{piece.first} * offer_.sector_size;
  size_t left = size_t{piece.sectors} * offer_.sector_size;
  for (size_t i = 0; i < piece.page_count; ++i) {
    const size_t size = std::min(left, kPage);
    std::memcpy(to, pages_[piece.pages[i]].page, size);
    to += size;
    left -= size;
  }
}

BlockSegment BlockQueue::segment(const Piece& piece, size_t index) const {
  const size_t left = size_t{piece.sectors} * offer_.sector_size - index * kPage;
  return {.grant = static_cast<uint32_t>(pages_[piece.pages[index]].ref),
          .first = 0,
          .last = static_cast<uint8_t>(std::min(left, kPage) / kUnit - 1),
          .zero = 0};
}

namespace {

uint8_t operation_of(mir_block_operation operation, uint8_t flush) {
  switch (operation) {
  case MIR_BLOCK_READ:
    return BLKIF_OP_READ;
  case MIR_BLOCK_WRITE:
    return BLKIF_OP_WRITE;
  case MIR_BLOCK_FLUSH:
    return flush;
  }
  __builtin_unreachable();
}

} // namespace

void BlockQueue::put_direct(const Slot& slot, const Piece& piece, uint16_t id) {
  DirectRequest request{};
  request.operation = operation_of(slot.request.operation, offer_.flush);
  request.segment_count = piece.page_count;
  request.handle = offer_.handle;
  request.id = id;
  request.unit = (slot.request.sector + piece.first) * (offer_.sector_size / kUnit);
  for (size_t i = 0; i < piece.page_count; ++i)
    request.segments[i] = segment(piece, i);
  ring_->put(request);
}

void BlockQueue::put_indirect(const Slot& slot, const Piece& piece, uint16_t id) {
  const SharedPage& list = pages_[piece.pages[piece.page_count]];
  auto* const segments = static_cast<char*>(list.page);
  for (size_t i = 0; i < piece.page_count; ++i) {
    const BlockSegment one = segment(piece, i);
    std::memcpy(segments + i * sizeof one, &one, sizeof one);
  }
  IndirectRequest request{};
  request.operation = BLKIF_OP_INDIRECT;
  request.what = operation_of(slot.request.operation, offer_.flush);
  request.segment_count = piece.page_count;
  request.id = id;
  request.unit = (slot.request.sector + piece.first) * (offer_.sector_size / kUnit);
  request.handle = offer_.handle;
  request.grants[0] = static_cast<uint32_t>(list.ref);
  ring_->put(request);
}

/// \returns whether a request is done. Which operation the answer names is not looked at: back ends
/// differ in it, and nothing depends on it.
bool BlockQueue::take_response(const blkif_response& response) {
  const auto piece = ids_.take_back(response.id);
  if (!piece) {
    broken_ = true;
    return false;
  }
  Slot& slot = slots_[piece->slot];
  const bool ours = slot.generation == piece->generation && slot.state == State::Waiting;
  const bool good = response.status == BLKIF_RSP_OKAY;
  if (ours && good && slot.request.operation == MIR_BLOCK_READ)
    copy_out(slot, *piece);
  give_pages(*piece);
  if (!ours)
    return false;
  --slot.pieces;
  const bool refused = response.status == BLKIF_RSP_EOPNOTSUPP;
  flush_refused_ = flush_refused_ || (refused && slot.request.operation == MIR_BLOCK_FLUSH);
  if (!good && slot.status == MIR_OK)
    slot.status = refused ? MIR_UNSUPPORTED : MIR_IO;
  const bool whole = slot.pieces == 0 && (all_begun(slot) || slot.status != MIR_OK);
  if (whole)
    end(slot, slot.status);
  return whole;
}

bool BlockQueue::collect() {
  bool any = false;
  if (!running_)
    return any;
  do {
    blkif_response response;
    while (!broken() && ring_->take(response))
      any = take_response(response) || any;
  } while (!broken() && ring_->arm());
  if (!broken())
    fill_ring();
  return any;
}

} // namespace mir::rt

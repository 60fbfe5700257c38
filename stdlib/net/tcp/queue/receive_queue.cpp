#include <mir/net/tcp/queue/receive_queue.hpp>

#include <algorithm>

namespace mir::net::tcp {

ReceiveQueue::Outcome ReceiveQueue::insert(Seq sequence, std::span<os::PageSlice> slices,
                                           Seq limit) noexcept {
  Outcome outcome;
  Seq at = sequence;
  for (os::PageSlice& slice : slices) {
    if (at >= limit)
      break;
    const auto size = static_cast<std::uint32_t>(slice.size());
    const Seq behind = at + size;
    if (behind > limit)
      slice.drop_back(behind - limit);
    if (behind <= next_) { // all of it was here before
      outcome.duplicate = {
          outcome.duplicate.begin == outcome.duplicate.end ? at : outcome.duplicate.begin, behind};
    } else {
      if (at < next_) {
        outcome.duplicate = {at, next_};
        slice.drop_front(next_ - at);
      }
      insert_slice(later(at, next_), std::move(slice), outcome);
    }
    at = behind;
  }
  release_ready_runs(outcome);
  if (!outcome.out_of_order)
    forget_passed_blocks();
  if (spare_.empty() || (ready_.empty() && first_ == nullptr))
    spare_.reset(); // an idle connection holds no page
  return outcome;
}

/// Cuts a slice at the runs that are there already: what arrived first is kept.
void ReceiveQueue::insert_slice(Seq begin, os::PageSlice&& slice, Outcome& outcome) noexcept {
  if (begin == next_ &&
      (first_ == nullptr || begin + static_cast<std::uint32_t>(slice.size()) <= first_->begin))
    return insert_ready(std::move(slice), outcome);
  Run* before = nullptr;
  for (Run* run = first_; run != nullptr && run->begin <= begin; run = run->next)
    before = run;
  while (!slice.empty()) {
    if (before != nullptr && begin < before->end) { // overlaps with what is behind us
      const auto known = std::min<std::size_t>(before->end - begin, slice.size());
      outcome.duplicate = {begin, begin + static_cast<std::uint32_t>(known)};
      slice.drop_front(known);
      begin += static_cast<std::uint32_t>(known);
      remember({before->begin, before->end});
      outcome.out_of_order = true;
      continue;
    }
    Run* after = before == nullptr ? first_ : before->next;
    const std::size_t gap =
        after == nullptr ? slice.size() : std::min<std::size_t>(after->begin - begin, slice.size());
    if (gap == 0) {
      before = after;
      continue;
    }
    const auto count = static_cast<std::uint32_t>(gap);
    if (begin == next_)
      insert_ready(slice.take_front(gap), outcome);
    else // `after` may be gone now: the run has swallowed it if the gap was all between them
      before = insert_waiting(before, begin, slice.take_front(gap), outcome);
    if (outcome.no_memory)
      return;
    begin += count;
  }
}

void ReceiveQueue::insert_ready(os::PageSlice&& slice, Outcome& outcome) noexcept {
  os::PageSlice piece = pack(std::move(slice));
  const auto size = static_cast<std::uint32_t>(piece.size());
  const bool room =
      memory_.left() >= size || (ready_.size() + size <= kAlways && !pool_.exhausted());
  if (size == 0 || !room || !ready_.push_back(std::move(piece), next_)) {
    ++memory_.refused;
    outcome.no_memory = true;
    return;
  }
  charge(size);
  next_ += size;
  outcome.in_order += size;
}

Run* ReceiveQueue::insert_waiting(Run* before, Seq begin, os::PageSlice&& slice,
                                  Outcome& outcome) noexcept {
  outcome.no_memory = true;
  os::PageSlice piece = pack(std::move(slice));
  const auto size = static_cast<std::uint32_t>(piece.size());
  if (size == 0 || memory_.left_out_of_order() < size + sizeof(Run) + sizeof(Link)) {
    ++memory_.refused;
    return nullptr;
  }
  Run* run = before != nullptr && before->end == begin ? before : new_run(before, begin);
  if (run == nullptr)
    return nullptr;
  const bool pushed = run->bytes.push_back(std::move(piece), begin);
  if (pushed) {
    charge(size);
    run->end = begin + size;
    merge_with_next(*run);
    remember({run->begin, run->end});
    outcome.out_of_order = true;
    outcome.no_memory = false;
    return run;
  }
  if (run->begin == run->end) { // a new run that got nothing
    (before == nullptr ? first_ : before->next) = run->next;
    runs_.give_back(run);
    --run_count_;
    refund(sizeof(Run));
  }
  return nullptr;
}

Run* ReceiveQueue::new_run(Run* after, Seq begin) noexcept {
  Run* run = run_count_ < kMostRuns ? runs_.take(links_) : nullptr;
  if (run == nullptr) {
    ++memory_.out_of_runs;
    return nullptr;
  }
  Run*& place = after == nullptr ? first_ : after->next;
  run->next = std::exchange(place, run);
  run->begin = run->end = begin;
  ++run_count_;
  charge(sizeof(Run));
  return run;
}

void ReceiveQueue::merge_with_next(Run& run) noexcept {
  Run* next = run.next;
  if (next == nullptr || run.end != next->begin)
    return;
  run.bytes.append(next->bytes);
  run.end = next->end;
  run.next = next->next;
  runs_.give_back(next);
  --run_count_;
  refund(sizeof(Run));
}

/// Runs whose hole is filled become readable.
void ReceiveQueue::release_ready_runs(Outcome& outcome) noexcept {
  while (first_ != nullptr && first_->begin <= next_) {
    Run* run = first_;
    outcome.in_order += run->end - next_;
    outcome.filled_hole = true;
    next_ = run->end;
    ready_.append(run->bytes);
    first_ = run->next;
    runs_.give_back(run);
    --run_count_;
    refund(sizeof(Run));
  }
  if (outcome.filled_hole)
    forget_passed_blocks();
}

/// A small piece moves into the connection's page; a large one stays where it is. Without a page to
/// move to it stays too: its bytes count all the same.
os::PageSlice ReceiveQueue::pack(os::PageSlice&& slice) noexcept {
  if (slice.size() >= kCopyBelow)
    return std::move(slice);
  if (spare_.size() < slice.size()) {
    os::Result<os::PageSlice> page = pool_.take();
    if (!page)
      return std::move(slice);
    spare_ = std::move(*page);
  }
  return spare_.fill_front(slice.bytes());
}

os::PageSlice ReceiveQueue::take() noexcept {
  os::PageSlice slice = ready_.pop_front();
  refund(slice.size());
  if (ready_.empty() && first_ == nullptr)
    spare_.reset();
  return slice;
}

void ReceiveQueue::forget_runs() noexcept {
  while (first_ != nullptr) {
    refund(first_->bytes.size() + sizeof(Run));
    runs_.give_back(std::exchange(first_, first_->next));
  }
  run_count_ = 0;
  recent_count_ = 0;
}

void ReceiveQueue::clear() noexcept {
  forget_runs();
  refund(ready_.size());
  ready_.clear();
  spare_.reset();
}

/// The block that changed goes to the front; those that it has swallowed go.
void ReceiveQueue::remember(SackBlock block) noexcept {
  std::array<SackBlock, Options::kMostBlocks> kept;
  std::uint8_t count = 0;
  kept[count++] = block;
  for (const SackBlock& old : blocks())
    if ((old.end < block.begin || block.end < old.begin) && count < kept.size())
      kept[count++] = old;
  recent_ = kept;
  recent_count_ = count;
}

void ReceiveQueue::forget_passed_blocks() noexcept {
  std::uint8_t count = 0;
  for (std::uint8_t i = 0; i < recent_count_; ++i)
    if (recent_[i].end > next_)
      recent_[count++] = recent_[i];
  recent_count_ = count;
}

} // namespace mir::net::tcp

#include <mir/net/ip/reassembly.hpp>

#include <algorithm>
#include <cstring>

namespace mir::net {
namespace {

constexpr std::size_t kPage = os::PacketPool::kPageSize;
constexpr std::size_t kUnit = 8; // bytes: every fragment but the last is a multiple (RFC 791 3.2)

bool same_packet(const Fragment& a, const Fragment& b) {
  return a.identification == b.identification && a.source == b.source &&
         a.destination == b.destination && a.protocol == b.protocol;
}

} // namespace

Reassembly::Reassembly(Owner& owner, StackClock& clock, os::PacketPool& pool)
    : owner_(owner), clock_(clock), pool_(pool), partials_(kPackets) {}

std::size_t Reassembly::packets() const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(partials_, &Partial::used));
}

bool Reassembly::fits(const Fragment& fragment, std::size_t size) noexcept {
  if (size == 0 || fragment.begin + size > kMostPayload) // the "ping of death"
    return false;
  return !fragment.more || size % kUnit == 0;
}

bool Reassembly::add(const Fragment& fragment, const os::Packet& payload, Reassembled& result) {
  const std::size_t end = fragment.begin + payload.size();
  if (!fits(fragment, payload.size())) {
    ++counters_.malformed;
    return false;
  }
  Partial& partial = find_or_make(fragment);
  if (partial.poisoned)
    return false;
  // Two ends, or bytes behind the end: both are fragments that contradict each other.
  const bool contradicts =
      fragment.more ? partial.length != 0 && end > partial.length
                    : (partial.length != 0 && end != partial.length) ||
                          (partial.run_count != 0 && partial.runs[partial.run_count - 1].end > end);
  if (contradicts) {
    poison(partial);
    return false;
  }
  switch (insert(partial, fragment.begin, end)) {
  case Place::Duplicate:
    if (says_the_same(partial, fragment.begin, payload))
      ++counters_.duplicates;
    else
      poison(partial);
    return false;
  case Place::Overlap:
    poison(partial);
    return false;
  case Place::TooMany:
    ++counters_.malformed;
    release(partial);
    return false;
  case Place::New:
    break;
  }
  if (!reserve(partial, fragment.begin, end)) {
    ++counters_.no_page;
    release(partial);
    return false;
  }
  copy(partial, fragment.begin, payload);
  partial.congestion |= fragment.ecn == Ecn::CongestionExperienced;
  partial.not_capable |= fragment.ecn == Ecn::NotCapable;
  if (!fragment.more)
    partial.length = end;
  if (fragment.begin == 0) {
    partial.header_size = std::min(fragment.header.size(), kMostHeader);
    std::memcpy(partial.header.data(), fragment.header.data(), partial.header_size);
  }
  if (partial.length == 0 || partial.run_count != 1 || partial.runs[0].begin != 0 ||
      partial.runs[0].end != partial.length)
    return false;
  finish(partial, result);
  return true;
}

Reassembly::Partial& Reassembly::find_or_make(const Fragment& fragment) {
  Partial* free = nullptr;
  Partial* oldest = &partials_[0];
  for (Partial& partial : partials_) {
    if (partial.used && same_packet(partial.key, fragment))
      return partial;
    if (!partial.used)
      free = &partial;
    else if (!oldest->used || partial.since < oldest->since)
      oldest = &partial;
  }
  if (free == nullptr) {
    ++counters_.evicted;
    release(*oldest);
    free = oldest;
  }
  free->used = true;
  free->key = fragment;
  free->key.header = {};
  free->since = clock_.now();
  if (!timer_.armed())
    clock_.timers().arm(timer_, free->since + kPatience);
  return *free;
}

void Reassembly::free_pages(Partial& partial) noexcept {
  for (os::PageSlice& page : partial.pages)
    if (!page.empty()) {
      page.reset();
      --pages_;
    }
}

void Reassembly::release(Partial& partial) noexcept {
  free_pages(partial);
  partial.used = partial.poisoned = partial.congestion = partial.not_capable = false;
  partial.run_count = partial.length = partial.header_size = 0;
}

/// Drops all that has come of a packet, and remembers to drop the rest.
void Reassembly::poison(Partial& partial) noexcept {
  ++counters_.overlaps;
  free_pages(partial);
  partial.poisoned = true;
  partial.header_size = 0;
}

/// Notes that these bytes have come. Runs are kept in order, and joined where they touch.
Reassembly::Place Reassembly::insert(Partial& partial, std::size_t begin,
                                     std::size_t end) noexcept {
  std::size_t at = 0;
  while (at < partial.run_count && partial.runs[at].end <= begin)
    ++at;
  if (at < partial.run_count && partial.runs[at].begin < end)
    return partial.runs[at].begin <= begin && end <= partial.runs[at].end ? Place::Duplicate
                                                                          : Place::Overlap;
  const bool joins_left = at != 0 && partial.runs[at - 1].end == begin;
  const bool joins_right = at < partial.run_count && partial.runs[at].begin == end;
  const auto first = static_cast<std::uint16_t>(begin), last = static_cast<std::uint16_t>(end);
  Run* const runs = partial.runs.data();
  if (joins_left && joins_right) {
    runs[at - 1].end = runs[at].end;
    std::copy(runs + at + 1, runs + partial.run_count, runs + at);
    --partial.run_count;
  } else if (joins_left) {
    runs[at - 1].end = last;
  } else if (joins_right) {
    runs[at].begin = first;
  } else {
    if (partial.run_count == kMostRuns)
      return Place::TooMany;
    std::copy_backward(runs + at, runs + partial.run_count, runs + partial.run_count + 1);
    runs[at] = {first, last};
    ++partial.run_count;
  }
  return Place::New;
}

bool Reassembly::says_the_same(const Partial& partial, std::size_t begin,
                               const os::Packet& payload) {
  for (const os::PageSlice& slice : payload.slices()) {
    for (os::Bytes bytes = slice.bytes(); !bytes.empty();) {
      const std::size_t in_page = begin % kPage;
      const std::size_t part = std::min(bytes.size(), kPage - in_page);
      if (std::memcmp(partial.pages[begin / kPage].bytes().data() + in_page, bytes.data(), part) !=
          0)
        return false;
      bytes = bytes.subspan(part);
      begin += part;
    }
  }
  return true;
}

/// Makes sure that there are pages for these bytes.
bool Reassembly::reserve(Partial& partial, std::size_t begin, std::size_t end) {
  for (std::size_t page = begin / kPage; page * kPage < end; ++page) {
    if (!partial.pages[page].empty())
      continue;
    while (pages_ >= kPages)
      if (!evict_oldest(partial))
        return false;
    os::Result<os::PageSlice> fresh = pool_.take();
    if (!fresh)
      return false;
    partial.pages[page] = std::move(*fresh);
    ++pages_;
  }
  return true;
}

bool Reassembly::evict_oldest(const Partial& except) {
  Partial* oldest = nullptr;
  for (Partial& partial : partials_)
    if (partial.used && &partial != &except && !partial.poisoned &&
        (oldest == nullptr || partial.since < oldest->since))
      oldest = &partial;
  if (oldest == nullptr)
    return false;
  ++counters_.evicted;
  release(*oldest);
  return true;
}

void Reassembly::copy(Partial& partial, std::size_t begin, const os::Packet& payload) {
  for (const os::PageSlice& slice : payload.slices()) {
    for (os::Bytes bytes = slice.bytes(); !bytes.empty();) {
      const std::size_t in_page = begin % kPage;
      const std::size_t part = std::min(bytes.size(), kPage - in_page);
      std::memcpy(partial.pages[begin / kPage].mutable_bytes().data() + in_page, bytes.data(),
                  part);
      bytes = bytes.subspan(part);
      begin += part;
    }
  }
}

void Reassembly::finish(Partial& partial, Reassembled& result) {
  ++counters_.completed;
  result.payload = os::Packet();
  for (std::size_t at = 0; at < partial.length; at += kPage) {
    os::PageSlice page = std::move(partial.pages[at / kPage]);
    --pages_;
    page.drop_back(page.size() - std::min(kPage, partial.length - at));
    result.payload.push_back(std::move(page));
  }
  // RFC 3168 5.3: one fragment that met congestion is enough, if all of them could say so.
  result.ecn = partial.not_capable  ? Ecn::NotCapable
               : partial.congestion ? Ecn::CongestionExperienced
                                    : partial.key.ecn;
  header_ = partial.header;
  result.header = os::Bytes(header_).first(partial.header_size);
  release(partial);
}

void Reassembly::expire() {
  const os::Instant now = clock_.now();
  os::Instant next = os::Instant::never();
  for (Partial& partial : partials_) {
    if (!partial.used)
      continue;
    if (partial.since + kPatience > now) {
      next = std::min(next, partial.since + kPatience);
      continue;
    }
    ++counters_.timed_out;
    if (partial.header_size != 0) // RFC 792: only who has the first fragment can say what it was
      owner_.reassembly_timed_out(os::Bytes(partial.header).first(partial.header_size),
                                  partial.key);
    release(partial);
  }
  clock_.timers().arm(timer_, next);
}

} // namespace mir::net

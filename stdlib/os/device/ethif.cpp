#include <mir/os/device/ethif.hpp>

#include <algorithm>

namespace mir::os {
namespace {

/// Most pages lent at once: a megabyte, fifteen frames of 64 KiB or 256 small ones between two
/// looks at the device.
constexpr std::size_t kMostLent = 256;
/// Frames gathered before they are handed over unasked: at least sixty of headers and a payload, or
/// nine of 64 KiB. A tap's reader is woken by the first of a batch, and the fewer batches there are
/// the less often the two take the processor from each other.
constexpr std::size_t kMostQueued = 160; // entries

} // namespace

Ethif::Held::Held(std::size_t slots) : slices_(slots), free_(slots) {
  for (std::size_t i = 0; i < slots; ++i)
    free_[i] = static_cast<std::uint32_t>(slots - 1 - i);
}

std::uint64_t Ethif::Held::put(PageSlice slice) noexcept {
  const std::uint32_t cookie = free_.back();
  free_.pop_back();
  slices_[cookie] = std::move(slice);
  return cookie;
}

PageSlice Ethif::Held::take(std::uint64_t cookie) noexcept {
  if (cookie >= slices_.size() || slices_[cookie].empty())
    return {};
  free_.push_back(static_cast<std::uint32_t>(cookie));
  return std::move(slices_[cookie]);
}

Ethif::Ethif(NetDevice& device, PacketPool& pool)
    : device_(device), pool_(pool), info_(device.info()),
      lent_(pool.reserve(std::min<std::size_t>(info_.receive_slots, kMostLent))),
      sending_(info_.send_slots) {
  queue_.reserve(info_.send_slots);
  lend();
}

Ethif::~Ethif() {
  device_.stop();
  for (std::size_t count = lent_.used(); count != 0; --count)
    pool_.received();
  device_.release();
}

PageSlice Ethif::take_lent(std::uint64_t cookie) noexcept {
  PageSlice slice = lent_.take(cookie);
  if (!slice.empty())
    pool_.received();
  return slice;
}

void Ethif::lend() noexcept {
  [[clang::uninitialized]] std::array<NetBuffer, kBatch> buffers;
  starved_ = false;
  while (lent_.room() != 0) {
    std::size_t count = 0;
    while (count < kBatch && lent_.room() != 0) {
      Result<PageSlice> page = pool_.take_to_receive();
      if (!page) {
        ++counters_.no_buffer;
        starved_ = true;
        break;
      }
      std::byte* const data = page->mutable_bytes().data();
      buffers[count++] = {.data = data,
                          .size = static_cast<std::uint32_t>(page->size()),
                          .cookie = lent_.put(std::move(*page))};
    }
    const std::size_t taken = device_.post(std::span(buffers).first(count));
    for (std::size_t i = taken; i < count; ++i)
      (void)take_lent(buffers[i].cookie);
    if (taken < kBatch)
      return;
  }
}

bool Ethif::receive(Packet& frame, FrameOffload& offload) noexcept {
  for (;;) {
    while (received_at_ < received_count_)
      if (next_frame(frame, offload))
        return true;
    lend();
    received_at_ = 0;
    received_count_ = device_.receive(received_);
    if (received_count_ == 0)
      return false;
  }
}

/// Puts the entries of one frame together. False for one that has to be dropped.
bool Ethif::next_frame(Packet& frame, FrameOffload& offload) noexcept {
  frame = Packet();
  offload = received_[received_at_].offload;
  bool whole = true;
  for (bool more = true; more && received_at_ < received_count_;) {
    const NetEntry& entry = received_[received_at_++];
    more = entry.more;
    PageSlice slice = take_lent(entry.cookie);
    const std::size_t before =
        slice.empty() ? 0 : static_cast<std::size_t>(entry.data - slice.bytes().data());
    if (before > slice.size() || entry.length > slice.size() - before || frame.full()) {
      whole = false;
      continue;
    }
    slice.drop_front(before);
    slice.drop_back(slice.size() - entry.length);
    frame.push_back(std::move(slice));
  }
  if (!whole) {
    ++counters_.oversized;
    return false;
  }
  if (frame.empty())
    return false; // a buffer given back unused
  ++counters_.frames_received;
  counters_.bytes_received += frame.size();
  return true;
}

Result<> Ethif::send(Packet& frame, const FrameOffload& offload) noexcept {
  const std::size_t pieces = frame.slices().size();
  if (pieces > info_.pieces_a_frame)
    return fail(Errc::TooLong);
  if (sending_.room() < pieces)
    flush();
  if (sending_.room() < pieces) {
    refused_ = true;
    ++counters_.device_full;
    return fail(Errc::Again);
  }
  ++counters_.frames_sent;
  counters_.bytes_sent += frame.size();
  const std::size_t first = queue_.size();
  while (!frame.empty()) {
    PageSlice slice = frame.pop_front();
    const Bytes bytes = slice.bytes();
    queue_.push_back({.data = bytes.data(),
                      .length = static_cast<std::uint32_t>(bytes.size()),
                      .more = !frame.empty(),
                      .own_page = slice.is_of(pool_),
                      .cookie = sending_.put(std::move(slice)),
                      .offload = {}});
  }
  queue_[first].offload = offload;
  if (queue_.size() >= kMostQueued)
    flush();
  return {};
}

void Ethif::flush() noexcept {
  if (!queue_.empty()) {
    const std::size_t taken = device_.send(queue_);
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(taken));
  }
  reclaim();
}

void Ethif::reclaim() noexcept {
  [[clang::uninitialized]] std::array<std::uint64_t, kBatch> cookies;
  for (;;) {
    const std::size_t count = device_.sent(cookies);
    for (std::size_t i = 0; i < count; ++i)
      (void)sending_.take(cookies[i]);
    if (count < kBatch)
      return;
  }
}

bool Ethif::made_room() noexcept {
  if (!refused_ || sending_.room() < info_.pieces_a_frame)
    return false;
  refused_ = false;
  return true;
}

} // namespace mir::os

#include "machine.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "counted.hpp"

namespace mir::bench {
namespace {

constexpr os::Duration kTurn =
    os::Duration::microseconds(20); // of the clock, a turn of the far end
/// Turns before anything counts: windows are open then, and pools as large as they get.
constexpr unsigned kWarmTurns = 400;
/// A frame longer than this carries data: headers with all options are shorter.
constexpr std::size_t kLongestHeaders = 14 + 20 + 60;

os::NetInfo describe(bool offload, std::byte last) {
  return {.name = {'b', 'e', 'n', 'c', 'h'},
          .mac = {std::byte{2}, {}, {}, {}, {}, last},
          .send_checksum = offload,
          .send_segments_tcp4 = offload,
          .receive_merged = offload,
          .receive_slots = 512,
          .send_slots = 512,
          .pieces_a_frame = 18};
}

} // namespace

Machine::Machine(const Plan& plan)
    : plan_(plan),
      far_end_(clock_, describe(plan.offload, std::byte{1}), plan.load, plan.connections) {}

void Machine::write(std::string_view text) noexcept {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

os::Result<> Machine::entropy(os::MutableBytes into) noexcept {
  noise_.fill(into);
  return {};
}

std::byte* Machine::map_pages(std::size_t count) noexcept {
  const Uncounted uncounted;
  pages_ += count;
  void* const pages =
      std::aligned_alloc(os::PacketPool::kPageSize, count * os::PacketPool::kPageSize);
  return static_cast<std::byte*>(std::memset(pages, 0, count * os::PacketPool::kPageSize));
}

void Machine::unmap_pages(std::byte* pages, std::size_t count) noexcept {
  pages_ -= count;
  std::free(pages);
}

// ------------------------------------------------------------------------------------------------
// time

std::size_t Machine::wait(os::Instant deadline, std::span<os::Event> events) noexcept {
  const Uncounted uncounted;
  if (deadline <= clock_.now() && !ended_)
    return 0; // tasks are ready
  run_far_end();
  judge();
  const auto kind = ended_ ? os::Event::Kind::Stop : os::Event::Kind::Net;
  events[0] = {.kind = kind,
               .readable = true,
               .writable = true,
               .hangup = false,
               .source = ended_ ? static_cast<std::uint64_t>(os::StopReason::Terminate) : 0u};
  return 1;
}

void Machine::run_far_end() {
  clock_.advance(kTurn);
  coming_.erase(coming_.begin(), coming_.begin() + static_cast<std::ptrdiff_t>(come_));
  come_ = 0;
  far_end_.turn(going_, coming_);
}

/// Whether to begin counting, or to end.
void Machine::judge() {
  if (!counting_) {
    if (far_end_.ready() && ++warm_turns_ > kWarmTurns)
      begin();
    return;
  }
  seen_.done = far_end_.done() - done_before_;
  if (!ended_ && fulfilled()) {
    end_counting();
    seen_.allocations = heap().allocations - seen_.allocations;
    ended_ = true;
  }
}

void Machine::begin() {
  counting_ = true;
  done_before_ = far_end_.done();
  seen_ = {.allocations = heap().allocations, .heap = heap().bytes, .pages = pages_};
  begin_counting();
}

bool Machine::fulfilled() const noexcept {
  switch (plan_.load) {
  case Load::Fetch:
    return seen_.frames_out >= plan_.count;
  case Load::Ask:
  case Load::Connect:
    return seen_.done >= plan_.count;
  case Load::Idle:
    return true;
  default:
    return seen_.frames_in >= plan_.count;
  }
}

// ------------------------------------------------------------------------------------------------
// the device

os::NetInfo Machine::info() noexcept { return describe(plan_.offload, std::byte{2}); }

std::size_t Machine::post(std::span<const os::NetBuffer> buffers) noexcept {
  const Uncounted uncounted;
  posted_.insert(posted_.end(), buffers.begin(), buffers.end());
  return buffers.size();
}

std::size_t Machine::receive(std::span<os::NetEntry> entries) noexcept {
  const Uncounted uncounted;
  std::size_t used = 0;
  while (come_ < coming_.size()) {
    const std::size_t count = hand_over(entries.subspan(used));
    if (count == 0)
      break;
    used += count;
  }
  return used;
}

/// Copies the next frame into the buffers that were lent. \returns the entries used.
std::size_t Machine::hand_over(std::span<os::NetEntry> entries) {
  const Frame& frame = coming_[come_];
  const std::size_t pieces =
      (frame.bytes.size() + os::PacketPool::kPageSize - 1) / os::PacketPool::kPageSize;
  if (pieces > entries.size() || pieces > posted_.size())
    return 0;
  os::Bytes rest = frame.bytes;
  for (std::size_t i = 0; i < pieces; ++i) {
    const os::NetBuffer buffer = posted_.front();
    posted_.pop_front();
    const std::size_t part = std::min<std::size_t>(rest.size(), buffer.size);
    std::ranges::copy(rest.first(part), buffer.data);
    rest = rest.subspan(part);
    entries[i] = {.data = buffer.data,
                  .length = static_cast<std::uint32_t>(part),
                  .more = !rest.empty(),
                  .cookie = buffer.cookie,
                  .offload = {}};
  }
  entries[0].offload = frame.offload;
  ++come_;
  ++seen_.frames_in;
  return pieces;
}

std::size_t Machine::send(std::span<const os::NetEntry> entries) noexcept {
  const Uncounted uncounted;
  for (std::size_t i = 0; i < entries.size();) {
    Frame frame{.bytes = {}, .offload = entries[i].offload};
    bool more = true;
    for (; more; ++i) {
      const os::Bytes bytes(entries[i].data, entries[i].length);
      frame.bytes.insert(frame.bytes.end(), bytes.begin(), bytes.end());
      cookies_.push_back(entries[i].cookie);
      more = entries[i].more;
    }
    if (frame.bytes.size() > kLongestHeaders)
      ++seen_.frames_out;
    going_.push_back(std::move(frame));
  }
  return entries.size();
}

std::size_t Machine::sent(std::span<std::uint64_t> cookies) noexcept {
  const Uncounted uncounted;
  const std::size_t count = std::min(cookies.size(), cookies_.size());
  std::copy_n(cookies_.begin(), count, cookies.begin());
  cookies_.erase(cookies_.begin(), cookies_.begin() + static_cast<std::ptrdiff_t>(count));
  return count;
}

void Machine::stop() noexcept {
  const Uncounted uncounted;
  posted_.clear();
  cookies_.clear();
}

} // namespace mir::bench

#include "rt/xen/block/front.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace mir::rt {

namespace {

constexpr uint32_t kLargeSector = 4096;                  // bytes
constexpr uint64_t kMostUnits = uint64_t{1} << (63 - 9); // so that places in bytes are positive
constexpr uint32_t kMostBytes = BlockQueue::kMostSegments * BlockQueue::kPage; // of one request
static_assert(BlockQueue::kMostShared <= SharedPages::kMostHeld);

} // namespace

BlockFront::BlockFront(BusServices& services, uint64_t number, std::string_view path)
    : services_(services), shared_(services), device_(services, path, XenbusStateInitialised),
      queue_(shared_), number_(number) {}

bool BlockFront::open() { return device_.open(); }

void BlockFront::on_event(void* context) { static_cast<BlockFront*>(context)->event_ = true; }

void BlockFront::resumed() {
  drop();
  restored_ = event_ = true;
  left_ = false;
}

bool BlockFront::take_event() {
  if (std::exchange(restored_, false))
    (void)device_.reopen(); // without a watch its requests wait
  if (std::exchange(left_, false))
    device_.finished(false);
  const bool changed = device_.changed() && look();
  return std::exchange(event_, false) || changed;
}

bool BlockFront::offer() {
  // One that goes and comes and lets go of nothing would have all of our memory in the end.
  if (!shared_.can_set_aside(BlockQueue::kMostShared))
    return false;
  const domid_t domain = device_.backend();
  port_ = services_.open_port(domain, on_event, this);
  const auto ring = queue_.open(domain);
  if (port_ != 0 && ring && device_.write_number("event-channel", port_) &&
      device_.write_number("ring-ref", static_cast<uint32_t>(*ring)) &&
      device_.write("protocol", XEN_IO_PROTO_ABI_NATIVE) &&
      device_.write_number("feature-persistent", 1)) // the pages stay the same
    return true;
  drop();
  return false;
}

/// What the back end says of the device. False for what no device is, and for one whose sectors are
/// others than before: requests that wait have counted with those.
bool BlockFront::read_geometry() {
  const uint64_t units = device_.read_backend_number("sectors", 0, kMostUnits);
  const uint64_t size = device_.read_backend_number("sector-size", kUnit, UINT32_MAX);
  const uint64_t flags = device_.read_backend_number("info", 0, UINT32_MAX);
  if ((size != kUnit && size != kLargeSector) || (sector_size_ != 0 && size != sector_size_))
    return false;
  sector_size_ = static_cast<uint32_t>(size);
  sectors_ = units / (sector_size_ / kUnit);
  read_only_ = (flags & VDISK_READONLY) != 0;
  return sectors_ != 0;
}

BlockOffer BlockFront::read_offer() {
  const auto has = [&](std::string_view key) {
    return device_.read_backend_number(key, 0, 1) == 1;
  };
  // An empty barrier is a flush that also keeps order.
  const uint8_t flush = has("feature-flush-cache") ? BLKIF_OP_FLUSH_DISKCACHE
                        : has("feature-barrier")   ? BLKIF_OP_WRITE_BARRIER
                                                   : 0;
  const uint64_t indirect =
      device_.read_backend_number("feature-max-indirect-segments", 0, UINT32_MAX);
  return {.sector_size = sector_size_,
          .segments = std::max<uint64_t>(indirect, kDirectSegments),
          .flush = flush,
          .handle = static_cast<uint16_t>(number_)};
}

bool BlockFront::run() {
  if (!read_geometry()) {
    drop();
    give_up();
    return false;
  }
  const BlockOffer offer = read_offer();
  can_flush_ = offer.flush != 0;
  running_ = there_ = true;
  queue_.start(offer);
  move();
  return true;
}

/// Nobody will look at the back end again before it is another: who waits is told.
void BlockFront::give_up() {
  queue_.fail_all(MIR_IO);
  there_ = false;
  event_ = true;
}

void BlockFront::drop() {
  running_ = false;
  if (port_ != 0)
    services_.close_port(port_);
  port_ = 0;
  queue_.close();
}

bool BlockFront::make(Step step) {
  switch (step) {
  case Step::Offer:
    if (offer())
      return true;
    give_up();
    return false;
  case Step::Run:
    return run();
  case Step::Drop:
    drop();
    return true;
  case Step::Begin:
  case Step::None:
    return true;
  }
  __builtin_unreachable();
}

bool BlockFront::look() {
  constexpr int kMostSteps = 8; // a back end that flickers is looked at again with the next event
  bool changed = false;
  shared_.sweep();
  for (int i = 0; i < kMostSteps; ++i) {
    const Step step = device_.look();
    if (step == Step::None)
      break;
    const bool before = running_;
    device_.finished(make(step));
    changed = changed || running_ != before;
  }
  leave_if_removed();
  return changed;
}

/// The toolstack has taken the device away, and not just its back end for a while.
void BlockFront::leave_if_removed() {
  if (running_ || !there_ || !device_.read("backend").empty())
    return;
  there_ = false;
  queue_.fail_all(MIR_GONE);
  event_ = true;
}

// The ring is not to be trusted any more, and nothing else of this back end is. xenstore, for which
// one has to wait, hears of it from the next take_event().
void BlockFront::leave_if_broken() {
  if (!running_ || !queue_.broken())
    return;
  drop();
  queue_.fail_all(MIR_IO);
  there_ = false;
  left_ = event_ = true;
}

/// Takes what was answered and shows what was put.
void BlockFront::move() {
  if (!running_)
    return;
  if (queue_.collect())
    event_ = true; // whoever is told now may not be who waits
  can_flush_ = can_flush_ && !queue_.flush_refused();
  if (queue_.publish())
    services_.notify(port_);
  leave_if_broken();
}

void BlockFront::describe(mir_block_info& info) const {
  info = {};
  std::memcpy(info.name, "vbd/", 4);
  *std::to_chars(info.name + 4, info.name + sizeof info.name - 1, number_ % 100'000'000'000).ptr =
      '\0';
  info.sectors = sectors_;
  info.sector_size = std::max(sector_size_, kUnit);
  info.slots = BlockQueue::kSlots;
  info.most_sectors = kMostBytes / info.sector_size;
  info.read_only = read_only_;
  info.can_flush = can_flush_;
  info.present = there_;
}

mir_status BlockFront::check(const mir_block_request& request) const {
  if (!there_)
    return MIR_GONE;
  switch (request.operation) {
  case MIR_BLOCK_FLUSH:
    if (!can_flush_)
      return MIR_UNSUPPORTED;
    return request.sectors == 0 ? MIR_OK : MIR_INVALID;
  case MIR_BLOCK_WRITE:
    if (read_only_)
      return MIR_DENIED;
    [[fallthrough]];
  case MIR_BLOCK_READ:
    return request.sectors == 0 || request.sectors > kMostBytes / sector_size_ ||
                   request.sector > sectors_ || request.sectors > sectors_ - request.sector
               ? MIR_INVALID
               : MIR_OK;
  }
  return MIR_INVALID;
}

mir_status BlockFront::submit(std::span<const mir_block_request> requests, size_t& taken) {
  mir_status status = MIR_OK;
  for (taken = 0; taken < requests.size() && status == MIR_OK;) {
    status = check(requests[taken]);
    if (status == MIR_OK && !queue_.submit(requests[taken]))
      status = MIR_AGAIN;
    taken += status == MIR_OK;
  }
  move(); // one notification for all
  return status;
}

size_t BlockFront::done(std::span<mir_block_result> results) {
  move();
  return queue_.done(results);
}

} // namespace mir::rt

#include <mir/os/device/blkif.hpp>

#include <algorithm>
#include <array>

namespace mir::os {

/// What one task has asked for: some requests of the device, and what has become of them.
class Blkif::Transfer {
public:
  explicit Transfer(Blkif& blkif) noexcept : blkif_(blkif) {}
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  /// Of a task that was cancelled: the memory of its requests is about to go.
  ~Transfer() {
    for (std::size_t slot = 0; pending_ != 0; ++slot)
      if (blkif_.slots_[slot].transfer == this) {
        blkif_.device_.forget(slot);
        blkif_.free_slot(slot);
        --pending_;
      }
  }

  /// Hands a request to the device. Fails as finished() does.
  void begin(BlockRequest request, Semaphore::Permit permit) noexcept {
    const std::size_t slot = blkif_.free_slots_.back();
    request.cookie = slot;
    if (const Result<> taken = blkif_.device_.submit(request); !taken) {
      MIR_CHECK(taken.error() != Errc::Again); // as many as it has slots, a device takes
      // It may have become another device since it was asked what it is.
      outcome_ = taken.error() == Errc::Invalid  ? fail(Errc::OutOfRange)
                 : taken.error() == Errc::Denied ? fail(Errc::ReadOnly)
                                                 : taken;
      return;
    }
    blkif_.free_slots_.pop_back();
    blkif_.slots_[slot] = {this, std::move(permit)};
    ++pending_;
  }

  /// One of its requests is done. The first failure counts.
  void finished(const Result<>& outcome) noexcept {
    if (outcome_)
      outcome_ = outcome;
    if (--pending_ == 0)
      done_.notify_one();
  }

  [[nodiscard]] bool failed() const noexcept { return !outcome_; }
  [[nodiscard]] std::size_t pending() const noexcept { return pending_; }
  [[nodiscard]] Condition& done() noexcept { return done_; }
  [[nodiscard]] const Result<>& outcome() const noexcept { return outcome_; }

private:
  Blkif& blkif_;
  Result<> outcome_;
  std::size_t pending_ = 0;
  Condition done_;
};

Blkif::Blkif(Scheduler& scheduler, BlockDevice& device, std::uint32_t number)
    : device_(device), slots_(device.info().slots), free_slots_(slots_.size()),
      free_(slots_.size()), group_(scheduler) {
  for (std::size_t i = 0; i < free_slots_.size(); ++i)
    free_slots_[i] = i;
  scheduler.attach(Event::Kind::Block, number, ready_);
  group_.spawn(serve(*this));
}

Blkif::Blkif(Scheduler& scheduler, std::unique_ptr<BlockDevice> device, std::uint32_t number)
    : Blkif(scheduler, *device, number) {
  owned_ = std::move(device);
}

Blkif::~Blkif() {
  MIR_CHECK(free_slots_.size() == slots_.size());
  device_.release();
}

Task<> Blkif::serve(Blkif& self) {
  for (;;) {
    self.collect();
    co_await self.ready_.readable();
  }
}

void Blkif::free_slot(std::size_t slot) noexcept {
  slots_[slot].transfer = nullptr;
  free_slots_.push_back(slot);
  slots_[slot].permit.release();
}

void Blkif::collect() noexcept {
  std::array<BlockResult, 32> results;
  while (const std::size_t count = device_.done(results))
    for (const BlockResult& result : std::span(results).first(count)) {
      // A device may be wrong.
      if (result.cookie >= slots_.size() || slots_[result.cookie].transfer == nullptr)
        continue;
      Transfer& transfer = *slots_[result.cookie].transfer;
      free_slot(result.cookie);
      transfer.finished(result.outcome);
    }
}

namespace {

/// What can be said of a request before anybody makes it.
Result<> check(const BlockInfo& info, BlockOperation operation, std::uint64_t sector,
               std::size_t size) noexcept {
  if (!info.present)
    return fail(Errc::Gone);
  if (operation == BlockOperation::Flush)
    return info.can_flush ? Result<>() : fail(Errc::Unsupported);
  if (operation == BlockOperation::Write && info.read_only)
    return fail(Errc::ReadOnly);
  if (size % info.sector_size != 0)
    return fail(Errc::Unaligned);
  if (sector > info.sectors || size / info.sector_size > info.sectors - sector)
    return fail(Errc::OutOfRange);
  return {};
}

} // namespace

Task<Result<>> Blkif::run(BlockOperation operation, std::uint64_t sector, std::byte* data,
                          std::size_t size) {
  const BlockInfo info = device_.info();
  if (const Result<> possible = check(info, operation, sector, size); !possible) {
    ++counters_.failed;
    co_return possible;
  }
  Transfer transfer(*this);
  bool more = size != 0 || operation == BlockOperation::Flush;
  while (more && !transfer.failed()) {
    Semaphore::Permit permit = co_await free_.acquire();
    const auto sectors = static_cast<std::uint32_t>(
        std::min<std::size_t>(size / info.sector_size, info.most_sectors));
    transfer.begin({operation, sectors, sector, data, 0}, std::move(permit));
    const std::size_t bytes = std::size_t{sectors} * info.sector_size;
    sector += sectors;
    data += bytes;
    size -= bytes;
    more = size != 0;
  }
  while (transfer.pending() != 0)
    co_await transfer.done().wait();
  if (transfer.failed())
    ++counters_.failed;
  co_return transfer.outcome();
}

Task<Result<>> Blkif::read(std::uint64_t sector, MutableBytes into) {
  ++counters_.reads;
  return run(BlockOperation::Read, sector, into.data(), into.size());
}

Task<Result<>> Blkif::write(std::uint64_t sector, Bytes from) {
  ++counters_.writes;
  return run(BlockOperation::Write, sector, const_cast<std::byte*>(from.data()), from.size());
}

Task<Result<>> Blkif::flush() {
  ++counters_.flushes;
  return run(BlockOperation::Flush, 0, nullptr, 0);
}

} // namespace mir::os

#include <mir/os/testing/virtual_platform.hpp>

#include <algorithm>
#include <cstring>
#include <new>

#include <mir/os/base/check.hpp>

namespace mir::os::testing {
namespace {
constexpr std::size_t kPageSize = 4096; // bytes
}

VirtualPlatform::~VirtualPlatform() { MIR_CHECK(mapped_pages_ == 0); }

void VirtualPlatform::type_at(Instant when, std::string text) {
  MIR_CHECK(input_.empty() || input_.back().first <= when);
  input_.emplace_back(when, std::move(text));
  event_at(when, kConsoleEvent);
}

void VirtualPlatform::end_input_at(Instant when) { type_at(when, {}); }

std::uint64_t VirtualPlatform::wall_ns() noexcept {
  return kWallStart + (clock_.now().ns() - VirtualClock().now().ns());
}

std::size_t VirtualPlatform::wait(Instant deadline, std::span<Event> events) noexcept {
  ++waits_;
  if (!in_world_) {
    const Instant next = std::min(deadline, next_event());
    if (next == Instant::never()) {
      stuck_ = true;
      events[0] = {.kind = Event::Kind::Stop,
                   .readable = false,
                   .writable = false,
                   .hangup = false,
                   .source = static_cast<std::uint64_t>(StopReason::Terminate)};
      return 1;
    }
    clock_.advance_to(next);
  }
  std::size_t count = 0;
  while (count < events.size() && next_event() <= clock_.now()) {
    if (script_.empty())
      break;
    events[count++] = script_.begin()->second;
    script_.erase(script_.begin());
  }
  return count;
}

Result<std::size_t> VirtualPlatform::read(MutableBytes into) noexcept {
  if (input_.empty() || input_.front().first > clock_.now())
    return fail(Errc::Again);
  std::string& text = input_.front().second;
  if (text.empty())
    return 0; // the end stays the end
  const std::size_t size = std::min(into.size(), text.size());
  std::memcpy(into.data(), text.data(), size);
  text.erase(0, size);
  if (text.empty())
    input_.pop_front();
  return size;
}

Result<> VirtualPlatform::entropy(MutableBytes into) noexcept {
  if (!entropy_available_)
    return fail(Errc::Unsupported);
  noise_.fill(into);
  return {};
}

std::byte* VirtualPlatform::map_pages(std::size_t count) noexcept {
  if (count > page_limit_ - mapped_pages_)
    return nullptr;
  void* pages = ::operator new(count * kPageSize, std::align_val_t{kPageSize}, std::nothrow);
  if (pages == nullptr)
    return nullptr;
  mapped_pages_ += count;
  return static_cast<std::byte*>(std::memset(pages, 0, count * kPageSize));
}

void VirtualPlatform::unmap_pages(std::byte* pages, std::size_t count) noexcept {
  MIR_CHECK(count <= mapped_pages_);
  mapped_pages_ -= count;
  ::operator delete(pages, std::align_val_t{kPageSize});
}

} // namespace mir::os::testing

#include <mir/net/embed/memory_platform.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <mir/os/base/check.hpp>

namespace mir::os::detail {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

} // namespace mir::os::detail

namespace mir::net {
namespace {

constexpr std::size_t kPageSize = 4'096;

} // namespace

std::byte* MemoryPlatform::map_pages(std::size_t count) noexcept {
  void* const pages = std::aligned_alloc(kPageSize, count * kPageSize);
  if (pages != nullptr)
    std::memset(pages, 0, count * kPageSize);
  return static_cast<std::byte*>(pages);
}

void MemoryPlatform::unmap_pages(std::byte* pages, std::size_t) noexcept { std::free(pages); }

os::Instant MemoryPlatform::now() noexcept {
  MIR_CHECK(!"the host owns the clock");
  return {};
}

std::size_t MemoryPlatform::wait(os::Instant, std::span<os::Event>) noexcept {
  MIR_CHECK(!"the host waits");
  return 0;
}

void MemoryPlatform::write(std::string_view text) noexcept {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

os::Result<std::size_t> MemoryPlatform::read(os::MutableBytes) noexcept {
  return os::fail(os::Errc::Unsupported);
}

os::Result<> MemoryPlatform::entropy(os::MutableBytes) noexcept {
  return os::fail(os::Errc::Unsupported);
}

} // namespace mir::net

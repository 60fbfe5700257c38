// The device adapter: console, entropy and pages, from the port's types to ours.
#include <mir/os/platform/port.hpp>

#include <cstdlib>

#include <mir/os/base/check.hpp>
#include <mir/os/base/format.hpp>
#include <mir/os/port_status.hpp>
#include <mir/rt/port.hpp>

namespace mir::os {

namespace detail {

void check_failed(const char* condition, const char* file, int line) noexcept {
  char buffer[256];
  const std::string_view text =
      format_to(buffer, "{}:{}: check failed: {}\n", file, line, condition);
  mir_port_console_write(text.data(), text.size());
  std::abort();
}

} // namespace detail

std::string_view PortPlatform::target() const noexcept { return mir_port_target(); }

void PortPlatform::write(std::string_view text) noexcept {
  mir_port_console_write(text.data(), text.size());
}

Result<std::size_t> PortPlatform::read(MutableBytes into) noexcept {
  std::size_t got = 0;
  return to_result(mir_port_console_read(into.data(), into.size(), &got)).transform([&] {
    return got;
  });
}

Result<> PortPlatform::entropy(MutableBytes into) noexcept {
  return to_result(mir_port_entropy(into.data(), into.size()));
}

std::byte* PortPlatform::map_pages(std::size_t count) noexcept {
  return static_cast<std::byte*>(mir_port_pages_map(count));
}

std::size_t PortPlatform::free_pages() noexcept { return mir_port_pages_free(); }

void PortPlatform::unmap_pages(std::byte* pages, std::size_t count) noexcept {
  mir_port_pages_unmap(pages, count);
}

} // namespace mir::os

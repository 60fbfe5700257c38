// An allocation fails, each in turn: connections may fail by it, and nothing is lost or broken.
#include "stream.hpp"

#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

namespace {
std::uint64_t countdown = 0; // allocations until one fails; 0: none does
} // namespace

/// What the engine allocates with, and nobody else.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return countdown != 0 && --countdown == 0 ? nullptr : std::malloc(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return countdown != 0 && --countdown == 0 ? nullptr : std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void* operator new(std::size_t size) { return std::malloc(size); }
void* operator new[](std::size_t size) { return std::malloc(size); }

namespace mir::net::tcp_test {
namespace {

TEST(AllocationFailure, EndsNothingButWhatItHits) {
  for (std::uint64_t n = 1; n <= 40; ++n) {
    SCOPED_TRACE(n);
    Link link(n, {.loss = 50});
    tcp::Listener* held = nullptr;
    if (auto opened = link.server.tcp.listen({{}, Port(81)}, 1))
      held = *opened;
    countdown = n;
    const Outcome outcome = run_streams(link, 40, 20, 20'000, Duration::seconds(3'600));
    countdown = 0;
    EXPECT_EQ(outcome.corrupted, 0u);
    EXPECT_GE(outcome.complete, 70u);
    if (held != nullptr)
      held->close();
    for (Host* host : {&link.client, &link.server}) {
      EXPECT_EQ(host->tcp.connections(), 0u);
      EXPECT_EQ(host->tcp.receive_memory(), 0u);
      EXPECT_EQ(host->pool.in_use(), 0u);
    }
  }
}

/// The same for packet pages: the device gives none, or the queues get none.
TEST(PageFailure, EndsNothingButWhatItHits) {
  for (const std::size_t pages : {1u, 4u, 16u, 64u}) {
    SCOPED_TRACE(pages);
    Link link(pages, {.loss = 20});
    link.server.platform.limit_pages(pages);
    const Outcome outcome = run_streams(link, 20, 5, 20'000, Duration::seconds(3'600));
    EXPECT_EQ(outcome.corrupted, 0u);
    for (Host* host : {&link.client, &link.server}) {
      EXPECT_EQ(host->tcp.connections(), 0u);
      EXPECT_EQ(host->pool.in_use(), 0u);
    }
  }
}

} // namespace
} // namespace mir::net::tcp_test

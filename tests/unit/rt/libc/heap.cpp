#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "report.hpp"

namespace mir::libc_test {
namespace {

struct Block {
  unsigned char* data;
  std::size_t size;
  unsigned char mark;
};

bool holds_mark(const Block& block) {
  for (std::size_t i = 0; i < block.size; ++i)
    if (block.data[i] != block.mark)
      return false;
  return true;
}

// Sizes of every class of the allocator, from one byte to blocks that are mapped on their own.
void blocks_keep_their_bytes(Report& report) {
  std::vector<Block> blocks;
  for (std::size_t size = 1; size < 1'000'000; size = size * 3 / 2 + 1) {
    auto mark = static_cast<unsigned char>(blocks.size() + 1);
    auto* data = static_cast<unsigned char*>(std::malloc(size));
    report.expect(data != nullptr, "malloc gives memory");
    std::memset(data, mark, size);
    blocks.push_back({data, size, mark});
  }
  for (std::size_t i = 0; i < blocks.size(); i += 2) {
    Block& block = blocks[i];
    std::size_t grown = block.size * 2;
    block.data = static_cast<unsigned char*>(std::realloc(block.data, grown));
    report.expect(holds_mark(block), "realloc keeps the bytes");
  }
  for (const Block& block : blocks) {
    report.expect(holds_mark(block), "no block touches another");
    std::free(block.data);
  }
}

void alignment_is_kept(Report& report) {
  for (std::size_t alignment = 16; alignment <= 4096; alignment *= 2) {
    void* data = std::aligned_alloc(alignment, alignment);
    report.expect(reinterpret_cast<std::uintptr_t>(data) % alignment == 0, "aligned_alloc aligns");
    std::free(data);
  }
  struct alignas(256) Wide {
    char bytes[256];
  };
  auto wide = std::make_unique<Wide>();
  report.expect(reinterpret_cast<std::uintptr_t>(wide.get()) % 256 == 0, "new aligns");
}

void too_much_is_refused(Report& report) {
  // Volatile, because the optimiser leaves out an allocation that nobody uses and takes it for
  // granted.
  volatile std::size_t most = SIZE_MAX / 2 - 1;
  void* volatile huge = std::malloc(most);
  report.expect(huge == nullptr, "malloc refuses half the address space");
  void* volatile wrapped = std::calloc(most, 16);
  report.expect(wrapped == nullptr, "calloc sees the overflow");
  bool thrown = false;
  try {
    ::operator delete(::operator new(most));
  } catch (const std::bad_alloc&) {
    thrown = true;
  }
  report.expect(thrown, "new throws bad_alloc");
}

void calloc_clears(Report& report) {
  constexpr std::size_t kSize = 3000;
  void* dirty = std::malloc(kSize);
  std::memset(dirty, 0xff, kSize);
  std::free(dirty);
  Block block{static_cast<unsigned char*>(std::calloc(kSize, 1)), kSize, 0};
  report.expect(holds_mark(block), "calloc gives zeroes");
  std::free(block.data);
}

} // namespace

void test_heap(Report& report) {
  blocks_keep_their_bytes(report);
  alignment_is_kept(report);
  calloc_clears(report);
  too_much_is_refused(report);
}

} // namespace mir::libc_test

#include "rt/xen/memory.hpp"

#include <algorithm>
#include <array>
#include <elf.h>

#include "rt/xen/frame_bitmap.hpp"
#include "rt/xen/panic.hpp"
#include <mir/rt/port.hpp>

extern "C" const Elf64_Ehdr
    __ehdr_start; // by the linker: the image's own header, in its first segment

namespace mir::rt {

namespace {

constexpr uint64_t kPage = MemoryMap::kPage;
constexpr uint64_t kLowMemory = 0x100000; // the BIOS's and the loader's; nothing of ours lies below
// What the deepest library function known to us needs (floating-point formatting, 9 KiB) many times
// over, and still a sixteenth of the smallest machine.
constexpr uint64_t kStackSize = 256 * 1024;

uint64_t* allocate_table(void* context) {
  auto& frames = *static_cast<FrameBitmap*>(context);
  const size_t frame = frames.take(1);
  if (frame == FrameBitmap::kNone)
    return nullptr;
  auto* table = reinterpret_cast<uint64_t*>(frame * kPage);
  __builtin_memset(table, 0, kPage);
  return table;
}

constinit FrameBitmap frames;
constinit PageTable tables(allocate_table, &frames);
constinit uint64_t stack_guard = 0;
constinit uint64_t memory_end = 0;
// Pages that another domain has not let go of. An interface that it keeps so many of is not offered
// to it again.
constinit std::array<uint64_t, 1024> given_up{};
constinit size_t given_up_count = 0;

std::span<const Elf64_Phdr> program_headers() {
  const auto* first = reinterpret_cast<const Elf64_Phdr*>(
      reinterpret_cast<const char*>(&__ehdr_start) + __ehdr_start.e_phoff);
  return {first, __ehdr_start.e_phnum};
}

Range pages_of(const Elf64_Phdr& header) {
  return {header.p_vaddr & ~(kPage - 1),
          (header.p_vaddr + header.p_memsz + kPage - 1) & ~(kPage - 1)};
}

Access access_of(const Elf64_Phdr& header) {
  check(!(header.p_flags & PF_W) || !(header.p_flags & PF_X),
        "a segment is both writable and executable");
  if (header.p_flags & PF_X)
    return Access::ReadExecute;
  return header.p_flags & PF_W ? Access::ReadWrite : Access::Read;
}

Range image() {
  Range range{UINT64_MAX, 0};
  for (const Elf64_Phdr& header : program_headers()) {
    if (header.p_type != PT_LOAD)
      continue;
    const Range pages = pages_of(header);
    range = {pages.begin < range.begin ? pages.begin : range.begin,
             pages.end > range.end ? pages.end : range.end};
  }
  return range;
}

void set(Range range, Access access) {
  check(tables.set(range.begin, range.end, access), "no memory for page tables");
}

// Nothing has to be relocated in a static image, so that RELRO is read-only from the first
// instruction on.
void map_image() {
  set(image(), Access::None);
  for (const Elf64_Phdr& header : program_headers())
    if (header.p_type == PT_LOAD)
      set(pages_of(header), access_of(header));
  for (const Elf64_Phdr& header : program_headers())
    if (header.p_type == PT_GNU_RELRO)
      set({header.p_vaddr & ~(kPage - 1), (header.p_vaddr + header.p_memsz) & ~(kPage - 1)},
          Access::Read);
}

void load_tables() { asm volatile("mov %0, %%cr3" : : "r"(tables.root()) : "memory"); }

// The processor may go on using a translation until it is told otherwise.
void flush(uint64_t begin, uint64_t end) {
  constexpr uint64_t kFewPages = 32; // beyond that it is cheaper to forget everything
  if (end - begin > kFewPages * kPage)
    return load_tables();
  for (; begin < end; begin += kPage)
    asm volatile("invlpg (%0)" : : "r"(begin) : "memory");
}

} // namespace

void set_up_memory(MemoryMap map) {
  map.remove(0, kLowMemory);
  const Range loaded = image();
  map.remove(loaded.begin, loaded.size());
  const size_t words = FrameBitmap::words_for(map.end() / kPage);
  // Boot tables reach 4 GiB, and what they do not map cannot be written to yet.
  const Range place = map.find(words * sizeof(uint64_t));
  check(place.size() != 0 && place.end <= uint64_t{1} << 32, "no memory");
  map.remove(place.begin, place.size());
  frames = FrameBitmap({reinterpret_cast<uint64_t*>(place.begin), words}, map.end() / kPage);
  for (const Range& range : map.ranges())
    check(frames.give(range.begin / kPage, range.size() / kPage), "the memory map overlaps itself");
  memory_end = map.end();

  for (const Range& range : map.ranges())
    set(range, Access::ReadWrite);
  set({place.begin, (place.end + kPage - 1) & ~(kPage - 1)}, Access::ReadWrite);
  map_image();
  load_tables();
}

bool protect(uint64_t begin, uint64_t end, Access access) {
  if (!tables.set(begin, end, access))
    return false;
  flush(begin, end);
  return true;
}

Access access_to(uint64_t address) { return tables.access(address); }

bool is_readable(uint64_t address, size_t size) {
  if (size == 0 || address + size < address)
    return false;
  for (uint64_t page = address & ~(kPage - 1); page < address + size; page += kPage)
    if (tables.access(page) == Access::None)
      return false;
  return true;
}

void* take_pages(size_t count) {
  const size_t first = frames.take(count);
  if (first == FrameBitmap::kNone)
    return nullptr;
  auto* pages = reinterpret_cast<void*>(first * kPage);
  __builtin_memset(pages, 0, count * kPage);
  return pages;
}

bool give_pages(void* pages, size_t count) {
  const auto begin = reinterpret_cast<uint64_t>(pages);
  if (begin % kPage || begin >= memory_end || !frames.give(begin / kPage, count))
    return false;
  check(protect(begin, begin + count * kPage, Access::ReadWrite), "no memory for page tables");
  return true;
}

void give_up_page(const void* page) {
  check(given_up_count < given_up.size(), "other domains let go of no page");
  given_up[given_up_count++] = reinterpret_cast<uint64_t>(page);
}

// All pages but those given up, in runs.
bool give_all_but_given_up(void* pages, size_t count) {
  const auto begin = reinterpret_cast<uint64_t>(pages), end = begin + count * kPage;
  uint64_t from = begin;
  const auto give_until = [&](uint64_t until) {
    return from == until || give_pages(reinterpret_cast<void*>(from), (until - from) / kPage);
  };
  for (uint64_t page = begin; given_up_count > 0 && page < end; page += kPage) {
    const auto last = given_up.begin() + static_cast<ptrdiff_t>(given_up_count);
    if (std::find(given_up.begin(), last, page) == last)
      continue;
    if (!give_until(page))
      return false;
    from = page + kPage;
  }
  return give_until(end);
}

bool is_heap(uint64_t begin, uint64_t end) {
  const Range own = image();
  return begin < end && end <= memory_end && (end <= own.begin || begin >= own.end);
}

std::span<const uint8_t> last_segment() {
  std::span<const uint8_t> last;
  for (const Elf64_Phdr& header : program_headers())
    if (header.p_type == PT_LOAD && memory_end != 0)
      last = {reinterpret_cast<const uint8_t*>(header.p_vaddr), header.p_memsz};
  return last;
}

uint64_t free_memory() { return frames.free() * kPage; }

uint64_t make_stack() {
  void* pages = take_pages(kStackSize / kPage + 1);
  check(pages != nullptr, "no memory for the stack");
  stack_guard = reinterpret_cast<uint64_t>(pages);
  check(protect(stack_guard, stack_guard + kPage, Access::None), "no memory for page tables");
  return stack_guard + kPage + kStackSize;
}

bool is_stack_guard(uint64_t address) { return stack_guard != 0 && address - stack_guard < kPage; }

} // namespace mir::rt

void* mir_port_pages_map(size_t count) { return mir::rt::take_pages(count); }

size_t mir_port_pages_free() { return mir::rt::free_memory() / MIR_PAGE_SIZE; }

void mir_port_pages_unmap(void* pages, size_t count) {
  mir::rt::check(mir::rt::give_all_but_given_up(pages, count),
                 "pages were given back that nobody had taken");
}

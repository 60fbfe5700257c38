/// \file
/// Physical memory and the page tables over it. Every address is mapped to itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "rt/xen/memory_map.hpp"
#include "rt/xen/x86_64/page_table.hpp"

namespace mir::rt {

/// Takes over the memory of `map` and replaces the boot tables: the image's segments with their own
/// rights, the rest of memory for data only, everything else, with the first MiB and page 0,
/// unmapped.
///
/// Writes to memory that the loader may have left its data in: copy that first.
void set_up_memory(MemoryMap map);

/// Changes what may be done with whole pages. \returns false when no table could be had for it.
[[nodiscard]] bool protect(uint64_t begin, uint64_t end, Access access);

/// What may be done with an address now.
[[nodiscard]] Access access_to(uint64_t address);

/// Whether `size` bytes at an address can be read: for code that looks at memory it cannot trust.
[[nodiscard]] bool is_readable(uint64_t address, size_t size);

/// `count` zeroed pages in a row for the C library's mmap, or null. As mir_port_pages_map().
[[nodiscard]] void* take_pages(size_t count);

/// Gives pages back, readable and writable again. \returns false unless all of them were taken.
[[nodiscard]] bool give_pages(void* pages, size_t count);

/// Has mir_port_pages_unmap() leave this page where it is for ever: another domain may still use
/// it.
void give_up_page(const void* page);

/// Whether [begin, end) is memory that take_pages() may have given out, not the image or a device.
[[nodiscard]] bool is_heap(uint64_t begin, uint64_t end);

/// The bytes of the image's last segment, in which the driver puts the names of functions; empty
/// before set_up_memory().
[[nodiscard]] std::span<const uint8_t> last_segment();

/// Free memory in bytes.
[[nodiscard]] uint64_t free_memory();

/// A new stack with an unmapped page below it. \returns its top.
[[nodiscard]] uint64_t make_stack();

/// Whether an address lies in the page below the stack of make_stack().
[[nodiscard]] bool is_stack_guard(uint64_t address);

} // namespace mir::rt

#include "start.hpp"

#include <mir/rt/port.hpp>

#include <sys/mman.h>
#include <unistd.h>

// The kernel's pages are zeroed and aligned already. On a machine with larger pages they still are
// aligned to ours.
extern "C" void* mir_port_pages_map(size_t count) {
  if (count == 0)
    mir::rt::bug("mir_port_pages_map: no pages asked for");
  size_t size;
  if (__builtin_mul_overflow(count, MIR_PAGE_SIZE, &size))
    return nullptr;
  void* pages = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return pages == MAP_FAILED ? nullptr : pages;
}

// What the kernel would give is not known before it was asked.
extern "C" size_t mir_port_pages_free() { return SIZE_MAX; }

extern "C" void mir_port_pages_unmap(void* pages, size_t count) {
  if (!pages || munmap(pages, count * MIR_PAGE_SIZE) != 0)
    mir::rt::bug("mir_port_pages_unmap: these are not mapped pages");
}

#include "rt/xen/start.hpp"

#include <array>
#include <cstdlib>
#include <cstring>

#include <elf.h>

#include <xen/xen.h>

#include <xen/arch-x86/hvm/start_info.h>
#include <xen/memory.h>

#include <mir/rt/port.hpp>

#include "rt/xen/clock.hpp"
#include "rt/xen/console.hpp"
#include "rt/xen/domain.hpp"
#include "rt/xen/libc/arguments.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/stop.hpp"
#include "rt/xen/x86_64/hypercall.hpp"

extern "C" {
extern const Elf64_Ehdr __ehdr_start;
[[noreturn]] void mir_xen_start(const hvm_start_info* info);
[[noreturn]] void mir_xen_on_stack(uint64_t top, void (*function)());
// The C library's start: sets up its thread block, runs constructors, then main and exit().
int __libc_start_main(int (*main)(int, char**, char**), int, char**, void (*)(), void (*)(),
                      void (*)());
}

namespace mir::rt {

namespace {

constexpr size_t kMostArguments = 64;
constexpr size_t kMostCommandLine = 4096; // bytes; no loader known passes more
constexpr size_t kMostMapEntries = 128;   // as many as Xen gives out (E820MAX)

// The C library's view of a new process: arguments, an empty environment, the auxiliary vector
// (System V ABI for AMD64, 3.4.3).
struct Process {
  std::array<char*, 1 + kMostArguments> arguments;
  char* end_of_arguments;
  char* end_of_environment;
  std::array<Elf64_auxv_t, 6> auxiliary;
};

constinit Process process{};
constinit std::array<char, kMostCommandLine> command_line{};
constinit char program_name[] = "mir";
constinit uint64_t random_bytes[2] = {};

void copy_command_line(const hvm_start_info& info) {
  if (info.cmdline_paddr == 0)
    return;
  const auto* text = reinterpret_cast<const char*>(info.cmdline_paddr);
  for (size_t i = 0; i + 1 < command_line.size() && text[i]; ++i)
    command_line[i] = text[i];
}

void add_memory(MemoryMap& map, std::span<const hvm_memmap_table_entry> entries) {
  for (const auto& entry : entries)
    if (entry.type == XEN_HVM_MEMMAP_TYPE_RAM)
      map.add(entry.addr, entry.size);
  for (const auto& entry : entries) // last: an overlap is decided against us
    if (entry.type != XEN_HVM_MEMMAP_TYPE_RAM)
      map.remove(entry.addr, entry.size);
}

struct [[gnu::packed]] E820Entry {
  uint64_t base, size;
  uint32_t type; // 1 is memory
};

// dom0 gets no map with its start information (Xen 4.17): ask for it.
void ask_for_memory(MemoryMap& map) {
  static constinit std::array<E820Entry, kMostMapEntries> entries{};
  xen_memory_map request{};
  request.nr_entries = entries.size();
  set_xen_guest_handle(request.buffer, entries.data());
  if (hypercall(__HYPERVISOR_memory_op, XENMEM_memory_map, reinterpret_cast<uint64_t>(&request)) !=
      0)
    return;
  for (size_t i = 0; i < request.nr_entries && i < entries.size(); ++i)
    if (entries[i].type == 1)
      map.add(entries[i].base, entries[i].size);
  for (size_t i = 0; i < request.nr_entries && i < entries.size(); ++i)
    if (entries[i].type != 1)
      map.remove(entries[i].base, entries[i].size);
}

MemoryMap read_memory_map(const hvm_start_info& info) {
  MemoryMap map;
  if (info.version >= 1 && info.memmap_entries > 0)
    add_memory(map, {reinterpret_cast<const hvm_memmap_table_entry*>(info.memmap_paddr),
                     info.memmap_entries});
  else if (on_xen())
    ask_for_memory(map);
  return map;
}

// For the C library's stack canary and allocator: time stamps only where the processor has nothing
// better.
void fill_random_bytes() {
  if (mir_port_entropy(random_bytes, sizeof random_bytes) == MIR_OK)
    return;
  for (uint64_t& word : random_bytes)
    for (int i = 0; i < 64; ++i)
      word = (word << 7 | word >> 57) ^ time_stamp();
}

void fill_auxiliary() {
  const auto headers = reinterpret_cast<uint64_t>(&__ehdr_start) + __ehdr_start.e_phoff;
  process.auxiliary = {{{AT_PHDR, {headers}},
                        {AT_PHENT, {sizeof(Elf64_Phdr)}},
                        {AT_PHNUM, {__ehdr_start.e_phnum}},
                        {AT_PAGESZ, {PageTable::kPage}},
                        {AT_RANDOM, {reinterpret_cast<uint64_t>(random_bytes)}},
                        {AT_NULL, {0}}}};
}

int run(int count, char** arguments, char**) {
  watch_for_stop();
  mir_port_exit(mir_main(count, arguments));
}

// On the real stack, with everything of the platform working.
void enter_program() {
  fill_random_bytes();
  fill_auxiliary();
  process.arguments[0] = program_name;
  const size_t count =
      split_arguments(command_line.data(), std::span(process.arguments).subspan<1>());
  // The C library looks for the environment behind the last argument.
  static_assert(offsetof(Process, end_of_arguments) == sizeof process.arguments);
  char** first = &process.arguments[kMostArguments - count];
  std::memmove(first, process.arguments.data(), (count + 1) * sizeof(char*));
  __libc_start_main(run, static_cast<int>(count + 1), first, nullptr, nullptr, nullptr);
  __builtin_unreachable();
}

} // namespace

void end_program(int code) {
  print("mir: exit ");
  print_decimal(static_cast<uint64_t>(code));
  print("\n");
  drain_console();
  shut_down(reason_for(code), code);
}

} // namespace mir::rt

void mir_xen_start(const hvm_start_info* info) {
  using namespace mir::rt;
  set_up_cpu();
  set_up_traps();
  find_domain(info->flags);
  check(info->magic == XEN_HVM_START_MAGIC_VALUE, "not entered by a PVH loader");
  copy_command_line(*info);
  set_up_memory(read_memory_map(*info));
  if (on_xen())
    connect_shared_page();
  set_up_clock();
  set_up_console();
  mir_xen_on_stack(make_stack(), enter_program);
}

// exit() flushes what the application gave to stdio, then comes back through uk_syscall().
void mir_port_exit(int code) { std::exit(code); }

const char* mir_port_target() { return "xen"; }

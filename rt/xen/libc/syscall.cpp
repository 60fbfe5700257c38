// What musl asks of a kernel, answered by the platform. What is not here fails with ENOSYS and is
// counted: nothing that a program relies upon is silently missing.
#include "rt/xen/libc/syscall.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>

#include <mir/rt/port.hpp>

#include "rt/xen/console.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/start.hpp"
#include "rt/xen/wait.hpp"
#include "rt/xen/x86_64/cpu.hpp"

namespace mir::rt {

namespace {

constexpr uint64_t kPage = PageTable::kPage;
constexpr uint64_t kSecond = 1'000'000'000; // ns
constexpr uint32_t kMsrFsBase = 0xc0000100;
constexpr long kArchSetFs = 0x1002;    // asm/prctl.h, which musl does not have
constexpr long kThread = 1;            // the number of the one thread
constexpr int kRandomDevice = 3;       // the file that opening /dev/urandom gives
constexpr size_t kEntropyAtOnce = 256; // of mir_port_entropy()

struct Unknown {
  long number;
  uint64_t times;
};
constinit std::array<Unknown, 32> unknown_calls{};
constinit uint64_t uncounted = 0; // calls with yet another number

long count_unknown(long number) {
  for (Unknown& each : unknown_calls) {
    if (each.times > 0 && each.number != number)
      continue;
    each.number = number;
    ++each.times;
    return -ENOSYS;
  }
  ++uncounted;
  return -ENOSYS;
}

long write_console(const void* data, size_t size) {
  mir_port_console_write(data, size);
  return static_cast<long>(size);
}

long write_pieces(long file, const iovec* pieces, int count) {
  if (file != 1 && file != 2)
    return -EBADF;
  long total = 0;
  for (int i = 0; i < count; ++i)
    total += write_console(pieces[i].iov_base, pieces[i].iov_len);
  return total;
}

long fill_random(char* data, size_t size) {
  for (size_t done = 0; done < size;) {
    const size_t part = std::min(size - done, kEntropyAtOnce);
    if (mir_port_entropy(data + done, part) != MIR_OK)
      return -EIO;
    done += part;
  }
  return static_cast<long>(size);
}

// Standard input blocks, as read() does; a program with tasks uses the port instead.
long read_file(long file, char* data, size_t size) {
  if (file == kRandomDevice)
    return fill_random(data, size);
  if (file != 0)
    return -EBADF;
  size_t got = 0;
  while (mir_port_console_read(data, size, &got) == MIR_AGAIN)
    block_and_dispatch(MIR_FOREVER);
  return static_cast<long>(got);
}

long read_pieces(long file, const iovec* pieces, int count) {
  long total = 0;
  for (int i = 0; i < count; ++i) {
    const long got = read_file(file, static_cast<char*>(pieces[i].iov_base), pieces[i].iov_len);
    if (got < 0)
      return total > 0 ? total : got;
    total += got;
    if (got < static_cast<long>(pieces[i].iov_len) || file == 0)
      break;
  }
  return total;
}

long open_file(const char* path) {
  if (std::strcmp(path, "/dev/urandom") == 0 || std::strcmp(path, "/dev/random") == 0)
    return kRandomDevice;
  return -ENOENT;
}

size_t pages_in(uint64_t size) { return (size + kPage - 1) / kPage; }

bool is_range(uint64_t address, uint64_t size) {
  return address % kPage == 0 && size != 0 && address + size + kPage > address;
}

Access access_for(long protection) {
  if (protection & PROT_WRITE)
    return Access::ReadWrite;
  return protection & PROT_READ ? Access::Read : Access::None;
}

long map_memory(uint64_t size, long protection, long flags) {
  if (!(flags & MAP_ANONYMOUS) || (flags & MAP_FIXED))
    return count_unknown(SYS_mmap);
  if (protection & PROT_EXEC)
    return -EACCES;
  if (size == 0 || size > UINT64_MAX - kPage)
    return -EINVAL;
  const size_t pages = pages_in(size);
  void* place = take_pages(pages);
  if (!place)
    return -ENOMEM;
  const auto begin = reinterpret_cast<uint64_t>(place);
  const Access access = access_for(protection);
  if (access != Access::ReadWrite && !protect(begin, begin + pages * kPage, access)) {
    (void)give_pages(place, pages);
    return -ENOMEM;
  }
  return static_cast<long>(begin);
}

long unmap_memory(uint64_t address, uint64_t size) {
  if (!is_range(address, size))
    return -EINVAL;
  return give_pages(reinterpret_cast<void*>(address), pages_in(size)) ? 0 : -EINVAL;
}

// Data stays data: a page never becomes executable, and the image's own pages keep their rights.
long protect_memory(uint64_t address, uint64_t size, long protection) {
  if (!is_range(address, size))
    return -EINVAL;
  if (protection & PROT_EXEC)
    return -EACCES;
  const uint64_t end = address + pages_in(size) * kPage;
  if (!is_heap(address, end))
    return -EACCES;
  return protect(address, end, access_for(protection)) ? 0 : -ENOMEM;
}

timespec to_timespec(uint64_t ns) {
  return {.tv_sec = static_cast<time_t>(ns / kSecond), .tv_nsec = static_cast<long>(ns % kSecond)};
}

// Clocks that musl may ask for: every one that is not the wall clock counts from the start.
long get_time(long clock, timespec* time) {
  const bool wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  *time = to_timespec(wall ? mir_port_wall_ns() : mir_port_monotonic_ns());
  return 0;
}

long sleep_for(long clock, bool absolute, const timespec& time) {
  if (time.tv_sec < 0 || time.tv_nsec < 0 || time.tv_nsec >= static_cast<long>(kSecond))
    return -EINVAL;
  uint64_t ns = 0;
  if (__builtin_mul_overflow(static_cast<uint64_t>(time.tv_sec), kSecond, &ns) ||
      __builtin_add_overflow(ns, static_cast<uint64_t>(time.tv_nsec), &ns))
    ns = MIR_FOREVER;
  const uint64_t now = mir_port_monotonic_ns();
  uint64_t from = now;
  if (absolute) {
    timespec base{};
    get_time(clock, &base);
    const uint64_t base_ns =
        static_cast<uint64_t>(base.tv_sec) * kSecond + static_cast<uint64_t>(base.tv_nsec);
    ns = ns > base_ns ? ns - base_ns : 0;
  }
  sleep_until(ns > MIR_FOREVER - from ? MIR_FOREVER : from + ns);
  return 0;
}

// Compiled without a canary: it changes the thread block the canary is read from.
[[gnu::no_stack_protector]] long set_thread_block(long code, uint64_t address) {
  if (code != kArchSetFs)
    return -EINVAL;
  write_msr(kMsrFsBase, address);
  return 0;
}

// There is nobody to wait for on the only thread, and nobody to wake.
long futex(long operation) {
  constexpr long kCommand = 0x7f, kWait = 0, kWake = 1;
  if ((operation & kCommand) == kWake)
    return 0;
  return (operation & kCommand) == kWait ? -EAGAIN : -ENOSYS;
}

[[noreturn]] void exit_program(int code) {
  report_unknown_calls();
  end_program(code & 0xff);
}

} // namespace

void report_unknown_calls() {
  for (const Unknown& each : unknown_calls) {
    if (each.times == 0)
      break;
    print("mir: system call ");
    print_decimal(static_cast<uint64_t>(each.number));
    print(" is not offered here; called ");
    print_decimal(each.times);
    print(each.times == 1 ? " time\n" : " times\n");
  }
  if (uncounted > 0) {
    print("mir: other system calls that are not offered here; called ");
    print_decimal(uncounted);
    print(" times\n");
  }
}

} // namespace mir::rt

[[gnu::no_stack_protector]] long uk_syscall(long number, long a, long b, long c, long d, long,
                                            long) {
  using namespace mir::rt;
  switch (number) {
  case SYS_read:
    return read_file(a, reinterpret_cast<char*>(b), static_cast<size_t>(c));
  case SYS_write:
    return a == 1 || a == 2 ? write_console(reinterpret_cast<void*>(b), static_cast<size_t>(c))
                            : -EBADF;
  case SYS_readv:
    return read_pieces(a, reinterpret_cast<iovec*>(b), static_cast<int>(c));
  case SYS_writev:
    return write_pieces(a, reinterpret_cast<iovec*>(b), static_cast<int>(c));
  case SYS_open:
    return open_file(reinterpret_cast<const char*>(a));
  case SYS_openat:
    return open_file(reinterpret_cast<const char*>(b));
  case SYS_close:
    return a >= 0 && a <= kRandomDevice ? 0 : -EBADF;
  case SYS_fcntl:
    return a >= 0 && a <= kRandomDevice ? 0 : -EBADF;
  case SYS_ioctl: // asked by stdio whether a file is a terminal: the console is one, and gets whole
                  // lines
    return a >= 0 && a <= 2 ? 0 : -EBADF;
  case SYS_mmap:
    return map_memory(static_cast<uint64_t>(b), c, d);
  case SYS_munmap:
    return unmap_memory(static_cast<uint64_t>(a), static_cast<uint64_t>(b));
  case SYS_mprotect:
    return protect_memory(static_cast<uint64_t>(a), static_cast<uint64_t>(b), c);
  case SYS_madvise: // advice may be ignored
    return 0;
  case SYS_brk: // no heap segment: the allocator maps pages instead
    return 0;
  case SYS_mremap: // the caller copies
    return -ENOMEM;
  case SYS_clock_gettime:
    return get_time(a, reinterpret_cast<timespec*>(b));
  case SYS_nanosleep:
    return sleep_for(CLOCK_MONOTONIC, false, *reinterpret_cast<timespec*>(a));
  case SYS_clock_nanosleep:
    return sleep_for(a, (b & TIMER_ABSTIME) != 0, *reinterpret_cast<timespec*>(c));
  case SYS_getrandom:
    return fill_random(reinterpret_cast<char*>(a), static_cast<size_t>(b));
  case SYS_arch_prctl:
    return set_thread_block(a, static_cast<uint64_t>(b));
  case SYS_set_tid_address:
  case SYS_gettid:
  case SYS_getpid:
    return kThread;
  case SYS_futex:
    return futex(b);
  case SYS_sched_yield:
  case SYS_rt_sigprocmask: // there are no signals to mask
    return 0;
  case SYS_tkill: // abort() sends itself a signal
    panic("the program has called abort()");
  case SYS_exit:
  case SYS_exit_group:
    exit_program(static_cast<int>(a));
  default:
    return count_unknown(number);
  }
}

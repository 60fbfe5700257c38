/// \file
/// One mistake a run, named by the first argument: the processor must stop each, and the panic must
/// say what it was.
#include <mir/rt/port.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

// The optimiser knows nothing of what it returns, so it cannot remove the mistake.
template <class T> volatile T* hidden(const T* pointer) {
  asm volatile("" : "+r"(pointer) : : "memory");
  return const_cast<volatile T*>(pointer);
}

constexpr char kReturn = static_cast<char>(0xc3); // the instruction `ret`
constexpr char kConstant[] = "constant";
char data[16] = {kReturn};

[[gnu::noinline]] void execute(const volatile char* place) {
  reinterpret_cast<void (*)()>(const_cast<char*>(place))();
  asm volatile("" : : : "memory"); // no tail call: the frame of this function is to be seen
}

void write_text() { *hidden(reinterpret_cast<const char*>(&execute)) = 1; }
void write_constant() { *hidden(kConstant) = 1; }
void execute_data() { execute(hidden(data)); }

void execute_heap() {
  auto* block = static_cast<char*>(std::malloc(64));
  *hidden(block) = kReturn;
  execute(hidden(block));
}

void execute_stack() {
  char code[16] = {kReturn};
  execute(hidden(code));
}

void read_null() { (void)*hidden(static_cast<const int*>(nullptr)); }
void call_null() { execute(hidden(static_cast<const char*>(nullptr))); }
void write_low() {
  *hidden(reinterpret_cast<const int*>(0x9000)) = 1;
} // the loader's memory below 1 MiB
void write_nowhere() { *hidden(reinterpret_cast<const int*>(0x7f0000000000)) = 1; }

[[gnu::noinline]] void smash_stack() {
  char buffer[16];
  std::memset(const_cast<char*>(hidden(&buffer[0])), 1, 64);
}

[[gnu::noinline]] int recurse(int depth) {
  volatile char room[512];
  room[0] = static_cast<char>(depth); // never 0: only the end of the stack ends it
  return room[0] == 0 ? depth : recurse(depth | 1) + room[0];
}

void overflow_stack() { recurse(1); }

void overflow_heap() {
  auto* block = static_cast<char*>(std::malloc(100));
  std::memset(const_cast<char*>(hidden(block)), 1, 120);
  std::free(block);
}

void write_protected() {
  auto* pages =
      static_cast<char*>(mmap(nullptr, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (mprotect(pages, 4096, PROT_READ | PROT_WRITE) != 0)
    std::abort();
  *hidden(pages) = 1;
  *hidden(pages + 4096) = 1;
}

// Not a trap: the platform refuses.
void ask_for_executable() {
  void* const place =
      mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  void* const pages =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  auto* const text =
      reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(&execute) & ~uintptr_t{4095});
  const bool refused = place == MAP_FAILED && pages != MAP_FAILED &&
                       mprotect(pages, 4096, PROT_EXEC) != 0 &&
                       mprotect(text, 4096, PROT_READ | PROT_WRITE) != 0;
  std::printf(refused ? "refused\n" : "allowed\n");
}

// Not a trap: what a kernel of many processes would do is refused, and told at the end.
void ask_for_unknown_calls() {
  bool refused = true;
  for (const long number : {SYS_fork, SYS_socket, SYS_fork})
    refused = refused && syscall(number, 0, 0, 0) == -1 && errno == ENOSYS;
  std::printf(refused ? "refused\n" : "allowed\n");
}

constexpr std::size_t kBlock = 64 << 10;

std::size_t blocks_until_refused() {
  std::vector<std::unique_ptr<char[]>> blocks;
  blocks.reserve(4096);
  try {
    for (;;) {
      blocks.push_back(std::make_unique<char[]>(kBlock)); // writes to all of it
      hidden(blocks.back().get());
    }
  } catch (const std::bad_alloc&) {
    return blocks.size();
  }
}

// Not a trap: an allocation fails, and what was freed can be had again.
void exhaust_memory() {
  const std::size_t first = blocks_until_refused(), second = blocks_until_refused();
  std::printf(first > 16 && second + 1 >= first ? "refused twice\n" : "lost %zu of %zu\n",
              first - second, first);
}

// Nobody handles it.
void exhaust_memory_unhandled() {
  for (;;)
    hidden(new char[kBlock]);
}

struct Mistake {
  std::string_view name;
  void (*make)();
};

constexpr Mistake kMistakes[] = {
    {"write_text", write_text},
    {"write_constant", write_constant},
    {"execute_data", execute_data},
    {"execute_heap", execute_heap},
    {"execute_stack", execute_stack},
    {"read_null", read_null},
    {"call_null", call_null},
    {"write_low", write_low},
    {"write_nowhere", write_nowhere},
    {"smash_stack", smash_stack},
    {"overflow_stack", overflow_stack},
    {"overflow_heap", overflow_heap},
    {"write_protected", write_protected},
    {"ask_for_executable", ask_for_executable},
    {"ask_for_unknown_calls", ask_for_unknown_calls},
    {"abort", std::abort},
    {"exhaust_memory", exhaust_memory},
    {"exhaust_memory_unhandled", exhaust_memory_unhandled},
};

} // namespace

int mir_main(int count, char** arguments) {
  for (const Mistake& mistake : kMistakes) {
    if (count == 2 && mistake.name == arguments[1]) {
      mistake.make();
      std::printf("survived\n");
      return 0;
    }
  }
  std::printf("no such mistake\n");
  return 2;
}

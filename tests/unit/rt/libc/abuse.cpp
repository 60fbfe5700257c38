/// \file
/// One mistake a run, named by the first argument: each must stop the program before it prints
/// "survived".
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace {

// The optimiser knows nothing of what it returns, so it cannot remove the mistake.
template <class T> T* hidden(T* pointer) {
  asm volatile("" : "+r"(pointer) : : "memory");
  return pointer;
}

void double_free() {
  void* block = hidden(std::malloc(100));
  std::free(block);
  std::free(hidden(block));
}

void free_of_the_inside() {
  auto* block = hidden(static_cast<char*>(std::malloc(100)));
  std::free(hidden(block + 16));
}

void heap_overflow() {
  auto* block = hidden(static_cast<char*>(std::malloc(100)));
  std::memset(hidden(block), 1, 120);
  std::free(block);
}

[[gnu::noinline]] void stack_smash() {
  char buffer[16];
  std::memset(hidden(&buffer[0]), 1, 64);
}

void past_the_end() {
  std::vector<int> few(3);
  std::printf("%d\n", few[*hidden(new std::size_t(3))]);
}

void uncaught() { throw std::runtime_error("nobody listens"); }

struct Mistake {
  std::string_view name;
  void (*make)();
};

constexpr Mistake kMistakes[] = {
    {"double_free", double_free},     {"free_of_the_inside", free_of_the_inside},
    {"heap_overflow", heap_overflow}, {"stack_smash", stack_smash},
    {"past_the_end", past_the_end},   {"uncaught", uncaught},
};

} // namespace

int main(int count, char** arguments) {
  for (const Mistake& mistake : kMistakes) {
    if (count == 2 && mistake.name == arguments[1]) {
      std::printf("%s:\n", arguments[1]);
      std::fflush(stdout);
      mistake.make();
      std::printf("survived\n");
      return 0;
    }
  }
  std::printf("no such mistake\n");
  return 2;
}

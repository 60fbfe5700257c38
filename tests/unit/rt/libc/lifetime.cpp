/// \file
/// When objects come into being and when they go: before main(), at first use, for a thread, at
/// exit.
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "report.hpp"

namespace mir::libc_test {
namespace {

int before_main = 0;
int thread_objects_destroyed = 0;

struct Early {
  Early() { before_main = 1; }
};
const Early early;

/// Destroyed at exit, after the objects of the thread. An exit code can no longer be returned then.
struct AtExit {
  ~AtExit() {
    if (thread_objects_destroyed == 2)
      return;
    std::printf("thread_local objects destroyed at exit: %d, not 2\n", thread_objects_destroyed);
    std::fflush(stdout);
    std::_Exit(1);
  }
};
const AtExit at_exit;

struct PerThread {
  int uses = 0;
  ~PerThread() { ++thread_objects_destroyed; }
};
thread_local PerThread first;
thread_local PerThread second;

struct Fails {
  explicit Fails(int& tries) {
    if (++tries < 3)
      throw std::runtime_error("not yet");
  }
};

void build_once(int& tries) { static const Fails fails(tries); }

void a_failed_static_is_tried_again(Report& report) {
  int tries = 0;
  int thrown = 0;
  for (int i = 0; i < 5; ++i) {
    try {
      build_once(tries);
    } catch (const std::runtime_error&) {
      ++thrown;
    }
  }
  report.expect(tries == 3 && thrown == 2, "a static is built until it succeeds, then never again");
}

} // namespace

void test_lifetime(Report& report) {
  report.expect(before_main == 1, "constructors run before main");
  ++first.uses;
  ++second.uses;
  report.expect(first.uses == 1 && second.uses == 1, "thread_local objects are built at first use");
  a_failed_static_is_tried_again(report);
}

} // namespace mir::libc_test

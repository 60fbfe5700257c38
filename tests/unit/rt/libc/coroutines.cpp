#include <coroutine>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include "report.hpp"

namespace mir::libc_test {
namespace {

/// A lazy coroutine that resumes its caller by symmetric transfer.
class [[nodiscard]] Sum {
public:
  struct promise_type {
    long value = 0;
    std::exception_ptr error;
    std::coroutine_handle<> caller = std::noop_coroutine();

    Sum get_return_object() { return Sum(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept { return Final{}; }
    void return_value(long result) { value = result; }
    void unhandled_exception() { error = std::current_exception(); }
  };
  using Handle = std::coroutine_handle<promise_type>;

  struct Final {
    bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(Handle done) noexcept { return done.promise().caller; }
    void await_resume() noexcept {}
  };

  explicit Sum(Handle handle) : handle_(handle) {}
  Sum(Sum&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Sum& operator=(Sum&&) = delete;
  ~Sum() {
    if (handle_)
      handle_.destroy();
  }

  bool await_ready() { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) {
    handle_.promise().caller = caller;
    return handle_;
  }
  long await_resume() {
    if (handle_.promise().error)
      std::rethrow_exception(handle_.promise().error);
    return handle_.promise().value;
  }

  long run() {
    handle_.resume();
    return await_resume();
  }

private:
  Handle handle_;
};

Sum one() { co_return 1; }

// Every await goes there and back. Without symmetric transfer this is two million frames on the
// stack.
Sum count_to(long count) {
  long sum = 0;
  for (long i = 0; i < count; ++i)
    sum += co_await one();
  co_return sum;
}

Sum descend(int depth) {
  if (depth == 0)
    co_return 0;
  co_return 1 + co_await descend(depth - 1);
}

Sum fail_at(int depth, int& destroyed) {
  struct Guard {
    int& count;
    ~Guard() { ++count; }
  } guard{destroyed};
  if (depth == 0)
    throw std::runtime_error("deep");
  co_return co_await fail_at(depth - 1, destroyed);
}

void exceptions_pass_through(Report& report) {
  int destroyed = 0;
  std::string text;
  try {
    static_cast<void>(fail_at(50, destroyed).run());
  } catch (const std::runtime_error& error) {
    text = error.what();
  }
  report.expect(text == "deep", "an exception passes through 51 coroutines");
  report.expect(destroyed == 51, "every frame is destroyed");
}

void frames_are_destroyed_unfinished(Report& report) {
  int destroyed = 0;
  {
    Sum never_started = fail_at(0, destroyed);
  }
  report.expect(destroyed == 0, "a coroutine that never ran has no locals");
}

} // namespace

void test_coroutines(Report& report) {
  report.expect(count_to(1'000'000).run() == 1'000'000, "a million awaits use no stack");
  report.expect(descend(100'000).run() == 100'000, "a hundred thousand coroutines wait in a row");
  exceptions_pass_through(report);
  frames_are_destroyed_unfinished(report);
}

} // namespace mir::libc_test

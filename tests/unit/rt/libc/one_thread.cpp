/// \file
/// A program has one thread. What synchronises threads works with that one; starting another is
/// refused, and says so.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "report.hpp"

namespace mir::libc_test {
namespace {

void threads_are_refused(Report& report) {
  bool ran = false;
  bool refused = false;
  try {
    std::thread thread([&ran] { ran = true; });
    thread.join();
  } catch (const std::system_error&) {
    refused = true;
  }
  report.expect(refused && !ran, "std::thread throws system_error");
}

void locks_lock(Report& report) {
  std::mutex mutex;
  {
    std::scoped_lock lock(mutex);
    report.expect(!mutex.try_lock(), "a locked mutex is not locked again");
  }
  report.expect(mutex.try_lock(), "a mutex is unlocked");
  mutex.unlock();
  std::once_flag once;
  int calls = 0;
  std::call_once(once, [&calls] { ++calls; });
  std::call_once(once, [&calls] { ++calls; });
  report.expect(calls == 1, "call_once");
}

void a_wait_ends_at_its_deadline(Report& report) {
  std::mutex mutex;
  std::condition_variable condition;
  condition.notify_all();
  std::unique_lock lock(mutex);
  auto past = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  report.expect(condition.wait_until(lock, past) == std::cv_status::timeout, "a wait times out");
}

} // namespace

void test_one_thread(Report& report) {
  threads_are_refused(report);
  locks_lock(report);
  a_wait_ends_at_its_deadline(report);
  std::atomic<long> number = 1;
  report.expect(number.fetch_add(2) == 1 && number == 3, "atomic");
}

} // namespace mir::libc_test

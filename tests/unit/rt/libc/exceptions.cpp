#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "report.hpp"

namespace mir::libc_test {
namespace {

/// Writes its number down when it is destroyed.
class Trace {
public:
  Trace(std::vector<int>& log, int number) : log_(log), number_(number) {}
  ~Trace() { log_.push_back(number_); }
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

private:
  std::vector<int>& log_;
  int number_;
};

[[gnu::noinline]] void dive(std::vector<int>& log, int depth) {
  Trace trace(log, depth);
  if (depth == 0)
    throw std::out_of_range("bottom");
  dive(log, depth - 1);
}

void unwinding_destroys_every_frame(Report& report) {
  std::vector<int> log;
  bool caught = false;
  try {
    dive(log, 100);
  } catch (const std::logic_error& error) {
    caught = std::strcmp(error.what(), "bottom") == 0;
  }
  report.expect(caught, "a base class catches");
  report.expect(log.size() == 101, "every frame is unwound");
  for (int i = 0; i < static_cast<int>(log.size()); ++i)
    report.expect(log[static_cast<std::size_t>(i)] == i, "frames are unwound from the inside");
}

struct HalfBuilt {
  Trace first;
  Trace second;
  explicit HalfBuilt(std::vector<int>& log) : first(log, 1), second(log, 2) { throw 42; }
};

void half_built_objects_are_undone(Report& report) {
  std::vector<int> log;
  int value = 0;
  try {
    HalfBuilt object(log);
  } catch (int thrown) {
    value = thrown;
  }
  report.expect(value == 42, "an int is thrown and caught");
  report.expect(log == std::vector{2, 1}, "built members are destroyed, the last one first");
}

void pointers_carry_exceptions(Report& report) {
  std::exception_ptr carried;
  try {
    throw std::runtime_error(std::string(100, 'x'));
  } catch (...) {
    carried = std::current_exception();
  }
  report.expect(std::uncaught_exceptions() == 0, "no exception is in flight");
  int length = 0;
  for (int i = 0; i < 2; ++i) {
    try {
      std::rethrow_exception(carried);
    } catch (const std::runtime_error& error) {
      length += static_cast<int>(std::strlen(error.what()));
    }
  }
  report.expect(length == 200, "an exception_ptr can be thrown again and again");
}

void exceptions_nest(Report& report) {
  std::string words;
  try {
    try {
      throw std::runtime_error("inner");
    } catch (...) {
      std::throw_with_nested(std::logic_error("outer"));
    }
  } catch (const std::logic_error& outer) {
    words = outer.what();
    try {
      std::rethrow_if_nested(outer);
    } catch (const std::runtime_error& inner) {
      words = words + " " + inner.what();
    }
  }
  report.expect(words == "outer inner", "a nested exception is kept");
}

void libraries_throw(Report& report) {
  int caught = 0;
  try {
    std::vector<int> few(3);
    static_cast<void>(few.at(3));
  } catch (const std::out_of_range&) {
    ++caught;
  }
  try {
    static_cast<void>(std::stoi("no number"));
  } catch (const std::invalid_argument&) {
    ++caught;
  }
  report.expect(caught == 2, "what libc++ throws is caught");
}

} // namespace

void test_exceptions(Report& report) {
  unwinding_destroys_every_frame(report);
  half_built_objects_are_undone(report);
  pointers_carry_exceptions(report);
  exceptions_nest(report);
  libraries_throw(report);
}

} // namespace mir::libc_test

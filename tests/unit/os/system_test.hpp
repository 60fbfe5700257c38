// What the tests of tasks share: one system in virtual time.
#pragma once

#include <mir/os/testing/world.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace mir::os::testing {

class SystemTest : public ::testing::Test {
protected:
  /// A program that ended must not have waited for what cannot come.
  void TearDown() override { EXPECT_EQ(system_.platform().stuck(), expect_stuck_); }

  [[nodiscard]] Instant after(Duration duration) const { return start_ + duration; }
  [[nodiscard]] Duration elapsed() const { return clock_.now() - start_; }
  static Event event(Event::Kind kind, std::uint64_t source = 0) {
    return {.kind = kind, .readable = true, .writable = true, .hangup = false, .source = source};
  }

  VirtualClock clock_;
  const Instant start_ = clock_.now();
  System system_{clock_, 1};
  bool expect_stuck_ = false;
};

/// Notes in which order things happened.
using Journal = std::vector<std::string>;

/// Writes its name into a journal when it dies.
class Mourned {
public:
  Mourned(Journal& journal, std::string name) : journal_(journal), name_(std::move(name)) {}
  Mourned(const Mourned&) = delete;
  Mourned& operator=(const Mourned&) = delete;
  ~Mourned() { journal_.push_back(name_); }

private:
  Journal& journal_;
  std::string name_;
};

} // namespace mir::os::testing

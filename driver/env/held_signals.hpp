/// \file
/// The signals with which somebody ends a program, held back while there is something to put away.
#pragma once

#include <csignal>

namespace mir::driver {

/// While it lives SIGINT, SIGTERM and SIGHUP wait; when it goes they do what they did before. One
/// that was ignored, as nohup has it, stays so.
class HeldSignals {
public:
  HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals();

  [[nodiscard]] const sigset_t& held() const { return held_; }
  [[nodiscard]] const sigset_t& before() const { return before_; }
  /// Whether one of them has come.
  [[nodiscard]] bool has_come() const;

private:
  sigset_t held_{}, before_{};
};

} // namespace mir::driver

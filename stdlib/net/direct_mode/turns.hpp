/// \file
/// Turns: keeps one task from running for ever because its socket is always ready.
#pragma once

namespace mir::net {

/// Every so often it is time to let the others run, among them the one that drives the stack.
class Turns {
public:
  /// Whether it is time for a yield(). 16 operations move up to 256 KiB.
  [[nodiscard]] bool over() noexcept { return ++count_ % 16 == 0; }

private:
  unsigned count_ = 0;
};

} // namespace mir::net

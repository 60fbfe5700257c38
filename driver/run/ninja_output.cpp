#include "driver/run/ninja_output.hpp"

namespace mir::driver {

void NinjaOutput::line(llvm::StringRef text) {
  After after = after_;
  after_ = After::Anything;
  if (text.consume_front("\x1f")) {
    auto [count, what] = text.split(' ');
    ++steps_;
    after_ = After::Step;
    return listener_.on_step(count, what);
  }
  if (after == After::Step && text.starts_with("FAILED: ")) {
    after_ = After::Failed;
    return;
  }
  if (after == After::Failed)
    return;
  // "no work to do" and "build stopped" tell what the exit status tells.
  if (text.starts_with("ninja: no work to do") || text.starts_with("ninja: build stopped"))
    return;
  if (text.consume_front("ninja: error: ") || text.consume_front("ninja: fatal: "))
    return listener_.on_error(text);
  listener_.on_output(text);
}

} // namespace mir::driver

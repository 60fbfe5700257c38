#include "driver/run/ninja_output.hpp"

namespace mir::driver {

void NinjaOutput::line(llvm::StringRef text) {
  After after = after_;
  after_ = After::Anything;
  if (text.consume_front("\x1f")) {
    auto [count, what] = text.split(' ');
    after_ = After::Step;
    if (!failed_)
      listener_.on_step(count, what);
    return;
  }
  llvm::StringRef plain = text;
  plain.consume_front("\x1b[31m"); // it is red where colours are forced
  if (after == After::Step && plain.starts_with("FAILED: ")) {
    failed_ = true;
    after_ = After::Failed;
    return;
  }
  if (after == After::Failed)
    return;
  if (after == After::Step && text == "\x1e")
    return listener_.on_kept();
  if (text.consume_front("ninja explain: "))
    return listener_.on_reason(text);
  // "no work to do" and "build stopped" tell what the exit status tells.
  if (text.starts_with("ninja: no work to do") || text.starts_with("ninja: build stopped"))
    return;
  if (text.consume_front("ninja: error: ") || text.consume_front("ninja: fatal: "))
    return listener_.on_error(text);
  listener_.on_output(text);
}

} // namespace mir::driver

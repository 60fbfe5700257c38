#include "driver/run/progress.hpp"

namespace mir::driver {

void Progress::step(llvm::StringRef count, llvm::StringRef what) {
  clear();
  out_ << "[" << count << "] " << what;
  shown_ = terminal_;
  if (!terminal_)
    out_ << "\n";
  out_.flush();
}

void Progress::line(llvm::StringRef text) {
  clear();
  out_ << text << "\n";
  out_.flush();
}

void Progress::clear() {
  // ECMA-48 8.3.41: erase in line, from the cursor to its end.
  if (shown_)
    out_ << "\r\x1b[K";
  shown_ = false;
}

} // namespace mir::driver

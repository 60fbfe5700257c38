#include "driver/run/progress.hpp"

#include "llvm/ADT/Twine.h"

namespace mir::driver {

void Progress::step(llvm::StringRef count, llvm::StringRef what) {
  clear();
  std::string text = ("[" + count + "] " + what).str();
  shown_ = columns_ != 0;
  // A line that wraps could not be taken back.
  if (shown_ && text.size() >= columns_)
    text.resize(columns_ - 1);
  out_ << text;
  if (!shown_)
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

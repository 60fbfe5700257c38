/// \file
/// Shows how far a build is: one line that changes on a terminal, one line a step elsewhere.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {

class Progress {
public:
  /// \param terminal whether `out` is one that can rewrite a line.
  Progress(llvm::raw_ostream& out, bool terminal) : out_(out), terminal_(terminal) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  void step(llvm::StringRef count, llvm::StringRef what);
  /// A line that stays.
  void line(llvm::StringRef text);

private:
  void clear();

  llvm::raw_ostream& out_;
  bool terminal_;
  bool shown_ = false;
};

} // namespace mir::driver

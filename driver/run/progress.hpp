/// \file
/// Shows how far a build is: one line that changes on a terminal, one line a step elsewhere.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {

class Progress {
public:
  /// \param columns the width of the terminal that `out` is; 0 when it is none, and no line can be
  /// rewritten.
  Progress(llvm::raw_ostream& out, unsigned columns) : out_(out), columns_(columns) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  void step(llvm::StringRef count, llvm::StringRef what);
  /// A line that stays.
  void line(llvm::StringRef text);

private:
  void clear();

  llvm::raw_ostream& out_;
  unsigned columns_;
  bool shown_ = false;
};

} // namespace mir::driver

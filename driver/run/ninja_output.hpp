/// \file
/// Tells apart what Ninja says and what the commands it runs say.
#pragma once

#include <functional>
#include <string>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// NINJA_STATUS for the runs that are read by NinjaOutput: a byte that no command prints, then
/// "done/all ".
inline constexpr llvm::StringLiteral kNinjaStatus = "\x1f%f/%t ";

/// Takes Ninja's output line by line.
class NinjaOutput {
public:
  struct Listener {
    std::function<void(llvm::StringRef count, llvm::StringRef what)>
        on_step;                                          ///< "3/12", "compile main.cpp"
    std::function<void(llvm::StringRef text)> on_reason;  ///< why a file is made, with -d explain
    std::function<void()> on_kept;                        ///< the last step made nothing anew
    std::function<void(llvm::StringRef line)> on_output;  ///< of a command
    std::function<void(llvm::StringRef reason)> on_error; ///< Ninja itself could not go on
  };

  explicit NinjaOutput(Listener listener) : listener_(std::move(listener)) {}

  void line(llvm::StringRef text);

private:
  /// Ninja repeats the name and the command of a step that failed, before what the command said.
  enum class After { Anything, Step, Failed };

  Listener listener_;
  After after_ = After::Anything;
  bool failed_ = false; ///< what ends after a failure was under way already, and is of no interest
};

} // namespace mir::driver

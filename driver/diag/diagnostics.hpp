/// \file
/// Reports errors: with a place in a file and a caret, or without.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "driver/diag/catalog.hpp"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/SourceMgr.h"

namespace mir::driver {

/// A piece of a file that was added to a Diagnostics. Lines and columns (of characters) count from
/// 1; line 0 means that there is no such place.
struct Place {
  std::uint32_t line = 0, column = 0;
  std::uint32_t end_line = 0, end_column = 0; ///< behind the last character
  unsigned file = 0;                          ///< as add_file() returned it
};

/// Prints errors as they are reported and remembers the first one's exit code.
///
/// Prints at most kMost; what comes after is counted only.
class Diagnostics {
public:
  static constexpr unsigned kMost = 20;

  Diagnostics(llvm::raw_ostream& out, bool colour) : out_(out), colour_(colour) {}

  /// Makes a file known by the name the user would call it.
  unsigned add_file(llvm::StringRef name, llvm::StringRef text);

  template <class... Arguments> void report(const Kind& kind, const Arguments&... arguments) {
    print(kind, Place{}, fmt::vformat(kind.text, fmt::make_format_args(arguments...)));
  }
  template <class... Arguments>
  void report_at(const Place& place, const Kind& kind, const Arguments&... arguments) {
    print(kind, place, fmt::vformat(kind.text, fmt::make_format_args(arguments...)));
  }
  /// An error of the file system, which names its path and reason itself.
  void report(llvm::Error error) { report(kind::kDisk, llvm::toString(std::move(error))); }

  /// Says how to mend the error that was reported last.
  void note(const std::string& text);

  [[nodiscard]] bool failed() const { return count_ > 0; }
  /// The exit code of the first error; Success when there was none.
  [[nodiscard]] int exit_code() const { return static_cast<int>(exit_); }
  [[nodiscard]] bool colour() const { return colour_; }

private:
  void print(const Kind& kind, const Place& place, const std::string& text);
  void message(const Place& place, llvm::SourceMgr::DiagKind severity, const std::string& text);
  [[nodiscard]] llvm::SMLoc location(unsigned file, std::uint32_t line, std::uint32_t column) const;

  llvm::raw_ostream& out_;
  llvm::SourceMgr files_;
  unsigned count_ = 0;
  Exit exit_ = Exit::Success;
  bool colour_;
};

} // namespace mir::driver

/// \file
/// What one source says about an application's functions: enough to follow calls through all of
/// them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// A place in a source. Lines and columns count from 1.
struct At {
  std::string file;
  unsigned line = 0, column = 0;
};

/// One use of a function inside another.
struct Call {
  std::string callee;     ///< its id, when it is the application's; empty for others
  std::string name;       ///< as the user would write it
  std::string capability; ///< what it uses of the platform; empty for nothing
  At at;
};

struct Function {
  std::string id;       ///< the same in all sources
  std::string name;     ///< for people
  bool is_root = false; ///< runs by itself: app_main, and what initialises globals
  At at;
  std::vector<Call> calls;
};

struct Facts {
  std::vector<Function> functions;
  bool has_app_main = false;
};

std::string text_of(const Facts& facts);
/// \returns nothing for a text that text_of() has not made.
std::optional<Facts> facts_of(llvm::StringRef text);

} // namespace mir::driver

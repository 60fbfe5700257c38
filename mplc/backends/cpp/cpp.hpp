#pragma once
// The C++ back end: prints a decided module as one self-contained header.

#include "mplc/ir/ir.hpp"

#include <string>

namespace mir::mplc {

struct CppOptions {
  std::string header_name;     ///< the name the header will have, for `#line` to come back to
  bool line_directives = true; ///< lead compiler errors and debuggers to the specification
};

/// The text of the header. What it promises to its users is in docs/generated-code.md.
[[nodiscard]] std::string print_cpp(const ir::Module& module, const CppOptions& options);

} // namespace mir::mplc

/// \file
/// Who calls whom in an application's source.
#pragma once

#include "driver/check/facts.hpp"

namespace clang {
class ASTContext;
class Decl;
} // namespace clang

namespace mir::driver {

/// Adds the functions that a declaration defines, each with what it uses: what is called, and what
/// is only named, which somebody else may call.
void collect_calls(clang::Decl& declaration, clang::ASTContext& context, Facts& facts);

} // namespace mir::driver

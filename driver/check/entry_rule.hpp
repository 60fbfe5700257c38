/// \file
/// The rule of app_main.
#pragma once

#include "driver/check/facts.hpp"

namespace clang {
class ASTContext;
class Decl;
} // namespace clang

namespace mir::driver {

/// Reports an app_main whose signature is not the one that the library OS calls, and offers that
/// one.
void check_entry(clang::Decl& declaration, clang::ASTContext& context, Facts& facts);

} // namespace mir::driver

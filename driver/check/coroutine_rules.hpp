/// \file
/// The classic mistakes with coroutines.
#pragma once

namespace clang {
class ASTContext;
class Decl;
} // namespace clang

namespace mir::driver {

/// Reports, in one declaration of the application: a capturing lambda that is a coroutine, a
/// reference or a view that a spawned task keeps, and a task that is made and dropped.
void check_coroutines(clang::Decl& declaration, clang::ASTContext& context);

} // namespace mir::driver

/// \file
/// Which of two things of a function lives longer.
#pragma once

#include "clang/AST/Expr.h"

namespace clang {
class SourceManager;
}

namespace mir::driver {

/// Whether what an argument refers to is sure to outlive a group of tasks: it is a variable that is
/// declared before the group in the same function, or a member that is declared before the group in
/// the same class, and so goes after it. What a function was given, or belongs to the object it is
/// a member of, outlives its variables.
///
/// \param group the expression of the group.
/// \param argument for a parameter that is a reference or a view.
bool outlives(const clang::Expr& argument, const clang::Expr& group,
              const clang::SourceManager& sources);

/// Whether a type is a view: std::string_view or std::span.
bool is_view(clang::QualType type);

/// The class of a type, or of what it refers to, by its qualified name; empty for no class.
std::string class_of(clang::QualType type);

} // namespace mir::driver

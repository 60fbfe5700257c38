#include "driver/check/lifetime.hpp"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

namespace mir::driver {
namespace {

/// What an expression names.
struct Named {
  const clang::VarDecl* variable = nullptr;
  const clang::FieldDecl* member = nullptr; ///< of the object that the function belongs to
};

/// Behind conversions, and behind the dots that lead to a part of it.
const clang::Expr& whole(const clang::Expr& expression) {
  const clang::Expr* at = expression.IgnoreParenImpCasts();
  if (const auto* kept = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(at))
    return whole(*kept->getSubExpr());
  if (const auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(at))
    return whole(*bound->getSubExpr());
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(at);
      made != nullptr && is_view(made->getType()) && made->getNumArgs() >= 1)
    return whole(*made->getArg(0));
  if (const auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(at);
      call != nullptr && llvm::isa_and_nonnull<clang::CXXConversionDecl>(call->getMethodDecl()) &&
      is_view(call->getType()))
    return whole(*call->getImplicitObjectArgument());
  if (const auto* part = llvm::dyn_cast<clang::MemberExpr>(at);
      part != nullptr && !part->isArrow() && !part->getMemberDecl()->getType()->isReferenceType())
    return whole(*part->getBase());
  return *at;
}

Named named(const clang::Expr& expression) {
  const clang::Expr& at = whole(expression);
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(&at))
    return {.variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl())};
  if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(&at);
      member != nullptr && llvm::isa<clang::CXXThisExpr>(member->getBase()->IgnoreParenImpCasts()))
    return {.member = llvm::dyn_cast<clang::FieldDecl>(member->getMemberDecl())};
  return {};
}

/// Whether it holds what it names, or was given it by who called the function.
bool is_owned_or_given(const clang::VarDecl& variable) {
  return !variable.getType()->isReferenceType() || llvm::isa<clang::ParmVarDecl>(variable);
}

} // namespace

std::string class_of(clang::QualType type) {
  const auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (record == nullptr)
    return {};
  return record->getQualifiedNameAsString();
}

bool is_view(clang::QualType type) {
  const std::string name = class_of(type);
  return name == "std::basic_string_view" || name == "std::span" ||
         name == "std::__1::basic_string_view" || name == "std::__1::span";
}

bool outlives(const clang::Expr& argument, const clang::Expr& group,
              const clang::SourceManager& sources) {
  const Named owner = named(argument), tasks = named(group);
  // A view's own life says nothing of what it shows.
  if ((owner.variable != nullptr && is_view(owner.variable->getType())) ||
      (owner.member != nullptr && is_view(owner.member->getType())))
    return false;
  if (tasks.variable != nullptr && !tasks.variable->getType()->isReferenceType()) {
    if (owner.member != nullptr)
      return true;
    return owner.variable != nullptr && is_owned_or_given(*owner.variable) &&
           sources.isBeforeInTranslationUnit(owner.variable->getLocation(),
                                             tasks.variable->getLocation());
  }
  return tasks.member != nullptr && !tasks.member->getType()->isReferenceType() &&
         owner.member != nullptr && owner.member->getParent() == tasks.member->getParent() &&
         owner.member->getFieldIndex() < tasks.member->getFieldIndex();
}

} // namespace mir::driver

#include "driver/check/entry_rule.hpp"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"

namespace mir::driver {
namespace {

constexpr llvm::StringLiteral kSignature = "mir::Task<int> app_main(mir::App& app)";

/// A definition with the right signature is one of the declaration in <mir/app.hpp>.
bool is_declared_by_library(const clang::FunctionDecl& function, clang::ASTContext& context) {
  const auto& sources = context.getSourceManager();
  for (const clang::FunctionDecl* other : function.redecls())
    if (sources.isInSystemHeader(other->getLocation()))
      return context.hasSameType(other->getReturnType(), function.getReturnType());
  return false;
}

} // namespace

void check_entry(clang::Decl& declaration, clang::ASTContext& context, Facts& facts) {
  // extern "C" around it is part of a wrong signature.
  if (auto* linkage = llvm::dyn_cast<clang::LinkageSpecDecl>(&declaration)) {
    for (clang::Decl* inside : linkage->decls())
      check_entry(*inside, context, facts);
    return;
  }
  auto* function = llvm::dyn_cast<clang::FunctionDecl>(&declaration);
  if (function == nullptr || !function->getIdentifier() || function->getName() != "app_main" ||
      !function->doesThisDeclarationHaveABody())
    return;
  facts.has_app_main = true;
  if (is_declared_by_library(*function, context))
    return;
  clang::DiagnosticsEngine& diagnostics = context.getDiagnostics();
  const unsigned id = diagnostics.getCustomDiagID(
      clang::DiagnosticsEngine::Error,
      "the library OS calls '%0', which this is not [app-main-signature]");
  const clang::SourceRange old(function->getBeginLoc(),
                               function->getFunctionTypeLoc()
                                   ? function->getFunctionTypeLoc().getRParenLoc()
                                   : function->getLocation());
  diagnostics.Report(function->getLocation(), id)
      << kSignature << old << clang::FixItHint::CreateReplacement(old, kSignature);
}

} // namespace mir::driver

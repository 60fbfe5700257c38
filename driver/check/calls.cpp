#include "driver/check/calls.hpp"

#include "driver/check/capability.hpp"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

namespace mir::driver {
namespace {

/// The standard library's functions are known by the names of the standard.
std::string public_name(const clang::NamedDecl& declaration) {
  std::string name = declaration.getQualifiedNameAsString();
  constexpr llvm::StringLiteral kInline = "std::__1::"; // libc++'s inline namespace
  if (llvm::StringRef(name).starts_with(kInline))
    name.erase(5, 5);
  return name;
}

class Collector : public clang::RecursiveASTVisitor<Collector> {
public:
  Collector(clang::ASTContext& context, Facts& facts)
      : sources_(context.getSourceManager()), facts_(facts) {}

  bool shouldVisitTemplateInstantiations() const { return true; }

  bool TraverseFunctionDecl(clang::FunctionDecl* function) {
    return inside(function, [&] { return RecursiveASTVisitor::TraverseFunctionDecl(function); });
  }
  bool TraverseCXXMethodDecl(clang::CXXMethodDecl* function) {
    return inside(function, [&] { return RecursiveASTVisitor::TraverseCXXMethodDecl(function); });
  }
  bool TraverseCXXConstructorDecl(clang::CXXConstructorDecl* function) {
    return inside(function,
                  [&] { return RecursiveASTVisitor::TraverseCXXConstructorDecl(function); });
  }
  bool TraverseCXXDestructorDecl(clang::CXXDestructorDecl* function) {
    return inside(function,
                  [&] { return RecursiveASTVisitor::TraverseCXXDestructorDecl(function); });
  }
  bool TraverseVarDecl(clang::VarDecl* variable) {
    if (!variable->hasGlobalStorage() || !variable->hasInit() || current_ != nullptr)
      return RecursiveASTVisitor::TraverseVarDecl(variable);
    Function initialisation{.id = "=" + variable->getQualifiedNameAsString(),
                            .name = variable->getNameAsString(),
                            .is_root = true,
                            .at = at(variable->getLocation()),
                            .calls = {}};
    current_ = &initialisation;
    const bool go_on = RecursiveASTVisitor::TraverseVarDecl(variable);
    current_ = nullptr;
    if (!initialisation.calls.empty())
      facts_.functions.push_back(std::move(initialisation));
    return go_on;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr* reference) {
    return use(reference->getDecl(), reference->getLocation());
  }
  bool VisitMemberExpr(clang::MemberExpr* member) {
    return use(member->getMemberDecl(), member->getMemberLoc());
  }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr* construct) {
    return use(construct->getConstructor(), construct->getLocation());
  }

private:
  /// What is in the body of a function belongs to it; so does what is in its lambdas.
  template <class Body> bool inside(clang::FunctionDecl* function, Body body) {
    if (current_ != nullptr || !function->doesThisDeclarationHaveABody() ||
        function->isDependentContext())
      return body();
    Function mine{.id = id_of(*function),
                  .name = function->getNameAsString(),
                  .is_root = function->getNameAsString() == "app_main",
                  .at = at(function->getLocation()),
                  .calls = {}};
    current_ = &mine;
    const bool go_on = body();
    current_ = nullptr;
    facts_.functions.push_back(std::move(mine));
    return go_on;
  }

  bool use(const clang::ValueDecl* declaration, clang::SourceLocation location) {
    const auto* function = llvm::dyn_cast<clang::FunctionDecl>(declaration);
    if (function == nullptr || current_ == nullptr)
      return true;
    Call call{.callee = {}, .name = public_name(*function), .capability = {}, .at = at(location)};
    if (!sources_.isInSystemHeader(function->getLocation()))
      call.callee = id_of(*function);
    else if (const Capability* capability = capability_of(call.name))
      call.capability = capability->name.str();
    else
      return true; // the library's, and no business of the platform
    current_->calls.push_back(std::move(call));
    return true;
  }

  /// Name and type tell overloads apart; what only one source sees has its file in it.
  std::string id_of(const clang::FunctionDecl& function) {
    std::string id = function.getQualifiedNameAsString() + " " +
                     function.getType().getCanonicalType().getAsString();
    if (!function.isExternallyVisible())
      id += " " + at(function.getCanonicalDecl()->getLocation()).file;
    return id;
  }

  At at(clang::SourceLocation location) {
    const auto place = sources_.getPresumedLoc(sources_.getExpansionLoc(location));
    return place.isValid() ? At{place.getFilename(), place.getLine(), place.getColumn()} : At{};
  }

  const clang::SourceManager& sources_;
  Facts& facts_;
  Function* current_ = nullptr;
};

} // namespace

void collect_calls(clang::Decl& declaration, clang::ASTContext& context, Facts& facts) {
  Collector(context, facts).TraverseDecl(&declaration);
}

} // namespace mir::driver

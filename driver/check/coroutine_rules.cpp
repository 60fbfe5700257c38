#include "driver/check/coroutine_rules.hpp"

#include "driver/check/lifetime.hpp"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

namespace mir::driver {
namespace {

bool is_task(clang::QualType type) { return class_of(type) == "mir::os::Task"; }

/// What lives as long as the program may be referred to by all of it.
bool lives_as_long(clang::QualType type, const clang::Expr* argument) {
  if (class_of(type) == "mir::os::App" || class_of(type) == "mir::os::Scheduler")
    return true;
  if (argument == nullptr)
    return false;
  class Finder : public clang::RecursiveASTVisitor<Finder> {
  public:
    bool VisitStringLiteral(clang::StringLiteral*) { return !(literal = true); }
    bool VisitDeclRefExpr(clang::DeclRefExpr* reference) {
      const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl());
      literal = literal || (variable != nullptr && variable->hasGlobalStorage());
      return true;
    }
    bool literal = false;
  } finder;
  finder.TraverseStmt(const_cast<clang::Expr*>(argument)); // the visitor changes nothing
  return finder.literal;
}

class Rules : public clang::RecursiveASTVisitor<Rules> {
public:
  explicit Rules(clang::DiagnosticsEngine& diagnostics) : diagnostics_(diagnostics) {}

  bool VisitLambdaExpr(clang::LambdaExpr* lambda) {
    const auto* body = lambda->getCallOperator()->getBody();
    if (lambda->capture_size() != 0 && llvm::isa_and_nonnull<clang::CoroutineBodyStmt>(body))
      report(lambda->getBeginLoc(),
             "a lambda that captures cannot be a coroutine: what it captured goes with the lambda, "
             "while the coroutine still runs; give it parameters instead [capturing-coroutine]")
          << lambda->getIntroducerRange();
    return true;
  }

  bool VisitCXXMemberCallExpr(clang::CXXMemberCallExpr* call) {
    const auto* method = call->getMethodDecl();
    if (method == nullptr || !method->getIdentifier())
      return true;
    const std::string name = method->getQualifiedNameAsString();
    if (name == "mir::os::Group::spawn" && call->getNumArgs() == 1)
      check_spawned(*call->getArg(0), *call->getImplicitObjectArgument());
    return true;
  }

  // Wherever the value of an expression goes nowhere.
  bool VisitCompoundStmt(clang::CompoundStmt* block) {
    for (clang::Stmt* statement : block->body())
      check_dropped(statement);
    return true;
  }
  bool VisitIfStmt(clang::IfStmt* choice) {
    check_dropped(choice->getThen());
    check_dropped(choice->getElse());
    return true;
  }
  bool VisitForStmt(clang::ForStmt* loop) { return check_dropped(loop->getBody()); }
  bool VisitWhileStmt(clang::WhileStmt* loop) { return check_dropped(loop->getBody()); }
  bool VisitDoStmt(clang::DoStmt* loop) { return check_dropped(loop->getBody()); }
  bool VisitCXXForRangeStmt(clang::CXXForRangeStmt* loop) { return check_dropped(loop->getBody()); }

private:
  clang::DiagnosticBuilder report(clang::SourceLocation at, llvm::StringRef text) {
    return diagnostics_.Report(
        at, diagnostics_.getDiagnosticIDs()->getCustomDiagID(clang::DiagnosticIDs::Error, text));
  }

  /// Only a call that makes the task here shows what it was given.
  void check_spawned(const clang::Expr& argument, const clang::Expr& group) {
    const clang::Expr* made = argument.IgnoreImplicit()->IgnoreParens();
    if (const auto* construct = llvm::dyn_cast<clang::CXXConstructExpr>(made))
      if (construct->getNumArgs() == 1)
        made = construct->getArg(0)->IgnoreImplicit();
    const auto* call = llvm::dyn_cast<clang::CallExpr>(made);
    const clang::FunctionDecl* function = call != nullptr ? call->getDirectCallee() : nullptr;
    if (function == nullptr || !is_task(function->getReturnType()))
      return;
    // The operator of a lambda has the lambda itself as its first argument.
    const unsigned skipped = llvm::isa<clang::CXXOperatorCallExpr>(call) ? 1 : 0;
    for (unsigned at = 0; at < function->getNumParams(); ++at) {
      const clang::ParmVarDecl& parameter = *function->getParamDecl(at);
      const clang::Expr* given =
          at + skipped < call->getNumArgs() ? call->getArg(at + skipped) : nullptr;
      if (keeps_nothing(parameter.getType()) || lives_as_long(parameter.getType(), given) ||
          (given != nullptr && outlives(*given, group, diagnostics_.getSourceManager())))
        continue;
      report(given != nullptr ? given->getBeginLoc() : call->getBeginLoc(),
             "a spawned task may outlive what its parameter '%0' refers to; take it by value, or "
             "declare what it refers to before the group [spawned-reference]")
          << parameter.getName()
          << (given != nullptr ? given->getSourceRange() : clang::SourceRange());
      diagnostics_.Report(parameter.getLocation(),
                          diagnostics_.getCustomDiagID(clang::DiagnosticsEngine::Note,
                                                       "the parameter is declared here"))
          << parameter.getSourceRange();
    }
  }

  static bool keeps_nothing(clang::QualType type) {
    return !type->isReferenceType() && !is_view(type);
  }

  /// \returns true: the visitor is to go on.
  bool check_dropped(const clang::Stmt* statement) {
    const auto* expression = llvm::dyn_cast_or_null<clang::Expr>(statement);
    if (expression == nullptr)
      return true;
    const clang::Expr* made = expression->IgnoreImplicit();
    if (llvm::isa<clang::CoawaitExpr>(made) || !is_task(made->getType()) || made->isLValue())
      return true;
    report(made->getBeginLoc(), "this task is made and dropped: it never runs; co_await it, or "
                                "spawn it into a mir::Group [dropped-task]")
        << made->getSourceRange()
        << clang::FixItHint::CreateInsertion(made->getBeginLoc(), "co_await ");
    return true;
  }

  clang::DiagnosticsEngine& diagnostics_;
};

} // namespace

void check_coroutines(clang::Decl& declaration, clang::ASTContext& context) {
  Rules(context.getDiagnostics()).TraverseDecl(&declaration);
}

} // namespace mir::driver

#include "driver/check/source.hpp"

#include "driver/check/calls.hpp"
#include "driver/check/coroutine_rules.hpp"
#include "driver/check/entry_rule.hpp"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/CodeGenAction.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Rewrite/Frontend/FixItRewriter.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/TargetSelect.h"

namespace mir::driver {
namespace {

/// Fixed sources take the place of the old ones.
class Replacing final : public clang::FixItOptions {
public:
  Replacing() {
    InPlace = true;
    FixWhatYouCan = true;
    FixOnlyWarnings = false;
    Silent = false;
  }
  std::string RewriteFilename(const std::string& name, int& descriptor) override {
    descriptor = -1;
    return name;
  }
};

class Consumer final : public clang::ASTConsumer {
public:
  Consumer(clang::CompilerInstance& compiler, Facts& facts, bool fix)
      : compiler_(compiler), facts_(facts), fix_(fix) {}

  /// Not HandleTranslationUnit() alone: going through all declarations would read those of the
  /// precompiled headers.
  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    const auto& sources = compiler_.getSourceManager();
    for (clang::Decl* declaration : group)
      if (!sources.isInSystemHeader(declaration->getLocation()))
        ours_.push_back(declaration);
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext& context) override {
    clang::DiagnosticsEngine& diagnostics = compiler_.getDiagnostics();
    if (diagnostics.hasErrorOccurred())
      return;
    std::unique_ptr<clang::FixItRewriter> rewriter;
    if (fix_) {
      rewriter = std::make_unique<clang::FixItRewriter>(diagnostics, compiler_.getSourceManager(),
                                                        context.getLangOpts(), &options_);
      diagnostics.setClient(rewriter.get(), /*ShouldOwnClient=*/false);
    }
    for (clang::Decl* declaration : ours_) {
      check_entry(*declaration, context, facts_);
      check_coroutines(*declaration, context);
      collect_calls(*declaration, context, facts_);
    }
    if (rewriter)
      rewriter->WriteFixedFiles();
  }

private:
  clang::CompilerInstance& compiler_;
  Facts& facts_;
  bool fix_;
  Replacing options_;
  std::vector<clang::Decl*> ours_;
};

class Action final : public clang::ASTFrontendAction {
public:
  Action(Facts& facts, bool fix) : facts_(facts), fix_(fix) {}

private:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler,
                                                        llvm::StringRef) override {
    return std::make_unique<Consumer>(compiler, facts_, fix_);
  }

  Facts& facts_;
  bool fix_;
};

/// Our rules see each declaration before the generator of code does, which gives up after an error.
class CompileAction final : public clang::EmitObjAction {
public:
  explicit CompileAction(Facts& facts) : facts_(facts) {}

private:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler,
                                                        llvm::StringRef file) override {
    // The process ends with the compilation, as the compiler's own does.
    compiler.getFrontendOpts().DisableFree = true;
    compiler.getCodeGenOpts().DisableFree = true;
    std::vector<std::unique_ptr<clang::ASTConsumer>> consumers;
    consumers.push_back(std::make_unique<Consumer>(compiler, facts_, /*fix=*/false));
    consumers.push_back(EmitObjAction::CreateASTConsumer(compiler, file));
    if (consumers.back() == nullptr)
      return nullptr; // the output cannot be written, which has been reported
    return std::make_unique<clang::MultiplexConsumer>(std::move(consumers));
  }

  Facts& facts_;
};

bool run(const std::vector<std::string>& command, std::unique_ptr<clang::FrontendAction> action) {
  llvm::IntrusiveRefCntPtr<clang::FileManager> files(
      new clang::FileManager(clang::FileSystemOptions()));
  return clang::tooling::ToolInvocation(command, std::move(action), files.get()).run();
}

} // namespace

std::optional<Facts> check_source(const std::vector<std::string>& command, bool fix) {
  Facts facts;
  return run(command, std::make_unique<Action>(facts, fix)) ? std::optional(facts) : std::nullopt;
}

std::optional<Facts> compile_source(const std::vector<std::string>& command) {
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
  llvm::InitializeAllAsmParsers();
  Facts facts;
  return run(command, std::make_unique<CompileAction>(facts)) ? std::optional(facts) : std::nullopt;
}

} // namespace mir::driver

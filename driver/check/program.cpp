#include "driver/check/program.hpp"

#include <deque>
#include <map>
#include <set>

#include "driver/check/capability.hpp"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

namespace mir::driver {
namespace {

/// Prints diagnostics with their line, as the compiler does.
class Reporter {
public:
  Reporter(llvm::raw_ostream& out, bool colour) : out_(out), colour_(colour) {}

  void error(const At& at, const std::string& text) {
    print(at, llvm::SourceMgr::DK_Error, text);
    failed_ = true;
  }
  void note(const At& at, const std::string& text) { print(at, llvm::SourceMgr::DK_Note, text); }
  [[nodiscard]] bool failed() const { return failed_; }

private:
  void print(const At& at, llvm::SourceMgr::DiagKind kind, const std::string& text) {
    out_.enable_colors(colour_);
    if (auto location = location_of(at); location.isValid())
      files_.PrintMessage(out_, location, kind, text, {}, {}, colour_);
    else
      llvm::SMDiagnostic("mir", kind, text).print(nullptr, out_, colour_);
  }

  llvm::SMLoc location_of(const At& at) {
    if (at.file.empty())
      return {};
    auto [known, fresh] = buffers_.try_emplace(at.file, 0);
    if (fresh)
      if (auto buffer = llvm::MemoryBuffer::getFile(at.file))
        known->second = files_.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
    return known->second == 0 ? llvm::SMLoc()
                              : files_.FindLocForLineAndColumn(known->second, at.line, at.column);
  }

  llvm::raw_ostream& out_;
  bool colour_, failed_ = false;
  llvm::SourceMgr files_;
  llvm::StringMap<unsigned> buffers_; ///< 0 for a file that cannot be read
};

/// How a function is reached.
struct Reached {
  const Function* function;
  const Reached* by = nullptr; ///< who calls it
  const Call* call = nullptr;  ///< where
};

class Program {
public:
  Program(const std::vector<Facts>& sources, llvm::StringRef target, Reporter& reporter)
      : target_(target), reporter_(reporter) {
    for (const Facts& facts : sources)
      for (const Function& function : facts.functions)
        functions_.try_emplace(function.id, &function);
  }

  /// From the functions that run by themselves, the nearest first, so that chains are short.
  void follow() {
    for (const auto& entry : functions_)
      if (entry.second->is_root)
        reach(entry.second, nullptr, nullptr);
    for (std::size_t at = 0; at < reached_.size(); ++at)
      for (const Call& call : reached_[at].function->calls)
        look_at(reached_[at], call);
  }

  [[nodiscard]] std::string used() const {
    std::string text;
    for (const std::string& name : used_)
      text += name + "\n";
    return text;
  }

private:
  void reach(const Function* function, const Reached* by, const Call* call) {
    if (seen_.insert(function).second)
      reached_.push_back({function, by, call});
  }

  void look_at(const Reached& from, const Call& call) {
    if (auto callee = functions_.find(call.callee); callee != functions_.end())
      reach(callee->second, &from, &call);
    const Capability* capability = find_capability(call.capability);
    if (capability == nullptr)
      return;
    used_.insert(call.capability);
    if (lacks(target_, *capability))
      report(from, call, *capability);
  }

  void report(const Reached& from, const Call& call, const Capability& capability) {
    const bool everywhere = capability.lacking.front() == "*";
    reporter_.error(call.at, llvm::formatv("'{0}' {1}{2} [{3}]", call.name, capability.what,
                                           everywhere ? std::string()
                                                      : ", which '" + target_.str() + "' cannot",
                                           capability.name));
    reporter_.note({}, capability.advice.str());
    for (const Reached* caller = &from; caller->by != nullptr; caller = caller->by)
      reporter_.note(caller->call->at,
                     llvm::formatv("'{0}' is called by '{1}'", caller->function->name,
                                   caller->by->function->name));
  }

  llvm::StringRef target_;
  Reporter& reporter_;
  std::map<std::string, const Function*> functions_; ///< sorted: reports have one order
  std::set<const Function*> seen_;
  std::deque<Reached> reached_; ///< its elements stay where they are
  std::set<std::string> used_;
};

} // namespace

std::optional<std::string> check_program(const std::vector<Facts>& sources, llvm::StringRef target,
                                         bool colour, llvm::raw_ostream& out) {
  Reporter reporter(out, colour);
  if (llvm::none_of(sources, [](const Facts& facts) { return facts.has_app_main; })) {
    reporter.error({}, "no source defines app_main [no-app-main]");
    reporter.note({}, "write: mir::Task<int> app_main(mir::App& app) { co_return 0; }");
  }
  Program program(sources, target, reporter);
  program.follow();
  return reporter.failed() ? std::nullopt : std::optional(program.used());
}

} // namespace mir::driver

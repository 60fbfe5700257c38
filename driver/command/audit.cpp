#include "driver/report/audit.hpp"

#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/report/bill.hpp"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

namespace mir::driver {
namespace {

std::optional<std::vector<Finding>> findings_of(Env& env, const Prepared& prepared,
                                                const Plan& plan, Diagnostics& diagnostics) {
  auto program = env.disk.read(on_disk(plan, plan.work + "/" + plan.name + ".elf"));
  if (!program) {
    diagnostics.report(program.takeError());
    return std::nullopt;
  }
  auto findings = audit_program(*program);
  if (!findings) {
    diagnostics.report(findings.takeError());
    return std::nullopt;
  }
  if (plan.capabilities.empty())
    return std::move(*findings);
  auto list = env.disk.read(on_disk(plan, plan.capabilities));
  if (!list) {
    diagnostics.report(list.takeError());
    return std::nullopt;
  }
  std::vector<std::string> used, declared;
  for (llvm::StringRef name : llvm::split(llvm::StringRef(*list).trim(), '\n'))
    if (!name.empty())
      used.push_back(name.str());
  const auto& listed = prepared.project.manifest.capabilities;
  for (const Text& name : listed.value_or(std::vector<Text>()))
    declared.push_back(name.value);
  llvm::append_range(*findings, audit_capabilities(used, listed ? &declared : nullptr));
  return std::move(*findings);
}

/// \returns how many answers are bad.
unsigned print_findings(Env& env, const CommandLine& line, const Plan& plan,
                        const std::vector<Finding>& findings) {
  unsigned bad = 0;
  if (!line.json)
    env.out << plan.target << ":\n";
  for (const Finding& finding : findings) {
    const bool is_bad = finding.answer == Finding::Answer::Bad;
    const char* word = is_bad ? "BAD" : finding.answer == Finding::Answer::Good ? "good" : "-";
    bad += is_bad ? 1 : 0;
    if (line.json)
      print_json(env, {{"type", "finding"},
                       {"target", plan.target},
                       {"name", finding.name},
                       {"answer", word},
                       {"text", llvm::json::fixUTF8(finding.text)}});
    else
      env.out << fmt::format("  {:<5} {:<22} {}\n", word, finding.name, finding.text);
  }
  return bad;
}

bool print_bill(Env& env, const Prepared& prepared, const Plan& plan, Diagnostics& diagnostics) {
  auto image = env.disk.read(on_disk(plan, plan.image));
  auto versions = env.disk.read(prepared.home.sysroot() + "/VERSIONS");
  if (!image || !versions) {
    diagnostics.report(llvm::joinErrors(image.takeError(), versions.takeError()));
    return false;
  }
  const auto digest = llvm::SHA256::hash(llvm::arrayRefFromStringRef(*image));
  env.out << bill_of_materials(plan.name, mir_version(), *versions,
                               llvm::toHex(digest, /*LowerCase=*/true));
  return true;
}

} // namespace

int command_audit(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  auto prepared = prepare(env, line, diagnostics);
  if (!prepared || !require_tools(prepared->tools, diagnostics))
    return diagnostics.exit_code();
  if (int code = build_images(env, line, *prepared, diagnostics); code != 0)
    return code;
  if (line.dry_run)
    return end_dry_run(env, line);
  unsigned bad = 0;
  for (const Plan& plan : prepared->plans) {
    if (line.bill) {
      if (!print_bill(env, *prepared, plan, diagnostics))
        return diagnostics.exit_code();
      continue;
    }
    auto findings = findings_of(env, *prepared, plan, diagnostics);
    if (!findings)
      return diagnostics.exit_code();
    bad += print_findings(env, line, plan, *findings);
  }
  if (bad != 0) {
    diagnostics.report(kind::kAudit, bad);
    diagnostics.note("they are marked BAD above, each with what was found");
    return diagnostics.exit_code();
  }
  if (!line.json && !line.bill)
    print_next(env, again(line, "audit --sbom"));
  return 0;
}

} // namespace mir::driver

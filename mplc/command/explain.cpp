#include "mplc/command/explain.hpp"

#include "mplc/diag/print.hpp"
#include "mplc/ir/check_list.hpp"
#include "mplc/passes/passes.hpp"

#include <fmt/format.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace mir::mplc {
namespace {

using Kind = ir::RemainingCheck::Kind;
using Checks = std::vector<ir::RemainingCheck>;

constexpr std::array kKinds{Kind::Bounds, Kind::Multiple, Kind::Value,    Kind::Choice,
                            Kind::Format, Kind::Packet,   Kind::Progress, Kind::Overflow};

/// The word at a place of the specification.
Range word_at(const SourceManager& sources, const ir::Location& where) {
  const FileId file = where.file + 1;
  const std::string_view text = sources.text(file);
  std::size_t begin = 0;
  for (std::uint32_t line = 1; line < where.line; ++line)
    begin = text.find('\n', begin) + 1;
  begin += where.column - 1;
  std::size_t end = begin;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 ||
                               text[end] == '_' || text[end] == '\''))
    ++end;
  return {file, static_cast<std::uint32_t>(begin),
          static_cast<std::uint32_t>(std::max(end, begin + 1))};
}

std::string counted(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::int64_t count(const Checks& checks, Kind kind) {
  return std::ranges::count(checks, kind, &ir::RemainingCheck::kind);
}

/// "udp: 3 checks (2 bounds, 1 value), 2 of them in every packet".
std::string summary(const ir::Packet& packet, const Checks& checks) {
  std::string text = packet.name + ": " + counted(checks.size(), "check");
  if (checks.empty())
    return text + "\n";
  std::string kinds;
  for (const Kind kind : kKinds)
    if (const auto number = count(checks, kind); number != 0)
      kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", number, ir::name(kind));
  const auto always = std::ranges::count(checks, false, &ir::RemainingCheck::sometimes);
  return text + fmt::format(" ({}), {} of them in every packet\n", kinds, always);
}

std::string as_text(const ir::Packet& packet, const Checks& checks, const SourceManager& sources) {
  std::string text;
  for (const ir::RemainingCheck& check : checks)
    text += print_text({.severity = Severity::Note,
                        .id = ir::name(check.kind),
                        .range = word_at(sources, check.where),
                        .text = check.text},
                       sources, false);
  return text + summary(packet, checks);
}

std::string line(llvm::json::Object object) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::json::Value(std::move(object)) << '\n';
  return text;
}

std::string as_json(const ir::Module& module, const ir::Packet& packet, const Checks& checks) {
  std::string text;
  for (const ir::RemainingCheck& check : checks)
    text += line(llvm::json::Object{{"packet", packet.name},
                                    {"kind", std::string(ir::name(check.kind))},
                                    {"field", packet.fields[check.field].path},
                                    {"message", check.text},
                                    {"always", !check.sometimes},
                                    {"repeated", check.repeated},
                                    {"file", module.files[check.where.file].path},
                                    {"line", check.where.line},
                                    {"column", check.where.column}});
  llvm::json::Object totals{
      {"packet", packet.name},
      {"checks", static_cast<std::int64_t>(checks.size())},
      {"always", std::ranges::count(checks, false, &ir::RemainingCheck::sometimes)}};
  for (const Kind kind : kKinds)
    totals[llvm::StringRef(ir::name(kind))] = count(checks, kind);
  return text + line(std::move(totals));
}

/// \returns false if the specification has mistakes, which have been printed.
bool explain(const Env& env, const Command& command, const std::string& file) {
  SourceManager sources(search_folders(env, command));
  Diagnostics diagnostics(sources, env.err, diagnostic_options(env, command));
  const auto main = sources.open(file);
  if (!main) {
    diagnostics.report(Diag::CannotRead, {}, {file, main.error()}).done();
    return false;
  }
  auto module = read_module(command, *main, sources, diagnostics);
  if (!module)
    return false;
  ir::optimise(*module);
  for (const ir::Packet& packet : module->packets) {
    const Checks checks = ir::remaining_checks(*module, packet);
    const std::string text =
        command.json ? as_json(*module, packet, checks) : as_text(packet, checks, sources);
    std::fwrite(text.data(), 1, text.size(), env.out);
  }
  return true;
}

} // namespace

int explain_checks(const Env& env, const Command& command) {
  bool sound = true;
  for (const std::string& file : command.files)
    sound &= explain(env, command, file);
  return std::fflush(env.out) == 0 && sound ? 0 : 1;
}

} // namespace mir::mplc

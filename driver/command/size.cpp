#include <algorithm>
#include <cstdlib>

#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/report/size_report.hpp"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

using Sizes = std::map<std::string, std::uint64_t>;

/// The library's headers come with the installation.
void add_library_headers(Env& env, const Home& home, std::vector<GeneratedHeader>& headers) {
  const std::string folder = home.include() + "/mir/net/wire";
  auto entries = env.disk.list(folder);
  if (!entries)
    return llvm::consumeError(entries.takeError());
  for (const FolderEntry& entry : *entries)
    if (auto text = env.disk.read(folder + "/" + entry.name))
      headers.push_back(
          {home.stdlib() + "/net/wire/" + llvm::sys::path::stem(entry.name).str() + ".mpl",
           std::move(*text)});
    else
      llvm::consumeError(text.takeError());
}

std::vector<GeneratedHeader> headers_of(Env& env, const Home& home, const Plan& plan) {
  std::vector<GeneratedHeader> headers;
  add_library_headers(env, home, headers);
  for (const Step& step : plan.steps)
    if (step.kind == StepKind::Specification) {
      if (auto text = env.disk.read(on_disk(plan, step.output)))
        headers.push_back({step.inputs.front(), std::move(*text)});
      else
        llvm::consumeError(text.takeError()); // it has been made, but may be gone by now
    }
  return headers;
}

std::optional<SizeMap> load(Env& env, const std::string& path, Diagnostics& diagnostics) {
  auto text = env.disk.read(path);
  if (text)
    return read_size_map(*text);
  diagnostics.report(text.takeError());
  diagnostics.note("a build leaves its map beside the image: _build/TARGET/NAME.map");
  return std::nullopt;
}

/// The largest first.
std::vector<std::pair<std::string, std::int64_t>> sorted(const Sizes& now, const Sizes* before) {
  std::map<std::string, std::int64_t> bytes;
  for (const auto& [name, size] : now)
    bytes[name] += static_cast<std::int64_t>(size);
  if (before != nullptr)
    for (const auto& [name, size] : *before)
      bytes[name] -= static_cast<std::int64_t>(size);
  std::vector<std::pair<std::string, std::int64_t>> result(bytes.begin(), bytes.end());
  if (before != nullptr)
    std::erase_if(result, [](const auto& entry) { return entry.second == 0; });
  std::ranges::sort(result, {}, [](const auto& entry) {
    return std::pair(-std::abs(entry.second), llvm::StringRef(entry.first));
  });
  return result;
}

void print_sizes(Env& env, const CommandLine& line, const Plan& plan, const Sizes& now,
                 const Sizes* before) {
  constexpr std::size_t kMost = 40; // lines that a reader takes in; --json has all
  std::int64_t total = 0;
  std::size_t shown = 0;
  if (!line.json)
    env.out << plan.target << ", by " << line.by << (before == nullptr ? "" : ", against before")
            << ":\n";
  const auto entries = sorted(now, before);
  for (const auto& [name, size] : entries) {
    total += size;
    if (line.json)
      print_json(env, {{"type", "size"},
                       {"target", plan.target},
                       {"by", line.by},
                       {"name", llvm::json::fixUTF8(name)},
                       {"bytes", size}});
    else if (shown++ < kMost)
      env.out << fmt::format(
          "{:>10}  {}\n", before == nullptr ? fmt::format("{}", size) : fmt::format("{:+}", size),
          name);
  }
  if (line.json)
    return;
  if (shown > kMost)
    env.out << fmt::format("{:>10}  more, smaller ones: --json prints all\n", shown - kMost);
  env.out << fmt::format("{:>10}  together\n",
                         before == nullptr ? fmt::format("{}", total) : fmt::format("{:+}", total));
}

bool print_why(Env& env, const CommandLine& line, const SizeMap& map, Diagnostics& diagnostics) {
  const auto way = why(map, line.why);
  if (way.empty()) {
    diagnostics.report(kind::kNoSymbol, line.why);
    diagnostics.note(
        "mir size --by=symbol lists what the image holds; a function that was inlined, or "
        "that only its own file uses, is not in the linker's table");
    return false;
  }
  if (line.json) {
    for (const Reference& step : way)
      print_json(env, {{"type", "why"},
                       {"file", llvm::json::fixUTF8(step.file)},
                       {"symbol", llvm::json::fixUTF8(step.symbol)}});
    return true;
  }
  for (std::size_t at = 0; at < way.size(); ++at)
    env.out << (at == 0 ? "" : "  refers to ") << (at == 0 ? "" : way[at - 1].symbol)
            << (at == 0 ? "" : "\n  in ") << library_of(way[at].file) << ": " << way[at].file
            << "\n";
  env.out << "  which defines " << line.why << "\n";
  return true;
}

int size_one(Env& env, const CommandLine& line, const Home& home, const Plan& plan,
             Diagnostics& diagnostics) {
  auto map = load(env, on_disk(plan, map_file(plan)), diagnostics);
  if (!map)
    return diagnostics.exit_code();
  if (!line.why.empty())
    return print_why(env, line, *map, diagnostics) ? 0 : diagnostics.exit_code();
  const SizeBy by = line.by == "symbol"          ? SizeBy::Symbol
                    : line.by == "specification" ? SizeBy::Specification
                                                 : SizeBy::Library;
  const auto headers = headers_of(env, home, plan);
  const Sizes now = sizes(*map, by, headers);
  if (line.diff.empty()) {
    print_sizes(env, line, plan, now, nullptr);
    return 0;
  }
  auto old = load(env, absolute_path(env, line.diff), diagnostics);
  if (!old)
    return diagnostics.exit_code();
  const Sizes before = sizes(*old, by, headers);
  print_sizes(env, line, plan, now, &before);
  return 0;
}

} // namespace

int command_size(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  auto prepared = prepare(env, line, diagnostics);
  if (!prepared || !require_tools(prepared->tools, diagnostics))
    return diagnostics.exit_code();
  if (int code = build_images(env, line, *prepared, diagnostics); code != 0)
    return code;
  if (line.dry_run)
    return end_dry_run(env, line);
  for (const Plan& plan : prepared->plans)
    if (int code = size_one(env, line, prepared->home, plan, diagnostics); code != 0)
      return code;
  if (!line.json)
    print_next(env, again(line, line.by == "symbol" ? "size --why=SYMBOL" : "size --by=symbol"));
  return 0;
}

} // namespace mir::driver

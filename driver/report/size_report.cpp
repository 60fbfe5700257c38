#include "driver/report/size_report.hpp"

#include <deque>

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

/// "telemetry::Telemetry" and the like, of what a generated header defines.
std::vector<std::string> classes_of(llvm::StringRef text) {
  std::vector<std::string> names;
  std::string space;
  for (llvm::StringRef line : llvm::split(text, '\n')) {
    auto word = [](llvm::StringRef rest) {
      return rest.take_while([](char c) { return llvm::isAlnum(c) || c == '_' || c == ':'; }).str();
    };
    if (line.consume_front("namespace ") && !line.starts_with("mpl"))
      space = word(line);
    else if (line.consume_front("class ") || line.consume_front("struct ") ||
             line.consume_front("enum class "))
      names.push_back((space.empty() ? "" : space + "::") + word(line));
  }
  return names;
}

/// Where the way to a symbol begins: what the machine jumps to, or main.
bool is_start(llvm::StringRef file) {
  return llvm::sys::path::filename(file) == "crt1.o" || file.contains("librt.a(");
}

/// Who refers to what in whom.
struct Edge {
  std::string to, symbol;
};

std::map<std::string, std::vector<Edge>> edges_of(const SizeMap& map) {
  std::map<std::string, std::vector<Edge>> edges;
  for (const auto& [symbol, files] : map.references)
    for (const std::string& from : llvm::drop_begin(files))
      if (from != files.front())
        edges[from].push_back({files.front(), symbol});
  return edges;
}

} // namespace

std::string library_of(llvm::StringRef file) {
  if (file.contains("/obj/app/"))
    return "application";
  if (file.contains("/obj/mir/os/") || file.contains("/libos.a("))
    return "library OS";
  if (file.contains("/obj/mir/net/") || file.contains("/libnet.a("))
    return "network";
  if (file.contains("librt.a("))
    return "run time";
  llvm::StringRef archive = file.split('(').first;
  if (archive.size() != file.size())
    return llvm::sys::path::stem(archive).str();
  return file.starts_with("<internal>") ? "linker" : llvm::sys::path::filename(file).str();
}

std::map<std::string, std::uint64_t> sizes(const SizeMap& map, SizeBy by,
                                           const std::vector<GeneratedHeader>& headers) {
  std::map<std::string, std::uint64_t> result;
  if (by == SizeBy::Library) {
    for (const auto& [file, size] : map.files)
      result[library_of(file)] += size;
    return result;
  }
  if (by == SizeBy::Symbol) {
    for (const MappedSymbol& symbol : map.symbols)
      result[symbol.name] += symbol.size;
    return result;
  }
  for (const GeneratedHeader& header : headers)
    for (const std::string& name : classes_of(header.text))
      for (const MappedSymbol& symbol : map.symbols)
        if (llvm::StringRef(symbol.name).starts_with(name + "::"))
          result[header.specification] += symbol.size;
  return result;
}

std::vector<Reference> why(const SizeMap& map, const std::string& symbol) {
  auto wanted = map.references.find(symbol);
  if (wanted == map.references.end())
    return {};
  const std::string& defined_in = wanted->second.front();
  const auto edges = edges_of(map);
  std::map<std::string, Reference> came_from; ///< file -> who refers to which symbol in it
  std::deque<std::string> waiting;
  for (const auto& [from, targets] : edges)
    if (is_start(from) && came_from.try_emplace(from).second)
      waiting.push_back(from);
  for (; !waiting.empty() && !came_from.contains(defined_in); waiting.pop_front())
    if (auto found = edges.find(waiting.front()); found != edges.end())
      for (const Edge& edge : found->second)
        if (came_from.try_emplace(edge.to, Reference{waiting.front(), edge.symbol}).second)
          waiting.push_back(edge.to);
  std::vector<Reference> way{{defined_in, symbol}};
  for (auto at = came_from.find(defined_in); at != came_from.end() && !at->second.file.empty();
       at = came_from.find(at->second.file)) {
    way.back().symbol = way.size() == 1 ? symbol : way.back().symbol;
    way.push_back({at->second.file, at->second.symbol});
  }
  std::reverse(way.begin(), way.end());
  return way;
}

} // namespace mir::driver

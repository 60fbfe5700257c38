#include "driver/report/size_map.hpp"

#include <optional>

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

// Columns of lld's map: address, load address, size, alignment; then a section of the output, or
// eight blanks and one of the input, or sixteen and a symbol.
constexpr std::size_t kNames = 16 + 1 + 16 + 1 + 8 + 1 + 5 + 1;
constexpr std::size_t kInput = kNames + 8, kSymbol = kNames + 16;

/// One line of the map.
struct Line {
  std::uint64_t address, size;
  enum class What { Output, Input, Symbol } what;
  llvm::StringRef name;
};

std::optional<Line> line_of(llvm::StringRef text) {
  if (text.size() <= kNames)
    return std::nullopt;
  Line line{};
  if (text.substr(0, 16).ltrim().getAsInteger(16, line.address) ||
      text.substr(34, 8).ltrim().getAsInteger(16, line.size))
    return std::nullopt;
  const std::size_t blanks = text.drop_front(kNames).find_first_not_of(' ');
  line.what = blanks >= kSymbol - kNames  ? Line::What::Symbol
              : blanks >= kInput - kNames ? Line::What::Input
                                          : Line::What::Output;
  line.name = text.drop_front(kNames).ltrim();
  return line;
}

/// "a.o" of "a.o:(.text.f)".
llvm::StringRef file_of(llvm::StringRef input) { return input.substr(0, input.rfind(":(")); }

void read_references(llvm::ArrayRef<llvm::StringRef> lines, SizeMap& map) {
  constexpr std::size_t kFileColumn = 50;
  std::vector<std::string>* files = nullptr;
  for (llvm::StringRef text : lines) {
    if (text.size() <= kFileColumn || text.starts_with("Symbol "))
      continue;
    // A long name leaves one blank before the file.
    if (!text.starts_with(" ")) {
      const std::size_t at = text.size() > kFileColumn && text[kFileColumn - 1] == ' '
                                 ? kFileColumn
                                 : text.rfind(' ') + 1;
      files = &map.references[text.substr(0, at).rtrim().str()];
      files->push_back(text.drop_front(at).trim().str());
    } else if (files != nullptr) {
      files->push_back(text.trim().str());
    }
  }
}

} // namespace

SizeMap read_size_map(llvm::StringRef text) {
  SizeMap map;
  auto [sections, references] = text.split("Cross Reference Table\n");
  std::string file;
  bool loaded = false;
  for (llvm::StringRef each : llvm::split(sections, '\n')) {
    auto line = line_of(each);
    if (!line)
      continue;
    if (line->what == Line::What::Output) {
      // What only debuggers read lies at no address, and .bss in no file.
      loaded = line->address != 0 && !line->name.starts_with(".bss");
    } else if (loaded && line->what == Line::What::Input) {
      file = file_of(line->name).str();
      map.files[file] += line->size;
    } else if (loaded && line->size != 0) {
      map.symbols.push_back({line->name.str(), file, line->size});
    }
  }
  llvm::SmallVector<llvm::StringRef> lines;
  references.split(lines, '\n');
  read_references(lines, map);
  return map;
}

} // namespace mir::driver

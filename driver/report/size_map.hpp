/// \file
/// What an image is made of, from the map that lld writes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// A function or a variable in the image.
struct MappedSymbol {
  std::string name;   ///< as lld demangles it
  std::string file;   ///< the object, or "archive(member)"
  std::uint64_t size; ///< bytes
};

struct SizeMap {
  std::vector<MappedSymbol> symbols;
  std::map<std::string, std::uint64_t> files; ///< bytes of each object that are in the image
  /// Who refers to each symbol of another file: first the file that defines it, then the others.
  std::map<std::string, std::vector<std::string>> references;
};

/// Reads a map with its cross reference table (--cref). Sections that are not loaded, such as those
/// of a debugger, do not count.
SizeMap read_size_map(llvm::StringRef text);

} // namespace mir::driver

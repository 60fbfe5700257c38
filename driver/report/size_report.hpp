/// \file
/// Answers from the map of an image: how large is what, and why is it there.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "driver/report/size_map.hpp"

namespace mir::driver {

/// How the bytes of an image are told apart.
enum class SizeBy { Library, Specification, Symbol };

/// A generated header, by which the symbols of its specification are known.
struct GeneratedHeader {
  std::string specification; ///< "telemetry.mpl"
  std::string text;
};

/// Bytes by name. What belongs to no specification is left out of SizeBy::Specification.
std::map<std::string, std::uint64_t> sizes(const SizeMap& map, SizeBy by,
                                           const std::vector<GeneratedHeader>& headers);

/// One step of the way to a symbol: a file and the symbol in it that the step before refers to.
struct Reference {
  std::string file, symbol;
};

/// The shortest way from what starts the program to the symbol; empty when the image does not hold
/// it.
std::vector<Reference> why(const SizeMap& map, const std::string& symbol);

/// "application", "network", "libc" or the like: whose a file of the link is.
std::string library_of(llvm::StringRef file);

} // namespace mir::driver

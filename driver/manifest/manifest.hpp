/// \file
/// What mir.toml says. docs/manifest.md explains every key to its users.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// A text and where it was written; no line when it is a default.
struct Text {
  std::string value;
  Place place;
};

struct Manifest {
  Text name;
  std::vector<Text> targets;        ///< at least one; the first is built when none is asked for
  std::vector<Text> sources;        ///< patterns
  std::vector<Text> specifications; ///< patterns
  std::optional<std::vector<Text>> capabilities; ///< what it may use; absent when nobody says

  /// For targets with a stack of their own; absent means what boot arguments say, or DHCP.
  struct Net {
    std::optional<Text> address; ///< "dhcp", or an address with its prefix length
    std::optional<Text> gateway;
    std::vector<Text> dns;
    std::optional<std::uint16_t> mtu; ///< bytes of the largest packet, if smaller than the device's
    std::optional<Text> pcap;         ///< the file of a capture, as the running program finds it
  } net;

  struct Xen {
    std::uint64_t memory = 16 << 20; ///< bytes
    std::vector<Text> vif;           ///< as xl.cfg(5) writes them
    std::vector<Text> disks;         ///< as xl.cfg(5) writes them
  } xen;

  struct Build {
    std::optional<Text> launcher; ///< a program that stands before the compiler
  } build;

  struct Budget {
    std::optional<std::uint64_t> image; ///< bytes
    Place place;
  } budget;
};

/// The names that a manifest may use, which are not the manifest's business.
struct KnownNames {
  std::vector<llvm::StringRef> targets;
  std::vector<llvm::StringRef> launchers;
};

/// Reads a manifest and reports everything that is wrong with it.
///
/// \param name the file's, as errors shall call it.
/// \returns nothing when an error was reported.
std::optional<Manifest> read_manifest(llvm::StringRef name, llvm::StringRef text,
                                      const KnownNames& known, Diagnostics& diagnostics);

/// True for what may name an application: a file, a folder, a Xen domain and a C++ identifier come
/// of it.
bool is_application_name(llvm::StringRef name);
inline constexpr llvm::StringLiteral kApplicationNameRule =
    "a name is a letter, then up to 62 letters, digits, '-' and '_'";

/// The word among `known` that was probably meant; empty when none is near.
llvm::StringRef nearest(llvm::StringRef word, const std::vector<llvm::StringRef>& known);

} // namespace mir::driver

/// \file
/// The targets, as data: what differs between them is a field here and a file in rt/ or stdlib/,
/// never a branch.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "driver/env/disk.hpp"
#include "driver/manifest/manifest.hpp"
#include "driver/toolchain/home.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

struct Target {
  llvm::StringLiteral name;
  llvm::StringLiteral what; ///< one line for `mir targets`
  /// Of the result in _build/.
  llvm::StringLiteral suffix;
  /// Folders below the installed stdlib whose sources belong to the program; "os/**" has all below
  /// it, "net/*" only its own files.
  std::span<const llvm::StringLiteral> stdlib;
  /// Headers that most of those sources begin with, read once for all of them.
  std::span<const llvm::StringLiteral> headers;
  /// Flags of the link that only this target has.
  std::span<const llvm::StringLiteral> link;
  /// Objects of the C library that come first in the link.
  std::span<const llvm::StringLiteral> start_files;
  /// The text of NAME.cfg, which goes beside the result; null where there is no such file.
  std::string (*configuration)(const Manifest& manifest, llvm::StringRef image,
                               llvm::StringRef command_line);
  bool runs_here; ///< the result is a program of this machine
  /// It speaks TCP/IP itself, on a tap.
  bool has_own_stack = false;
  /// Why this version of the driver cannot build for it; empty when it can.
  llvm::StringLiteral unready;
  /// The image holds the names of its functions, for want of anybody who could look them up when
  /// it panics.
  bool names = false;
  /// Compiled with this machine's own C and C++ libraries.
  bool hosted = false;
};

/// Where `mir test` runs by default: a process of this machine with its own libraries and checked
/// by sanitizers, in virtual time. No target of an application.
const Target& host_target();

/// All targets, in the order they are shown.
std::span<const Target> targets();

std::vector<llvm::StringRef> target_names();

/// \returns nullptr for a name that is no target's.
const Target* find_target(llvm::StringRef name);

/// Why this installation cannot build for the target; nothing when it can.
std::optional<std::string> why_not(const Target& target, const Home& home, Disk& disk);

} // namespace mir::driver

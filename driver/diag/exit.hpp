/// \file
/// The exit codes of `mir`. They are documented in docs/mir.md and only ever added to.
#pragma once

namespace mir::driver {

enum class Exit : int {
  Success = 0,
  Project = 1, ///< the project is wrong: its manifest, a specification, a source, its size
  Usage = 2,   ///< the command line is wrong
  Environment =
      3, ///< the machine is: a file cannot be read, a tool or a part of the installation is missing
  Target = 4,      ///< this installation cannot build for that target
  TimeLimit = 124, ///< `mir run` has ended the guest because of --timeout; as timeout(1) says it
};

/// Added to the number of the signal that interrupted a command, as shells do.
inline constexpr int kExitSignal = 128;

} // namespace mir::driver

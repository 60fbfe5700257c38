/// \file
/// How `mir run` starts a Xen image.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/env.hpp"
#include "driver/env/host_port.hpp"
#include "driver/manifest/manifest.hpp"
#include "driver/run/guest_disk.hpp"
#include "driver/toolchain/home.hpp"

namespace mir::driver {

struct GuestRun {
  const Home& home;
  const Manifest& manifest;
  std::string image;                  ///< absolute path
  std::string program;                ///< the same with symbols
  std::string work;                   ///< a folder for the files of this run, absolute
  std::vector<std::string> arguments; ///< of the program
  bool network;                       ///< the program uses one
  std::vector<HostPort> ports;        ///< of this machine, that lead to the guest's
  std::vector<GuestDisk> disks;       ///< instead of those of the manifest; none for those
  unsigned limit_s;                   ///< seconds after which the guest is ended; 0 for never
  bool verbose;                       ///< shows the commands on the error stream
  /// Gets the lines of the console instead of the output; empty for the output.
  std::function<void(llvm::StringRef)> on_line = {};
  /// Called before the guest starts, with the ports that have been settled; empty for nobody.
  std::function<void(const std::vector<HostPort>&)> on_start = {};
};

/// The image's command line: its words, quoted as rt/xen takes them apart again.
std::string kernel_command_line(const std::vector<std::string>& arguments);

/// Runs the image as a PVH guest of the real Xen: of this machine's if it is a Xen host, else in
/// QEMU. There the first time fetches Xen and a dom0 from Debian and boots them; from then on it
/// begins with the state of that machine.
///
/// The guest's console is the output, with names in the backtrace of a panic; the input is its
/// keyboard. Blocks.
/// \returns the program's exit code, or what `mir` shall end with when an error was reported.
int run_guest(Env& env, const GuestRun& run, Diagnostics& diagnostics);

/// Runs the image in QEMU alone: no hypervisor, no devices, for a quick look. The rest as above.
int run_bare(Env& env, const GuestRun& run, Diagnostics& diagnostics);

} // namespace mir::driver

/// \file
/// The disks of `mir run --disk=FILE[,ro][,sector=4096]`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/disk.hpp"
#include "driver/env/env.hpp"
#include "driver/manifest/manifest.hpp"

namespace mir::driver {

/// Disks that the machine with Xen has room for (driver/run/xen/machine.txt).
inline constexpr std::size_t kMostGuestDisks = 4;

struct GuestDisk {
  std::string file; ///< absolute
  bool read_only = false;
  std::optional<std::uint32_t> said_sector; ///< bytes, where the command line has it

  /// In bytes.
  [[nodiscard]] std::uint32_t sector_size() const { return said_sector.value_or(512); }
  /// As the command line says it, and as the run times of UNIX read it (rt/unix/block/open.cpp).
  [[nodiscard]] std::string text() const;
};

/// Reads the options of a command line, and looks whether the files are there.
///
/// \returns nothing when an error was reported.
std::optional<std::vector<GuestDisk>>
read_guest_disks(Env& env, const std::vector<std::string>& texts, Diagnostics& diagnostics);

/// What QEMU is told, so that the disks are those of the machine's dom0.
std::vector<std::string> disks_of_qemu(const std::vector<GuestDisk>& disks);

/// What the toolstack is told there, for `disk` of the guest's configuration.
std::vector<Text> disks_in_qemu(const std::vector<GuestDisk>& disks);

/// The same on a Xen host, where the files are of that host.
///
/// \returns nothing when an error was reported: a file there has sectors of 512 bytes.
std::optional<std::vector<Text>> disks_on_host(const std::vector<GuestDisk>& disks,
                                               Diagnostics& diagnostics);

} // namespace mir::driver

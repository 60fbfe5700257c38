/// \file
/// The disk on which a guest gets into the machine that mir keeps ready (driver/run/xen).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mir::driver {

struct JobFile {
  std::string name; ///< without blanks
  std::string bytes;
};

struct Job {
  std::string name;      ///< the guest's; NAME.cfg is one of the files
  std::uint64_t time_s;  ///< the date, in seconds since 1970 UTC
  std::size_t disks = 0; ///< of the machine that are others than when its state was kept
  std::vector<JobFile> files;
};

/// The disk's bytes: a page of text, one key and its values a line, and from the next page on the
/// files, each at the beginning of a page.
///
/// \returns nothing when that is more than the disk holds; its size belongs to the kept state.
std::optional<std::string> job_disk(const Job& job);

inline constexpr std::uint64_t kJobDiskSize = 32 << 20; // bytes; prepare.sh makes as large a one

} // namespace mir::driver

#include "driver/run/job.hpp"

#include <fmt/format.h>

namespace mir::driver {

std::optional<std::string> job_disk(const Job& job) {
  constexpr std::size_t kPage = 4096; // what dom0 reads at once, past its cache
  std::string header = fmt::format("mirjob\nname {}\ntime {}\n", job.name, job.time_s);
  if (job.disks != 0)
    header += fmt::format("disks {}\n", job.disks);
  std::string disk(kPage, '\0');
  for (const JobFile& file : job.files) {
    header += fmt::format("file {} {} {}\n", file.name, disk.size(), file.bytes.size());
    disk += file.bytes;
    disk.resize((disk.size() + kPage - 1) / kPage * kPage);
  }
  if (header.size() > kPage || disk.size() > kJobDiskSize)
    return std::nullopt;
  disk.replace(0, header.size(), header);
  disk.resize(kJobDiskSize);
  return disk;
}

} // namespace mir::driver

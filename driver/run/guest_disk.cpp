#include "driver/run/guest_disk.hpp"

#include "driver/project/project.hpp"

namespace mir::driver {
namespace {

constexpr std::uint32_t kLargeSector = 4096; // bytes

/// "xvda" for the first.
std::string device_name(std::size_t number) {
  return std::string("xvd") + static_cast<char>('a' + number);
}

GuestDisk parse(Env& env, llvm::StringRef text) {
  GuestDisk disk;
  // Options stand at the end: a name may hold commas itself.
  for (bool more = true; more;) {
    if (text.consume_back(",ro"))
      disk.read_only = true;
    else if (text.consume_back(",sector=4096"))
      disk.sector_size = kLargeSector;
    else
      more = text.consume_back(",sector=512");
  }
  disk.file = text.empty() ? "" : absolute_path(env, text.str());
  return disk;
}

void check(Env& env, const GuestDisk& disk, const std::string& text, Diagnostics& diagnostics) {
  const auto status = env.disk.status(disk.file);
  if (disk.file.empty() || !status || status->is_folder) {
    diagnostics.report(kind::kUsage, fmt::format("--disk={}: there is no such file", text));
    diagnostics.note("`truncate -s 16M FILE` makes an empty one, `mir image` one with files in it");
  } else if (status->is_file && (status->size == 0 || status->size % disk.sector_size != 0)) {
    diagnostics.report(kind::kUsage, fmt::format("--disk={}: its size, {}, is no multiple of {}",
                                                 text, status->size, disk.sector_size));
    diagnostics.note("`truncate -s %4K FILE` fills it up with zeros");
  }
}

Text configuration(std::size_t number, const GuestDisk& disk, const std::string& target) {
  return {fmt::format("format=raw, vdev={}, access={}, target={}", device_name(number),
                      disk.read_only ? "ro" : "rw", target),
          {}};
}

} // namespace

std::string GuestDisk::text() const {
  return file + (read_only ? ",ro" : "") + (sector_size == kLargeSector ? ",sector=4096" : "");
}

std::optional<std::vector<GuestDisk>>
read_guest_disks(Env& env, const std::vector<std::string>& texts, Diagnostics& diagnostics) {
  std::vector<GuestDisk> disks;
  for (const std::string& text : texts) {
    disks.push_back(parse(env, text));
    check(env, disks.back(), text, diagnostics);
  }
  if (disks.size() > kMostGuestDisks)
    diagnostics.report(kind::kUsage, fmt::format("--disk is given {} times; there is room for {}",
                                                 disks.size(), kMostGuestDisks));
  if (diagnostics.failed())
    return std::nullopt;
  return disks;
}

// The machine's disks are there when its state is kept, as disks of zeros: here they become others.
std::vector<std::string> disks_of_qemu(const std::vector<GuestDisk>& disks) {
  std::vector<std::string> words;
  const auto set = [&](const std::string& what) { words.insert(words.end(), {"-set", what}); };
  for (std::size_t i = 0; i < disks.size(); ++i) {
    const std::string drive = fmt::format("drive.disk{}.", i);
    set(drive + "file.driver=file");
    set(drive + "file.filename=" + disks[i].file);
    if (disks[i].read_only)
      set(drive + "readonly=on");
    set(fmt::format("device.disk{}.logical_block_size={}", i, disks[i].sector_size));
    set(fmt::format("device.disk{}.physical_block_size={}", i, kLargeSector));
  }
  return words;
}

std::vector<Text> disks_in_qemu(const std::vector<GuestDisk>& disks) {
  std::vector<Text> texts;
  for (std::size_t i = 0; i < disks.size(); ++i) // vda carries the guest itself
    texts.push_back(
        configuration(i, disks[i], std::string("/dev/vd") + static_cast<char>('b' + i)));
  return texts;
}

std::optional<std::vector<Text>> disks_on_host(const std::vector<GuestDisk>& disks,
                                               Diagnostics& diagnostics) {
  std::vector<Text> texts;
  for (std::size_t i = 0; i < disks.size(); ++i) {
    texts.push_back(configuration(i, disks[i], disks[i].file));
    if (disks[i].sector_size != kLargeSector)
      continue;
    diagnostics.report(kind::kUsage, "sector=4096 is for machines without Xen");
    diagnostics.note("this is a Xen host: what its back end takes from a file has sectors of 512 "
                     "bytes, and a block device of its own has those of its disk");
    return std::nullopt;
  }
  return texts;
}

} // namespace mir::driver

#include "driver/run/guest_disk.hpp"

#include "driver/plan/shell.hpp"
#include "driver/project/project.hpp"

namespace mir::driver {
namespace {

constexpr std::uint32_t kSmallSector = 512, kLargeSector = 4096; // bytes

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
      disk.said_sector = kLargeSector;
    else if (text.consume_back(",sector=512"))
      disk.said_sector = kSmallSector;
    else
      more = false;
  }
  disk.file = text.empty() ? "" : absolute_path(env, text.str());
  return disk;
}

void check(Env& env, const GuestDisk& disk, const std::string& text, Diagnostics& diagnostics) {
  const auto status = env.disk.status(disk.file);
  const std::string file = shell_quoted(disk.file);
  const auto refuse = [&](const std::string& why, const std::string& mend) {
    diagnostics.report(kind::kUsage, fmt::format("--disk={}: {}", text, why));
    diagnostics.note(mend);
  };
  if (disk.file.empty())
    return refuse("it names no file", "for example: --disk=site.img,ro");
  if (!status)
    return refuse("there is no such file",
                  fmt::format("`truncate -s 16M {}` makes an empty disk, `mir image DIR -o {}` one "
                              "with the files of a folder in it",
                              file, file));
  if (status->is_folder)
    return refuse("it is a folder",
                  fmt::format("`mir image {} -o FILE` makes a disk of the files in it", file));
  if (status->is_file && status->size == 0)
    return refuse("it is empty, so it has no sector",
                  fmt::format("`truncate -s 16M {}` gives it some", file));
  if (status->is_file && status->size % disk.sector_size() != 0)
    return refuse(
        fmt::format("its size, {}, is no multiple of {}", status->size, disk.sector_size()),
        fmt::format("`truncate -s %4K {}` fills it up with zeros", file));
}

Text configuration(std::size_t number, const GuestDisk& disk, const std::string& target) {
  return {fmt::format("format=raw, vdev={}, access={}, target={}", device_name(number),
                      disk.read_only ? "ro" : "rw", target),
          {}};
}

} // namespace

std::string GuestDisk::text() const {
  return file + (read_only ? ",ro" : "") +
         (said_sector ? fmt::format(",sector={}", *said_sector) : "");
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
    set(fmt::format("device.disk{}.logical_block_size={}", i, disks[i].sector_size()));
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
    if (disks[i].sector_size() != kLargeSector)
      continue;
    diagnostics.report(kind::kUsage, "sector=4096 is for machines without Xen");
    diagnostics.note("this is a Xen host: what its back end takes from a file has sectors of 512 "
                     "bytes, and a block device of its own has those of its disk");
    return std::nullopt;
  }
  return texts;
}

} // namespace mir::driver

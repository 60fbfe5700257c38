#include "driver/image/write.hpp"

#include "driver/image/value.hpp"

namespace mir::driver {
namespace {

/// \returns false when an error was reported.
bool write_values(Disk& disk, const ImagePlan& plan, NewFile& file, Diagnostics& diagnostics) {
  std::uint64_t written = plan.head.size();
  for (const ImageEntry& entry : plan.entries) {
    file.append(std::string(entry.place - written, '\0'));
    auto sum = read_value(disk, entry.file, [&](llvm::StringRef piece) { file.append(piece); });
    if (!sum) {
      diagnostics.report(sum.takeError());
      return false;
    }
    if (sum->size != entry.size || sum->checksum != entry.checksum) {
      diagnostics.report(kind::kChanged, entry.file);
      diagnostics.note("make the image again when nobody writes to the folder");
      return false;
    }
    written = entry.place + entry.size;
  }
  file.append(std::string(plan.pages * kImagePage - written, '\0'));
  return true;
}

} // namespace

bool write_image(Disk& disk, const ImagePlan& plan, const std::string& path,
                 Diagnostics& diagnostics) {
  auto file = disk.replace(path);
  if (!file) {
    diagnostics.report(file.takeError());
    return false;
  }
  (*file)->append(plan.head);
  if (!write_values(disk, plan, **file, diagnostics))
    return false;
  if (auto error = (*file)->commit()) {
    diagnostics.report(std::move(error));
    return false;
  }
  return true;
}

} // namespace mir::driver

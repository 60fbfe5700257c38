#include "driver/plan/inventory.hpp"

#include "driver/project/pattern.hpp"
#include "llvm/ADT/STLExtras.h"

namespace mir::driver {
namespace {

std::vector<std::string> select(const std::vector<std::string>& files,
                                std::span<const llvm::StringLiteral> folders,
                                llvm::StringRef suffix) {
  std::vector<std::string> selected;
  for (const std::string& file : files) {
    // The library OS's own test doubles are installed for applications' tests, and are no part of a
    // program.
    if (llvm::StringRef(file).starts_with("os/testing/"))
      continue;
    auto wanted = [&](llvm::StringRef folder) {
      std::string pattern = folder.str() + (folder.ends_with("**") ? "/*" : "") + suffix.str();
      return matches(pattern, file);
    };
    if (llvm::any_of(folders, wanted))
      selected.push_back(file);
  }
  return selected;
}

void stamp(Disk& disk, const std::string& path, std::string& text) {
  if (auto status = disk.status(path))
    text += fmt::format("{} {} {}\n", path, status->size, status->changed_ns);
  else
    text += fmt::format("{} missing\n", path);
}

} // namespace

std::optional<Installed> take_inventory(Disk& disk, const Home& home, const Target& target,
                                        Diagnostics& diagnostics) {
  for (const std::string& part : {home.mplc(), home.include() + "/mir", home.stdlib()})
    if (!disk.status(part)) {
      diagnostics.report(kind::kBrokenInstallation, part);
      diagnostics.note("install mir again; 'mir' looks for its parts beside the folder it is in");
      return std::nullopt;
    }
  auto files = files_below(disk, home.stdlib());
  if (!files) {
    diagnostics.report(files.takeError());
    return std::nullopt;
  }
  return Installed{select(*files, target.stdlib, ".cpp"),
                   select(*files, target.specifications, ".mpl")};
}

std::string toolchain_stamp(Disk& disk, const Home& home, const Tools& tools, const Target& target,
                            const Installed& installed) {
  std::string text;
  for (const std::string& part : {tools.compiler, tools.linker, tools.copier, home.mplc(),
                                  home.sysroot() + "/VERSIONS", home.archive(target.name)})
    stamp(disk, part, text);
  for (const std::string& library : library_files(home))
    stamp(disk, library, text);
  for (const auto* files : {&installed.sources, &installed.specifications})
    for (const std::string& file : *files)
      stamp(disk, home.stdlib() + "/" + file, text);
  auto headers = files_below(disk, home.include() + "/mir");
  if (!headers) {
    llvm::consumeError(headers.takeError());
    return text;
  }
  for (const std::string& header : *headers)
    stamp(disk, home.include() + "/mir/" + header, text);
  return text;
}

} // namespace mir::driver

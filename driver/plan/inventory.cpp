#include "driver/plan/inventory.hpp"

#include "driver/plan/net_definitions.hpp"
#include "driver/project/pattern.hpp"
#include "driver/step/digest.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

namespace mir::driver {
namespace {

/// Whether a file of the library OS that a target has is part of this program of it.
bool belongs(llvm::StringRef file, const Target& target, Purpose purpose) {
  const bool is_testing = file.starts_with("os/testing/");
  if (purpose == Purpose::Program)
    return !is_testing && file != "os/port_test.cpp";
  // What stands under the tests: this machine, or the target's run time.
  if (target.hosted)
    return !file.starts_with("os/port_");
  return file != "os/port_start.cpp" && file != "os/testing/check.cpp" &&
         file != "os/testing/on_host.cpp" && file != "os/testing/no_device.cpp";
}

/// Whether a file is the same for every program.
bool is_archived(llvm::StringRef file, const Target& target) {
  if (target.hosted)
    return file != kNetDefaultsSource;
  return !file.starts_with("os/testing/") && file != "os/port_test.cpp" &&
         file != kNetDefaultsSource;
}

std::vector<std::string> select(const std::vector<std::string>& files,
                                std::span<const llvm::StringLiteral> folders) {
  std::vector<std::string> selected;
  for (const std::string& file : files) {
    auto wanted = [&](llvm::StringRef folder) {
      std::string pattern = folder.str() + (folder.ends_with("**") ? "/*" : "") + ".cpp";
      return matches(pattern, file);
    };
    if (llvm::any_of(folders, wanted))
      selected.push_back(file);
  }
  return selected;
}

/// Builds a Stamp file by file.
class Stamper {
public:
  Stamper(Disk& disk, llvm::StringRef seen) : disk_(disk) {
    for (llvm::StringRef line : llvm::split(seen, '\n'))
      if (auto [status, digest] = line.rsplit(' '); !digest.empty())
        seen_.try_emplace(status, digest);
  }

  /// By size and time.
  void tool(const std::string& path) { stamp_.text += status_line(path) + "\n"; }

  /// By contents.
  void part(const std::string& path) {
    std::string status = status_line(path);
    auto known = seen_.find(status);
    std::string digest = known == seen_.end() ? digest_of(path) : known->second.str();
    stamp_.text += path + " " + digest + "\n";
    stamp_.seen += status + " " + digest + "\n";
  }

  Stamp finish() { return std::move(stamp_); }

private:
  std::string status_line(const std::string& path) {
    auto status = disk_.status(path);
    return status ? fmt::format("{} {} {}", path, status->size, status->changed_ns)
                  : path + " missing";
  }

  std::string digest_of(const std::string& path) {
    auto text = disk_.read(path);
    if (text)
      return text_of(driver::digest_of(*text));
    llvm::consumeError(text.takeError()); // the step that needs it will say it
    return "missing";
  }

  Disk& disk_;
  llvm::StringMap<llvm::StringRef> seen_;
  Stamp stamp_;
};

} // namespace

std::optional<Installed> take_inventory(Disk& disk, const Home& home, const Target& target,
                                        Mode mode, Purpose purpose, bool network,
                                        Diagnostics& diagnostics) {
  for (const std::string& part : {home.mplc(), home.include() + "/mir", home.stdlib()})
    if (!disk.status(part)) {
      diagnostics.report(kind::kBrokenInstallation, part);
      diagnostics.note("install mir again; 'mir' looks for its parts beside the folder it is in");
      return std::nullopt;
    }
  std::vector<std::string> archives = home.library(target.name);
  // Of a target what is for use, of this machine what looks for mistakes.
  const Mode archived = target.hosted ? Mode::Debug : Mode::Release;
  const bool is_ready = mode == archived && llvm::all_of(archives, [&](const std::string& file) {
                          return disk.status(file);
                        });
  // Most builds need not look through the sources.
  if (is_ready && purpose == Purpose::Program)
    return Installed{{kNetDefaultsSource.str()}, std::move(archives)};
  auto files = files_below(disk, home.stdlib());
  if (!files) {
    diagnostics.report(files.takeError());
    return std::nullopt;
  }
  Installed installed{select(*files, target.stdlib), {}};
  std::erase_if(installed.sources, [&](llvm::StringRef file) {
    return !belongs(file, target, purpose) ||
           (target.hosted && !network && !file.starts_with("os/"));
  });
  if (!is_ready)
    return installed;
  installed.archives = std::move(archives);
  llvm::erase_if(installed.sources,
                 [&](llvm::StringRef file) { return is_archived(file, target); });
  return installed;
}

Stamp toolchain_stamp(Disk& disk, const Home& home, const Tools& tools, const Target& target,
                      const Installed& installed, llvm::StringRef seen) {
  Stamper stamper(disk, seen);
  for (const std::string& tool :
       {tools.compiler, tools.linker, tools.copier, home.step(), home.check(), home.names()})
    stamper.tool(tool);
  for (const std::string& part :
       {home.mplc(), home.sysroot() + "/VERSIONS", home.archive(target.name)})
    stamper.part(part);
  for (const std::string& library : library_files(home))
    stamper.part(library);
  for (const std::string& archive : installed.archives)
    stamper.part(archive);
  for (const std::string& file : installed.sources)
    stamper.part(home.stdlib() + "/" + file);
  auto headers = files_below(disk, home.include() + "/mir");
  if (!headers) {
    llvm::consumeError(headers.takeError());
    return stamper.finish();
  }
  for (const std::string& header : *headers)
    stamper.part(home.include() + "/mir/" + header);
  return stamper.finish();
}

} // namespace mir::driver

#include "driver/scaffold/scaffold.hpp"

#include "driver/manifest/manifest.hpp"
#include "driver/project/pattern.hpp"
#include "driver/project/project.hpp"
#include "driver/target/target.hpp"
#include "driver/toolchain/launcher.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

/// The first comment of a manifest.
std::string first_comment(llvm::StringRef text) {
  return text.consume_front("#") ? text.split('\n').first.trim().str() : std::string();
}

/// The template's manifest with another application's name in it, all else as it was written.
std::optional<std::string> renamed(const std::string& path, const std::string& text,
                                   llvm::StringRef name, Diagnostics& diagnostics) {
  auto manifest = read_manifest(path, text, {target_names(), launcher_names()}, diagnostics);
  if (!manifest)
    return std::nullopt;
  llvm::StringRef rest(text);
  for (std::uint32_t line = 1; line < manifest->name.place.line; ++line)
    rest = rest.split('\n').second;
  // Between its quotation marks, which are where the value begins and ends.
  auto begin = static_cast<std::size_t>(rest.begin() - text.data()) + manifest->name.place.column;
  return text.substr(0, begin) + name.str() + text.substr(begin + manifest->name.value.size());
}

bool check_destination(Env& env, const std::string& folder, llvm::StringRef shown,
                       Diagnostics& diagnostics) {
  auto name = llvm::sys::path::filename(folder);
  if (!is_application_name(name)) {
    diagnostics.report(kind::kBadName, name.str());
    diagnostics.note(kApplicationNameRule.str());
    return false;
  }
  auto status = env.disk.status(folder);
  if (!status)
    return true;
  auto entries = status->is_folder ? env.disk.list(folder) : std::vector<FolderEntry>(1);
  if (!entries) {
    diagnostics.report(entries.takeError());
    return false;
  }
  if (entries->empty())
    return true;
  diagnostics.report(kind::kExists, shown.str());
  diagnostics.note("choose another name; nothing was changed");
  return false;
}

bool copy(Env& env, const std::string& from, const std::string& folder,
          const std::vector<std::string>& files, Diagnostics& diagnostics) {
  for (const std::string& file : files) {
    auto text = env.disk.read(from + "/" + file);
    if (!text) {
      diagnostics.report(text.takeError());
      return false;
    }
    if (file == "mir.toml") {
      auto manifest =
          renamed(from + "/" + file, *text, llvm::sys::path::filename(folder), diagnostics);
      if (!manifest)
        return false;
      *text = *manifest;
    }
    std::string to = folder + "/" + file;
    auto error = env.disk.make_folders(llvm::sys::path::parent_path(to));
    if (!error)
      error = env.disk.create(to, *text);
    if (error) {
      diagnostics.report(std::move(error));
      return false;
    }
  }
  return true;
}

} // namespace

std::optional<std::vector<Template>> list_templates(Env& env, const Home& home,
                                                    Diagnostics& diagnostics) {
  auto entries = env.disk.list(home.templates());
  if (!entries) {
    llvm::consumeError(entries.takeError());
    diagnostics.report(kind::kBrokenInstallation, home.templates());
    diagnostics.note("install mir again; 'mir' looks for its parts beside the folder it is in");
    return std::nullopt;
  }
  std::vector<Template> templates;
  for (const FolderEntry& entry : *entries) {
    auto manifest = env.disk.read(home.templates() + "/" + entry.name + "/mir.toml");
    if (manifest)
      templates.push_back({entry.name, first_comment(*manifest)});
    else
      llvm::consumeError(manifest.takeError()); // not a template
  }
  return templates;
}

std::optional<std::vector<std::string>> make_project(Env& env, const Home& home,
                                                     llvm::StringRef folder,
                                                     llvm::StringRef template_name, bool dry_run,
                                                     Diagnostics& diagnostics) {
  auto templates = list_templates(env, home, diagnostics);
  if (!templates)
    return std::nullopt;
  std::vector<llvm::StringRef> names;
  for (const Template& known : *templates)
    names.push_back(known.name);
  if (!llvm::is_contained(names, template_name)) {
    diagnostics.report(kind::kUnknownTemplate, template_name.str());
    auto near = nearest(template_name, names);
    diagnostics.note(near.empty() ? "known are " + llvm::join(names, ", ")
                                  : "did you mean '" + near.str() + "'?");
    return std::nullopt;
  }
  std::string destination = absolute_path(env, folder);
  if (!check_destination(env, destination, folder, diagnostics))
    return std::nullopt;
  std::string from = home.templates() + "/" + template_name.str();
  auto files = files_below(env.disk, from);
  if (!files) {
    diagnostics.report(files.takeError());
    return std::nullopt;
  }
  if (!dry_run && !copy(env, from, destination, *files, diagnostics))
    return std::nullopt;
  return std::move(*files);
}

} // namespace mir::driver

#include "driver/project/project.hpp"

#include <algorithm>
#include <map>

#include "driver/project/pattern.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

/// The files of one kind: sources, or specifications.
struct FileKind {
  llvm::StringLiteral suffix;
  llvm::StringLiteral
      kept_for_tests; ///< what `mir test` builds is named so, and is no part of the program
};

/// Where `test_*.cpp` are looked for beside the folders of the sources.
constexpr llvm::StringLiteral kTestFolder = "tests/";

constexpr FileKind kSource{".cpp", "test_"};
constexpr FileKind kSpecification{".mpl", "test_"};

class Survey {
public:
  Survey(std::vector<std::string> files, Diagnostics& diagnostics)
      : files_(std::move(files)), diagnostics_(diagnostics) {}

  std::vector<std::string> find(const std::vector<Text>& patterns, const FileKind& kind) {
    std::vector<std::string> found;
    for (const Text& pattern : patterns)
      add(pattern, kind, found);
    llvm::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    return found;
  }

  /// What the patterns above leave out, and the files of that kind in the folder of tests.
  std::vector<std::string> find_tests(const std::vector<Text>& patterns, const FileKind& kind,
                                      const std::vector<std::string>& not_these) {
    std::vector<std::string> found;
    for (const std::string& file : files_) {
      auto fits = [&](const Text& text) {
        llvm::StringRef pattern(text.value);
        pattern.consume_front("./");
        return is_pattern(pattern) && matches(pattern, file);
      };
      const bool is_near =
          !llvm::StringRef(file).contains('/') || llvm::StringRef(file).starts_with(kTestFolder);
      if (is_test(file, kind) && llvm::StringRef(file).ends_with(kind.suffix) &&
          (is_near || llvm::any_of(patterns, fits)) && !llvm::is_contained(not_these, file))
        take(file, found);
    }
    return found;
  }

private:
  void add(const Text& pattern, const FileKind& kind, std::vector<std::string>& found) {
    llvm::StringRef wanted(pattern.value);
    wanted.consume_front("./");
    if (!wanted.ends_with(kind.suffix))
      return diagnostics_.report_at(pattern.place, kind::kWrongSuffix, pattern.value,
                                    kind.suffix.str());
    std::size_t before = found.size();
    for (const std::string& file : files_)
      if (is_pattern(wanted) ? matches(wanted, file) && !is_test(file, kind) : file == wanted)
        take(file, found);
    if (found.size() != before || pattern.place.line == 0)
      return;
    if (is_pattern(wanted))
      diagnostics_.report_at(pattern.place, kind::kNoMatch, pattern.value);
    else
      diagnostics_.report_at(pattern.place, kind::kNoSuchFile, pattern.value);
  }

  static bool is_test(llvm::StringRef file, const FileKind& kind) {
    return llvm::sys::path::filename(file).starts_with(kind.kept_for_tests);
  }

  void take(const std::string& file, std::vector<std::string>& found) {
    // A line feed cannot be written in a Ninja file at all; the others only in ways that confuse a
    // terminal.
    if (llvm::any_of(file, [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
      std::string shown = llvm::join(llvm::split(file, '\n'), "\\n");
      diagnostics_.report(kind::kBadFileName, shown);
      return diagnostics_.note("rename it");
    }
    found.push_back(file);
  }

  std::vector<std::string> files_;
  Diagnostics& diagnostics_;
};

/// Generated headers lie in one folder, whatever folder their specifications lie in.
void report_same_headers(const std::vector<std::string>& specifications, Diagnostics& diagnostics) {
  std::map<llvm::StringRef, llvm::StringRef> by_stem;
  for (const std::string& specification : specifications) {
    llvm::StringRef stem = llvm::sys::path::stem(specification);
    auto [first, fresh] = by_stem.try_emplace(stem, specification);
    if (fresh)
      continue;
    diagnostics.report(kind::kSameHeader, first->second.str(), specification, stem.str() + ".hpp");
    diagnostics.note("rename one of them, or list only one in 'specifications' of mir.toml");
  }
}

bool may_match_below(const std::vector<Text>& patterns, llvm::StringRef folder) {
  return llvm::any_of(patterns, [&](const Text& text) {
    llvm::StringRef pattern(text.value);
    pattern.consume_front("./");
    return driver::may_match_below(pattern, folder);
  });
}

/// The nearest folder above that holds a manifest; empty when there is none.
std::string project_above(Env& env, const std::string& folder) {
  for (llvm::StringRef above = llvm::sys::path::parent_path(folder); !above.empty();
       above = llvm::sys::path::parent_path(above))
    if (env.disk.status((above + "/mir.toml").str()))
      return above.str();
  return {};
}

bool require_folder(Env& env, const std::string& folder, llvm::StringRef name,
                    Diagnostics& diagnostics) {
  auto status = env.disk.status(folder);
  if (!status) {
    diagnostics.report(kind::kNoFolder, name.str());
    diagnostics.note(
        fmt::format("to make a new project there: mir new {} --template=echo", name.str()));
    return false;
  }
  if (status->is_folder)
    return true;
  diagnostics.report(kind::kNotAFolder, name.str());
  diagnostics.note("give the folder that holds mir.toml");
  return false;
}

/// Before the whole tree is read: it may be somebody's home.
bool require_manifest(Env& env, const std::string& folder, llvm::StringRef name,
                      Diagnostics& diagnostics) {
  auto entries = env.disk.list(folder);
  if (!entries) {
    diagnostics.report(kind::kUnreadableFolder, llvm::toString(entries.takeError()));
    diagnostics.note("a build needs to read and enter the project's folders");
    return false;
  }
  if (llvm::any_of(*entries, [](const FolderEntry& entry) { return entry.name == "mir.toml"; }))
    return true;
  diagnostics.report(kind::kNoManifest, name.str());
  std::string above = project_above(env, folder);
  diagnostics.note(
      above.empty()
          ? "give the folder of a project, or make one with: mir new hello --template=echo"
          : fmt::format("there is one in '{}'", above));
  return false;
}

} // namespace

std::string absolute_path(const Env& env, llvm::StringRef path) {
  llvm::SmallString<256> result(path);
  llvm::sys::fs::make_absolute(env.folder, result);
  llvm::sys::path::remove_dots(result, /*remove_dot_dot=*/true);
  return result.str().str();
}

std::optional<Project> open_project(Env& env, llvm::StringRef name, const KnownNames& known,
                                    Diagnostics& diagnostics) {
  Project project{.folder = absolute_path(env, name),
                  .manifest = {},
                  .sources = {},
                  .specifications = {},
                  .tests = {},
                  .test_specifications = {}};
  if (!require_folder(env, project.folder, name, diagnostics) ||
      !require_manifest(env, project.folder, name, diagnostics))
    return std::nullopt;
  auto text = env.disk.read(project.folder + "/mir.toml");
  if (!text) {
    diagnostics.report(text.takeError());
    return std::nullopt;
  }
  std::string shown = name == "." ? "mir.toml" : (name.rtrim('/') + "/mir.toml").str();
  auto manifest = read_manifest(shown, *text, known, diagnostics);
  if (!manifest)
    return std::nullopt;
  project.manifest = std::move(*manifest);
  auto files = files_below(env.disk, project.folder, [&](llvm::StringRef folder) {
    return folder == "tests" || folder.starts_with(kTestFolder) ||
           may_match_below(project.manifest.sources, folder) ||
           may_match_below(project.manifest.specifications, folder);
  });
  if (!files) {
    diagnostics.report(kind::kUnreadableFolder, llvm::toString(files.takeError()));
    diagnostics.note("a build needs to read and enter the folders that its patterns lead into");
    return std::nullopt;
  }
  Survey survey(std::move(*files), diagnostics);
  project.sources = survey.find(project.manifest.sources, kSource);
  project.specifications = survey.find(project.manifest.specifications, kSpecification);
  project.tests = survey.find_tests(project.manifest.sources, kSource, project.sources);
  project.test_specifications =
      survey.find_tests(project.manifest.specifications, kSpecification, project.specifications);
  report_same_headers(project.specifications, diagnostics);
  if (project.sources.empty() && !diagnostics.failed()) {
    diagnostics.report(kind::kNoSources, name.str());
    diagnostics.note(
        "write one that defines app_main, or list where it is in 'sources' of mir.toml");
  }
  return diagnostics.failed() ? std::nullopt : std::optional(std::move(project));
}

} // namespace mir::driver

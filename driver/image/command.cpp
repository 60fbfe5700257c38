#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/diag/printable.hpp"
#include "driver/image/collect.hpp"
#include "driver/image/read.hpp"
#include "driver/image/write.hpp"
#include "driver/plan/shell.hpp"
#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

int list_image(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  const auto entries = read_image(env.disk, absolute_path(env, line.image), diagnostics);
  if (!entries)
    return diagnostics.exit_code();
  for (const ImageEntry& entry : *entries)
    if (line.json)
      print_json(env, {{"type", "key"},
                       {"key", llvm::json::fixUTF8(entry.key)},
                       {"bytes", static_cast<std::int64_t>(entry.size)}});
    else
      env.out << fmt::format("{:>12}  {}\n", entry.size, printable(entry.key));
  if (!line.json)
    print_next(env, "mir run --disk=" + shell_quoted(line.image) + ",ro");
  return 0;
}

/// Whether the folder can be read as one.
bool is_folder(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  const auto status = env.disk.status(absolute_path(env, line.folder));
  if (!status)
    diagnostics.report(kind::kNoFolder, line.folder);
  else if (!status->is_folder)
    diagnostics.report(kind::kNotAFolderOfFiles, line.folder);
  return !diagnostics.failed();
}

/// Says what the image would hold. \returns what `mir` shall end with.
int show_plan(Env& env, const CommandLine& line, const ImagePlan& plan) {
  if (!line.json)
    for (const ImageEntry& entry : plan.entries)
      env.out << fmt::format("would put {:>12}  {}\n", entry.size, printable(entry.key));
  return end_dry_run(env, line);
}

int make_image(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  if (!is_folder(env, line, diagnostics))
    return diagnostics.exit_code();
  const std::string path = absolute_path(env, line.output);
  if (const auto there = env.disk.status(path); there && !there->is_file) {
    diagnostics.report(kind::kNoPlainFile, line.output);
    diagnostics.note("write the image to a file; `dd` copies that to a disk");
    return diagnostics.exit_code();
  }
  auto entries = collect_files(env.disk,
                               {.folder = absolute_path(env, line.folder),
                                .image = path,
                                .hidden = line.hidden,
                                .excluded = line.excluded},
                               diagnostics);
  if (!entries)
    return diagnostics.exit_code();
  const ImagePlan plan = plan_image(std::move(*entries));
  if (line.dry_run)
    return show_plan(env, line, plan);
  if (!write_image(env.disk, plan, path, diagnostics))
    return diagnostics.exit_code();
  const std::uint64_t size = plan.pages * kImagePage;
  if (line.json) {
    print_json(env, {{"type", "image"},
                     {"file", llvm::json::fixUTF8(line.output)},
                     {"keys", static_cast<std::int64_t>(plan.entries.size())},
                     {"bytes", static_cast<std::int64_t>(size)}});
    return 0;
  }
  env.out << fmt::format("made '{}': {} key{}, {} KiB\n", printable(line.output),
                         plan.entries.size(), plan.entries.size() == 1 ? "" : "s", size / 1024);
  print_next(env, "mir run --disk=" + shell_quoted(line.output) + ",ro");
  return 0;
}

} // namespace

int command_image(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  return line.image.empty() ? make_image(env, line, diagnostics)
                            : list_image(env, line, diagnostics);
}

} // namespace mir::driver

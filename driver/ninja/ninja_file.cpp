#include "driver/ninja/ninja_file.hpp"

#include "driver/ninja/quote.hpp"
#include "driver/plan/shell.hpp"
#include "llvm/ADT/STLExtras.h"

namespace mir::driver {
namespace {

void append_paths(std::string& text, const char* separator, const std::vector<std::string>& paths) {
  if (paths.empty())
    return;
  text += separator;
  for (const std::string& path : paths)
    text += " " + ninja_path(path);
}

/// The step's command behind that of the program which runs it only when it must.
std::vector<std::string> run_by(const Plan& plan, const Step& step) {
  std::vector<std::string> words{plan.runner, step.output,
                                 step.depfile.empty() ? "-" : step.depfile};
  if (!step.facts.empty())
    words.insert(words.end(), {"--also", step.facts});
  llvm::append_range(words, step.inputs);
  llvm::append_range(words, step.implied);
  words.emplace_back("--");
  llvm::append_range(words, whole_command(step));
  return words;
}

} // namespace

std::string ninja_file(const Plan& plan) {
  // One rule for all: a step carries its own command, exactly as the plan has it, and Ninja runs a
  // step again when its command changes.
  std::string text = "# Written by mir; change mir.toml instead.\n"
                     "ninja_required_version = 1.10\n" +
                     kNinjaBarMeans.str() + "builddir = " + ninja_value(plan.build) +
                     "\n\n"
                     "rule step\n"
                     "  command = $words\n"
                     "  description = $what\n"
                     "  restat = 1\n"
                     "rule step_that_lists_its_inputs\n"
                     "  command = $words\n"
                     "  description = $what\n"
                     "  restat = 1\n"
                     "  depfile = $list\n"
                     "  deps = gcc\n";
  for (const Step& step : plan.steps) {
    text += "\nbuild " + ninja_path(step.output);
    if (!step.facts.empty())
      text += " | " + ninja_path(step.facts);
    text += step.depfile.empty() ? ": step" : ": step_that_lists_its_inputs";
    append_paths(text, "", step.inputs);
    append_paths(text, " |", step.implied);
    append_paths(text, " ||", step.only_after);
    text += "\n  words = " + ninja_value(shell_command(run_by(plan, step)));
    text += "\n  what = " + ninja_value(step.what);
    if (!step.depfile.empty())
      text += "\n  list = " + ninja_value(step.depfile);
    text += "\n";
  }
  return text + "\ndefault " + ninja_path(plan.image) + "\n";
}

std::string ninja_file_of_all(std::span<const Plan> plans) {
  std::string text = "# Written by mir; change mir.toml instead.\n"
                     "ninja_required_version = 1.10\n" +
                     kNinjaBarMeans.str() + "builddir = " + ninja_value(plans.front().build) + "\n";
  for (const Plan& plan : plans)
    text += "subninja " + ninja_path(plan.file) + "\n";
  return text;
}

} // namespace mir::driver

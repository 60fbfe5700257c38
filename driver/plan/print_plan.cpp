#include "driver/plan/print_plan.hpp"

#include "driver/plan/shell.hpp"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

namespace mir::driver {
namespace {

llvm::json::Array array(const std::vector<std::string>& texts) {
  llvm::json::Array result;
  for (const std::string& text : texts)
    result.push_back(llvm::json::fixUTF8(text));
  return result;
}

} // namespace

void print_plan(const Plan& plan, llvm::raw_ostream& out) {
  out << plan.name << " for " << plan.target << ", in " << plan.folder << "\n";
  for (const Step& step : plan.steps)
    out << "\n# " << step.what << "\n" << shell_command(whole_command(step)) << "\n";
  out << "\n# result: " << plan.result << "\n";
  if (!plan.configuration_file.empty())
    out << "# configuration: " << plan.configuration_file << "\n";
}

void print_plan_json(const Plan& plan, llvm::raw_ostream& out) {
  using llvm::json::fixUTF8;
  out << llvm::json::Value(
             llvm::json::Object{{"type", "plan"},
                                {"name", plan.name},
                                {"target", plan.target},
                                {"folder", fixUTF8(plan.folder)},
                                {"work", fixUTF8(plan.work)},
                                {"image", fixUTF8(plan.image)},
                                {"result", fixUTF8(plan.result)},
                                {"configuration", fixUTF8(plan.configuration_file)},
                                {"steps", static_cast<std::int64_t>(plan.steps.size())}})
      << "\n";
  for (const Step& step : plan.steps)
    out << llvm::json::Value(llvm::json::Object{{"type", "step"},
                                                {"kind", name(step.kind)},
                                                {"what", fixUTF8(step.what)},
                                                {"inputs", array(step.inputs)},
                                                {"implied", array(step.implied)},
                                                {"only_after", array(step.only_after)},
                                                {"output", fixUTF8(step.output)},
                                                {"depfile", fixUTF8(step.depfile)},
                                                {"command", array(step.command)},
                                                {"launcher", fixUTF8(step.launcher)},
                                                {"reader", array(step.reader)},
                                                {"facts", fixUTF8(step.facts)}})
        << "\n";
}

void print_plan_dot(const Plan& plan, llvm::raw_ostream& out) {
  auto quoted = [](llvm::StringRef text) {
    return "\"" +
           llvm::join(llvm::split(llvm::join(llvm::split(text, '\\'), "\\\\"), '"'), "\\\"") + "\"";
  };
  out << "digraph " << quoted(plan.name + " for " + plan.target) << " {\n  rankdir=LR;\n"
      << "  node [shape=box];\n";
  for (const Step& step : plan.steps) {
    out << "  " << quoted(step.output) << " [style=rounded, label=" << quoted(step.what) << "];\n";
    for (const std::string& input : step.inputs)
      out << "  " << quoted(input) << " -> " << quoted(step.output) << ";\n";
    for (const std::string& input : step.implied)
      if (input != plan.stamp) // an edge to every step would say nothing
        out << "  " << quoted(input) << " -> " << quoted(step.output) << ";\n";
    for (const std::string& input : step.only_after)
      out << "  " << quoted(input) << " -> " << quoted(step.output) << " [style=dashed];\n";
  }
  out << "}\n";
}

std::string compile_commands(const std::vector<Plan>& plans) {
  llvm::json::Array commands;
  for (const Plan& plan : plans)
    for (const Step& step : plan.steps)
      if (step.kind == StepKind::Compile)
        commands.push_back(llvm::json::Object{{"directory", llvm::json::fixUTF8(plan.folder)},
                                              {"file", llvm::json::fixUTF8(step.inputs.front())},
                                              {"output", llvm::json::fixUTF8(step.output)},
                                              {"arguments", array(step.command)}});
  std::string text;
  llvm::raw_string_ostream(text) << llvm::formatv("{0:2}\n",
                                                  llvm::json::Value(std::move(commands)));
  return text;
}

} // namespace mir::driver

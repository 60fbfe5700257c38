#include "driver/toolchain/tools.hpp"

#include <array>

namespace mir::driver {
namespace {

struct Tool {
  std::string Tools::* path;
  llvm::StringLiteral name, package;
};

constexpr std::array<Tool, 4> kTools{{
    {&Tools::compiler, "clang++-19", "clang-19"},
    {&Tools::linker, "ld.lld-19", "lld-19"},
    {&Tools::copier, "llvm-objcopy-19", "llvm-19"},
    {&Tools::ninja, "ninja", "ninja-build"},
}};

} // namespace

Tools find_tools(Processes& processes) {
  Tools tools;
  for (const Tool& tool : kTools)
    tools.*tool.path = processes.find(tool.name).value_or(tool.name.str());
  return tools;
}

bool require_tools(const Tools& tools, Diagnostics& diagnostics) {
  bool complete = true;
  for (const Tool& tool : kTools) {
    if (tools.*tool.path != tool.name)
      continue;
    complete = false;
    diagnostics.report(kind::kMissingTool, tool.name.str());
    diagnostics.note(fmt::format("install it with: sudo apt-get install {}", tool.package.str()));
  }
  // Its package has its name, and what was found is a path.
  if (tools.launcher.empty() || llvm::StringRef(tools.launcher).starts_with("/"))
    return complete;
  diagnostics.report(kind::kMissingTool, tools.launcher);
  diagnostics.note(fmt::format("install it with: sudo apt-get install {0}, or build with "
                               "--launcher=none",
                               tools.launcher));
  return false;
}

} // namespace mir::driver

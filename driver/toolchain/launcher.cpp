#include "driver/toolchain/launcher.hpp"

#include <array>

namespace mir::driver {
namespace {

// Each has a package of its name.
constexpr std::array<llvm::StringLiteral, 4> kLaunchers{"ccache", "distcc", "icecc", "none"};

} // namespace

std::vector<llvm::StringRef> launcher_names() { return {kLaunchers.begin(), kLaunchers.end()}; }

std::string find_launcher(Processes& processes, llvm::StringRef name) {
  if (name.empty() || name == "none")
    return {};
  return processes.find(name).value_or(name.str());
}

} // namespace mir::driver

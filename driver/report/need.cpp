#include "driver/report/need.hpp"

#include <array>

#include "driver/env/disk.hpp"
#include "driver/env/processes.hpp"
#include "driver/target/target.hpp"
#include "llvm/ADT/STLExtras.h"

namespace mir::driver {
namespace {

struct Program {
  llvm::StringLiteral name, package, what, target;
  bool required;
};

constexpr std::array<Program, 13> kPrograms{{
    {"clang++-19", "clang-19", "compiles", "", true},
    {"ld.lld-19", "lld-19", "links", "", true},
    {"llvm-objcopy-19", "llvm-19", "makes images", "", true},
    {"ninja", "ninja-build", "runs the steps of a build", "", true},
    {"gdb", "gdb", "mir debug", "", false},
    {"ccache", "ccache", "--launcher=ccache", "", false},
    {"distcc", "distcc", "--launcher=distcc", "", false},
    {"icecc", "icecc", "--launcher=icecc", "", false},
    {"qemu-system-x86_64", "qemu-system-x86", "mir run --target=xen", "xen", false},
    {"cpio", "cpio", "the first mir run --target=xen", "xen", false},
    {"slirp4netns", "slirp4netns", "mir run --target=unix-direct, and -p", "", false},
    {"ip", "iproute2", "the same", "", false},
    {"node", "nodejs", "runs the result", "node", false},
}};

bool is_wanted(llvm::StringRef target, const std::vector<std::string>& targets) {
  return target.empty() || targets.empty() || llvm::is_contained(targets, target.str());
}

std::string version_of(Env& env, const std::string& path) {
  for (const char* const option : {"--version", "-V"}) { // ip(8) knows the second only
    std::string version;
    auto outcome = env.processes.run(
        {.program = path, .arguments = {path, option}, .variables = {}, .folder = {}},
        [&](llvm::StringRef line) {
          if (version.empty())
            version = line.trim().str();
        },
        {});
    if (!outcome)
      llvm::consumeError(outcome.takeError()); // it is there, and says nothing of itself
    else if (outcome->exit_code == 0)
      return version;
  }
  return {};
}

Need part(Env& env, const std::string& path, llvm::StringRef what, llvm::StringRef target) {
  return {.name = path,
          .what = what.str(),
          .target = target.str(),
          .required = target.empty(),
          .package = {},
          .found = env.disk.status(path) ? path : std::string(),
          .version = {}};
}

/// A part of the machine's own libraries.
Need library(Env& env, llvm::StringRef name, const std::string& path, llvm::StringRef package,
             llvm::StringRef what) {
  return {.name = name.str(),
          .what = what.str(),
          .target = {},
          .required = false,
          .package = package.str(),
          .found = env.disk.status(path) ? path : std::string(),
          .version = {}};
}

} // namespace

std::vector<Need> look_around(Env& env, const Home& home, const std::vector<std::string>& targets) {
  std::vector<Need> needs;
  for (const Program& program : kPrograms) {
    if (!is_wanted(program.target, targets))
      continue;
    Need need{.name = program.name.str(),
              .what = program.what.str(),
              .target = program.target.str(),
              .required = program.required,
              .package = program.package.str(),
              .found = env.processes.find(program.name).value_or(""),
              .version = {}};
    if (!need.found.empty())
      need.version = version_of(env, need.found);
    needs.push_back(std::move(need));
  }
  needs.push_back(part(env, home.mplc(), "compiles specifications", ""));
  needs.push_back(part(env, home.step(), "runs a step of a build", ""));
  needs.push_back(part(env, home.names(), "puts the names of functions into an image", "xen"));
  needs.push_back(part(env, home.stdlib(), "the library OS", ""));
  needs.push_back(part(env, home.sysroot() + "/lib/libc.a", "the C library", ""));
  needs.push_back(part(env, home.check(), "mir check", "all"));
  if (targets.empty()) {
    const std::string llvm = "/usr/lib/llvm-19";
    const llvm::StringLiteral what = "mir test on this machine";
    needs.push_back(
        library(env, "libc++", llvm + "/include/c++/v1/expected", "libc++-19-dev", what));
    needs.push_back(library(env, "libc++abi", llvm + "/lib/libc++abi.a", "libc++abi-19-dev", what));
    needs.push_back(library(env, "sanitizers",
                            llvm + "/lib/clang/19/lib/linux/libclang_rt.asan-x86_64.a",
                            "libclang-rt-19-dev", what));
  }
  for (const Target& target : driver::targets())
    if (target.unready.empty() && is_wanted(target.name, targets))
      needs.push_back(part(env, home.archive(target.name), "the run time", target.name));
  return needs;
}

} // namespace mir::driver

#include "driver/target/target.hpp"

#include <algorithm>
#include <array>

namespace mir::driver {
namespace {

constexpr std::array<llvm::StringLiteral, 3> kSocketStdlib{"os/**", "net/*", "net/socket_mode/**"};
constexpr std::array<llvm::StringLiteral, 0> kNone{};
constexpr std::array<llvm::StringLiteral, 2> kUnixLink{"-e", "_start"};
constexpr std::array<llvm::StringLiteral, 1> kUnixStart{"crt1.o"};

constexpr std::array<Target, 4> kTargets{{
    {.name = "unix-socket",
     .what = "a UNIX process on the kernel's sockets",
     .suffix = ".bin",
     .stdlib = kSocketStdlib,
     .specifications = kNone,
     .link = kUnixLink,
     .start_files = kUnixStart,
     .runs_here = true,
     .unready = ""},
    {.name = "unix-direct",
     .what = "a UNIX process with a TCP/IP stack of its own on a tap device",
     .suffix = ".bin",
     .stdlib = kNone,
     .specifications = kNone,
     .link = kUnixLink,
     .start_files = kUnixStart,
     .runs_here = true,
     .unready = "the TCP/IP stack of the library OS is not part of this version"},
    {.name = "xen",
     .what = "a unikernel for the Xen hypervisor",
     .suffix = ".xen",
     .stdlib = kNone,
     .specifications = kNone,
     .link = kNone,
     .start_files = kNone,
     .runs_here = false,
     .unready = "the run time for Xen is not part of this version"},
    {.name = "node",
     .what = "a WebAssembly module for Node.js",
     .suffix = ".js",
     .stdlib = kNone,
     .specifications = kNone,
     .link = kNone,
     .start_files = kNone,
     .runs_here = false,
     .unready = "the run time for Node.js is not part of this version"},
}};

} // namespace

std::span<const Target> targets() { return kTargets; }

std::vector<llvm::StringRef> target_names() {
  std::vector<llvm::StringRef> names;
  for (const Target& target : kTargets)
    names.push_back(target.name);
  return names;
}

const Target* find_target(llvm::StringRef name) {
  const auto* found = std::ranges::find(kTargets, name, &Target::name);
  return found == kTargets.end() ? nullptr : found;
}

std::optional<std::string> why_not(const Target& target, const Home& home, Disk& disk) {
  if (!target.unready.empty())
    return target.unready.str();
  for (const std::string& part : {home.archive(target.name), home.sysroot() + "/lib/libc.a"})
    if (!disk.status(part))
      return "this installation has no '" + part + "'";
  return std::nullopt;
}

} // namespace mir::driver

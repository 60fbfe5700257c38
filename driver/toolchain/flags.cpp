#include "driver/toolchain/flags.hpp"

#include <array>

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {
namespace {

// cmake/MirTarget.cmake holds what target code has in common: the run times are compiled with it
// too.
constexpr llvm::StringLiteral kCompile = MIR_TARGET_COMPILE;
constexpr llvm::StringLiteral kRelease = MIR_TARGET_RELEASE;
constexpr llvm::StringLiteral kLink = MIR_TARGET_LINK;
constexpr llvm::StringLiteral kLibraries = MIR_TARGET_LIBRARIES;
constexpr llvm::StringLiteral kHost = MIR_HOST_COMPILE;
constexpr llvm::StringLiteral kHostSanitize = MIR_HOST_SANITIZE;
constexpr llvm::StringLiteral kHostChecked = MIR_HOST_CHECKED;

constexpr std::array kAlways{
    // No folder of this machine in the result: two checkouts give the same bytes.
    "-fdebug-compilation-dir=.",
    "-Wall",
    "-Wextra",
    // The driver strips the colours again where nobody sees them: a flag that changed with the
    // terminal would rebuild everything.
    "-fcolor-diagnostics",
};

// With any optimisation clang loses most variables of a coroutine.
constexpr std::array kDebug{"-O0", "-g"};

template <std::size_t size>
void append(std::vector<std::string>& to, const std::array<const char*, size>& flags) {
  to.insert(to.end(), flags.begin(), flags.end());
}

void append(std::vector<std::string>& to, llvm::StringRef flags) {
  for (llvm::StringRef flag : llvm::split(flags, ' '))
    to.push_back(flag.str());
}

} // namespace

std::vector<std::string> compile_flags(const Home& home, Mode mode) {
  std::vector<std::string> flags{"--sysroot=" + home.sysroot(), "-isystem",
                                 home.sysroot() + "/include/c++/v1"};
  append(flags, kCompile);
  append(flags, kAlways);
  if (mode == Mode::Release)
    append(flags, kRelease);
  else
    append(flags, kDebug);
  flags.insert(flags.end(), {"-isystem", home.include()});
  flags.push_back("-ffile-prefix-map=" + home.prefix + "=/mir");
  return flags;
}

std::vector<std::string> host_compile_flags(const Home& home, Mode mode) {
  std::vector<std::string> flags;
  append(flags, kHost);
  append(flags, kAlways);
  flags.emplace_back("-g");
  if (mode == Mode::Release) {
    flags.emplace_back("-O2");
  } else {
    append(flags, kHostChecked);
    append(flags, kHostSanitize);
  }
  flags.insert(flags.end(), {"-isystem", home.include()});
  return flags;
}

std::vector<std::string> host_link_flags(Mode mode) {
  std::vector<std::string> flags{"-stdlib=libc++", "-fuse-ld=lld"};
  if (mode == Mode::Debug)
    append(flags, kHostSanitize);
  return flags;
}

std::vector<std::string> link_flags() {
  std::vector<std::string> flags;
  append(flags, kLink);
  return flags;
}

std::vector<std::string> library_files(const Home& home) {
  std::vector<std::string> files;
  for (llvm::StringRef name : llvm::split(kLibraries, ' '))
    files.push_back(home.sysroot() + "/lib/" + name.str());
  return files;
}

} // namespace mir::driver

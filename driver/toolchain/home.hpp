/// \file
/// Where the installed parts of the product are, found from where `mir` itself is: the prefix may
/// be moved.
#pragma once

#include <string>
#include <vector>

#include "driver/env/env.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

struct Home {
  std::string prefix;

  [[nodiscard]] std::string include() const { return prefix + "/include"; }
  [[nodiscard]] std::string mplc() const { return prefix + "/bin/mplc"; }
  /// Runs a step of a build; see driver/step.
  [[nodiscard]] std::string step() const { return prefix + "/lib/mir/step"; }
  /// Reads an application before it is compiled; see driver/check.
  [[nodiscard]] std::string check() const { return prefix + "/lib/mir/check"; }
  /// Puts the names of functions into an image; see driver/names.
  [[nodiscard]] std::string names() const { return prefix + "/lib/mir/names"; }
  [[nodiscard]] std::string stdlib() const { return prefix + "/share/mir/stdlib"; }
  [[nodiscard]] std::string specifications() const { return prefix + "/share/mir/specs"; }
  [[nodiscard]] std::string templates() const { return prefix + "/share/mir/templates"; }
  [[nodiscard]] std::string sysroot() const { return prefix + "/lib/mir/sysroot"; }
  /// The run time of a target.
  [[nodiscard]] std::string archive(llvm::StringRef target) const {
    return prefix + "/lib/mir/" + target.str() + "/librt.a";
  }
  /// The library OS of a target, compiled for release; that of this machine, for tests, with
  /// sanitizers. The network is the second.
  [[nodiscard]] std::vector<std::string> library(llvm::StringRef target) const {
    const std::string folder = prefix + "/lib/mir/" + target.str();
    return {folder + "/libos.a", folder + "/libnet.a"};
  }
};

/// The prefix whose bin/ the program lies in.
Home find_home(const Env& env);

} // namespace mir::driver

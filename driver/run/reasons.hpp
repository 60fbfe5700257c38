/// \file
/// Why the steps of a build run, in a user's words.
#pragma once

#include <map>
#include <set>
#include <string>

#include "driver/plan/plan.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// Collects what Ninja says with `-d explain` before it begins.
class Reasons {
public:
  /// \param plan is borrowed.
  explicit Reasons(const Plan& plan) : plan_(plan) {}

  /// One of Ninja's sentences, without "ninja explain: ".
  void add(llvm::StringRef text);

  /// Why the step of this name runs: "because main.cpp has changed".
  [[nodiscard]] std::string of(llvm::StringRef what) const;

private:
  [[nodiscard]] std::string shown(llvm::StringRef path) const;

  const Plan& plan_;
  std::map<std::string, std::string> by_output_; ///< the first reason for each
  std::set<std::string> made_again_;             ///< outputs that others wait for
};

} // namespace mir::driver

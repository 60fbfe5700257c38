/// \file
/// Why the steps of a build run, in a user's words.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "driver/plan/plan.hpp"
#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// Collects what Ninja says with `-d explain` before it begins.
class Reasons {
public:
  /// \param plans are borrowed.
  explicit Reasons(std::span<const Plan> plans) : plans_(plans) {}

  /// One of Ninja's sentences, without "ninja explain: ".
  void add(llvm::StringRef text);

  /// Why the step of this name runs: "because main.cpp has changed".
  [[nodiscard]] std::string of(llvm::StringRef what) const;

private:
  [[nodiscard]] const Step* find(llvm::StringRef what) const;
  [[nodiscard]] std::string shown(llvm::StringRef path) const;

  std::span<const Plan> plans_;
  std::map<std::string, std::string> by_output_; ///< the first reason for each
  std::set<std::string> made_again_;             ///< outputs that others wait for
};

} // namespace mir::driver

/// \file
/// What mir needs of the machine it runs on.
#pragma once

#include <string>
#include <vector>

#include "driver/env/env.hpp"
#include "driver/toolchain/home.hpp"

namespace mir::driver {

/// One thing, and whether it is there.
struct Need {
  std::string name;    ///< a program, or a path
  std::string what;    ///< what it is for
  std::string target;  ///< empty for all
  bool required;       ///< no build without it
  std::string package; ///< of Debian; empty for a part of mir itself
  std::string found;   ///< its path; empty when it is missing
  std::string version; ///< the first line that it says of itself; may be empty
};

/// Looks for each thing that the targets need.
std::vector<Need> look_around(Env& env, const Home& home, const std::vector<std::string>& targets);

} // namespace mir::driver

/// \file
/// The conformance programs that the build gives a test, and the cases in them.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "program.hpp"

namespace mir::test {

/// Their paths. MIR_CONFORMANCE_PROGRAMS lists them, with a colon between two.
inline std::vector<std::string> programs() {
  std::vector<std::string> paths;
  std::istringstream all(MIR_CONFORMANCE_PROGRAMS);
  for (std::string path; std::getline(all, path, ':');)
    paths.push_back(path);
  return paths;
}

/// What the first of them lists.
inline std::vector<std::string> case_names() {
  std::vector<std::string> names;
  Program list({.program = programs().front(), .mechanism = "epoll", .name = "--list"});
  std::istringstream lines(list.read_all());
  EXPECT_EQ(list.join(), 0);
  for (std::string line; std::getline(lines, line);)
    names.push_back(line);
  return names;
}

} // namespace mir::test

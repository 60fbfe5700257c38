/// \file
/// What a test of a page of docs/ compares with: see mir_host_page_test() in cmake/MirTest.cmake.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

namespace mir::test {

/// The page's one block of this language.
inline std::string block_of_page(const std::string& language) {
  std::ifstream page(MIR_PAGE);
  std::stringstream text;
  text << page.rdbuf();
  const std::string whole = text.str(), fence = "```" + language + "\n";
  const std::size_t begin = whole.find(fence) + fence.size();
  return whole.substr(begin, whole.find("```", begin) - begin);
}

} // namespace mir::test

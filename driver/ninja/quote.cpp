#include "driver/ninja/quote.hpp"

namespace mir::driver {
namespace {

std::string escaped(llvm::StringRef text, llvm::StringRef special) {
  std::string result;
  for (char c : text) {
    if (special.contains(c))
      result += '$';
    result += c;
  }
  return result;
}

} // namespace

std::string ninja_path(llvm::StringRef path) {
  std::string result;
  for (char c : escaped(path, "$ :"))
    if (c == '|') // it ends a list of paths, and has no escape
      result += kNinjaBar;
    else
      result += c;
  return result;
}

std::string ninja_value(llvm::StringRef value) {
  // Blanks at the beginning of a value are dropped unless they are escaped.
  return (value.starts_with(" ") ? "$" : "") + escaped(value, "$");
}

} // namespace mir::driver

#include "driver/plan/shell.hpp"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

bool is_plain(char c) {
  // Bytes of other alphabets mean nothing to the shell.
  return llvm::isAlnum(c) || llvm::StringRef("+,-./:=@_%").contains(c) || (c & 0x80) != 0;
}

} // namespace

std::string shell_quoted(llvm::StringRef word) {
  if (!word.empty() && llvm::all_of(word, is_plain))
    return word.str();
  std::string result = "'";
  for (char c : word) {
    if (c == '\'')
      result += "'\\''";
    else
      result += c;
  }
  return result + "'";
}

std::string shell_command(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& word : words)
    result += (result.empty() ? "" : " ") + shell_quoted(word);
  return result;
}

} // namespace mir::driver

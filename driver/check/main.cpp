// Reads an application before it is compiled: one source, or all of them together.
//
//     check source FACTS [--fix] -- COMPILER ARGUMENT...
//     check compile FACTS -- COMPILER ARGUMENT...
//     check program CAPABILITIES TARGET [--color] FACTS...
//
// It is a program of its own because it carries the compiler's front end, which `mir` would load
// for nothing in every other command.
#include <cstdio>

#include "driver/check/program.hpp"
#include "driver/check/source.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace mir::driver {
namespace {

using Words = std::vector<std::string>;

enum class Exit : int { Success = 0, Found = 1, Usage = 2, Disk = 3 };

Exit write(const std::string& path, const std::string& text) {
  std::error_code error;
  llvm::raw_fd_ostream file(path, error);
  if (!error) {
    file << text;
    file.close();
    error = file.error();
    file.clear_error();
  }
  if (!error)
    return Exit::Success;
  llvm::errs() << "mir: error: cannot write '" << path << "': " << error.message() << "\n";
  return Exit::Disk;
}

Exit source(const Words& words) {
  auto dashes = llvm::find(words, "--");
  if (words.size() < 3 || dashes == words.end())
    return Exit::Usage;
  const bool fix = std::find(words.begin() + 2, dashes, "--fix") != dashes;
  auto facts = check_source({dashes + 1, words.end()}, fix);
  return facts ? write(words[1], text_of(*facts)) : Exit::Found;
}

/// What else reads the facts has nothing to do when they are the same as before.
Exit write_if_changed(const std::string& path, const std::string& text) {
  auto before = llvm::MemoryBuffer::getFile(path);
  return before && (*before)->getBuffer() == text ? Exit::Success : write(path, text);
}

Exit compile(const Words& words) {
  auto dashes = llvm::find(words, "--");
  if (words.size() < 4 || dashes != words.begin() + 2)
    return Exit::Usage;
  auto facts = compile_source({dashes + 1, words.end()});
  return facts ? write_if_changed(words[1], text_of(*facts)) : Exit::Found;
}

Exit program(const Words& words) {
  if (words.size() < 3)
    return Exit::Usage;
  bool colour = false;
  std::vector<Facts> sources;
  for (const std::string& word : llvm::drop_begin(words, 3)) {
    if (word == "--color") {
      colour = true;
      continue;
    }
    auto text = llvm::MemoryBuffer::getFile(word);
    auto facts = text ? facts_of((*text)->getBuffer()) : std::nullopt;
    if (!facts) {
      llvm::errs() << "mir: error: cannot read '" << word << "'\n";
      return Exit::Disk;
    }
    sources.push_back(std::move(*facts));
  }
  auto capabilities = check_program(sources, words[2], colour, llvm::errs());
  return capabilities ? write(words[1], *capabilities) : Exit::Found;
}

Exit run(const Words& words) {
  if (!words.empty() && words.front() == "source")
    return source(words);
  if (!words.empty() && words.front() == "compile")
    return compile(words);
  if (!words.empty() && words.front() == "program")
    return program(words);
  return Exit::Usage;
}

} // namespace
} // namespace mir::driver

int main(int count, char** arguments) {
  using namespace mir::driver;
  const Exit exit = run({arguments + 1, arguments + count});
  if (exit == Exit::Usage)
    std::fputs("usage: check source FACTS [--fix] -- COMMAND | check compile FACTS -- COMMAND | "
               "check program OUT TARGET FACTS...\n",
               stderr);
  return static_cast<int>(exit);
}

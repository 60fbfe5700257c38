// Puts the names of a program's functions into its image, so that a panic can tell them by itself.
//
//     names PROGRAM STRIPPED IMAGE
//
// PROGRAM has the symbols, STRIPPED is the same without, IMAGE is made of both.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

#include "driver/names/program.hpp"
#include "driver/names/table.hpp"

namespace {

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int fail(const char* path, const char* what) {
  std::fprintf(stderr, "mir: error: %s: %s\n", path, what);
  return 1;
}

} // namespace

int main(int count, char** arguments) {
  using namespace mir::driver;
  if (count != 4) {
    std::fputs("usage: names PROGRAM STRIPPED IMAGE\n", stderr);
    return 2;
  }
  const std::string program = read(arguments[1]);
  const auto functions = functions_of(program);
  if (!functions)
    return fail(arguments[1], "not a program with symbols");
  const auto image = with_segment(read(arguments[2]), table_of(*functions));
  if (!image)
    return fail(arguments[2], "not a program with a header to spare");
  std::ofstream out(arguments[3], std::ios::binary | std::ios::trunc);
  out << *image << std::flush;
  constexpr mode_t kProgram = 0755;
  if (!out || ::chmod(arguments[3], kProgram) != 0)
    return fail(arguments[3], "cannot be written");
  return 0;
}

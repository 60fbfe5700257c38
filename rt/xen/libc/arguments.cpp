#include "rt/xen/libc/arguments.hpp"

namespace mir::rt {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Moves one word to the front of its place, without quotes. \returns where reading stopped.
char* cut_word(char* from) {
  char* to = from;
  bool quoted = false;
  for (; *from && (quoted || !is_blank(*from)); ++from) {
    if (*from == '"') {
      quoted = !quoted;
      continue;
    }
    if (*from == '\\' && from[1])
      ++from;
    *to++ = *from;
  }
  char* next = *from ? from + 1 : from;
  *to = 0;
  return next;
}

} // namespace

size_t split_arguments(char* line, std::span<char*> words) {
  size_t count = 0;
  for (;;) {
    while (is_blank(*line))
      ++line;
    if (!*line || count == words.size())
      return count;
    words[count++] = line;
    line = cut_word(line);
  }
}

} // namespace mir::rt

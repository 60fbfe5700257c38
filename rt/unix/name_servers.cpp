// Who answers questions for names: resolv.conf(5).
#include <mir/rt/port.hpp>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

namespace {

constexpr uint16_t kPort = 53; // RFC 1035 4.2
/// What is read of the file. The servers stand at its beginning; three count for other programs.
constexpr size_t kMostRead = 4096; // bytes

/// \returns the bytes read; 0 when there is no such file.
size_t read_file(const char* name, char* text, size_t size) {
  int const file = open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return 0;
  size_t filled = 0;
  while (filled < size) {
    ssize_t const got = read(file, text + filled, size - filled);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    filled += static_cast<size_t>(got);
  }
  close(file);
  return filled;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// An address without a zone: one with a zone is of a link, and names it in words.
bool parse(const char* text, mir_address& server) {
  server = {.family = 4, .reserved = 0, .port = kPort, .scope = 0, .ip = {}};
  if (inet_pton(AF_INET, text, server.ip) == 1)
    return true;
  server.family = 6;
  return inet_pton(AF_INET6, text, server.ip) == 1;
}

/// "nameserver ADDRESS"; what stands behind it is not looked at.
bool read_line(char* line, mir_address& server) {
  constexpr char kWord[] = "nameserver";
  constexpr size_t kLength = sizeof kWord - 1;
  if (strncmp(line, kWord, kLength) != 0 || !is_blank(line[kLength]))
    return false;
  char* address = line + kLength;
  while (is_blank(*address))
    ++address;
  char* end = address;
  while (*end != '\0' && !is_blank(*end))
    ++end;
  *end = '\0';
  return parse(address, server);
}

} // namespace

extern "C" size_t mir_port_socket_name_servers(mir_address* servers, size_t capacity) {
  static char text[kMostRead + 1]; // no second thread is in here
  text[read_file("/etc/resolv.conf", text, kMostRead)] = '\0';
  size_t count = 0;
  for (char* line = text; line != nullptr && count < capacity;) {
    char* const end = strchr(line, '\n');
    if (end != nullptr)
      *end = '\0';
    if (read_line(line, servers[count]))
      ++count;
    line = end == nullptr ? nullptr : end + 1;
  }
  if (count == 0 && capacity != 0 && parse("127.0.0.1", servers[0]))
    count = 1;
  return count;
}

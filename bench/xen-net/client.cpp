/// \file
/// Runs in dom0: asks a guest for the services of templates/net-services, and prints how long it
/// took, in nanoseconds of the monotonic clock.
///
/// Usage: client now | ping HOST COUNT | request HOST COUNT | connect HOST COUNT |
///        send HOST BYTES | receive HOST BYTES
///
/// `now` prints the time; `ping HOST 0` the time at which the guest has answered for the first
/// time, asking each millisecond.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr int kPatience = 300; // seconds, for everything
char buffer[65'536];

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

std::int64_t now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

sockaddr_in address_of(const char* host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
    fail("an address");
  return address;
}

int connect_to(const char* host, int port) {
  const sockaddr_in address = address_of(host, port);
  const int to = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (to < 0 || connect(to, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    fail("connect");
  return to;
}

void send_all(int to, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = write(to, buffer, size < sizeof buffer ? size : sizeof buffer);
    if (sent <= 0)
      fail("write");
    size -= static_cast<std::size_t>(sent);
  }
}

/// \returns false at the end of the stream.
bool receive_all(int from, std::size_t size) {
  while (size > 0) {
    const ssize_t got = read(from, buffer, size < sizeof buffer ? size : sizeof buffer);
    if (got < 0)
      fail("read");
    if (got == 0)
      return false;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

/// An echo request (RFC 792) and its reply. \returns false when none came within the time.
bool ping(int raw, const sockaddr_in& host, std::uint16_t number, int wait_ms) {
  std::uint8_t request[64] = {8, 0, 0, 0, 'm', 'i'};
  std::memcpy(request + 6, &number, 2);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < sizeof request; i += 2)
    sum += static_cast<std::uint32_t>(request[i]) << 8 | request[i + 1];
  sum = (sum & 0xffff) + (sum >> 16);
  sum = ~(sum + (sum >> 16));
  request[2] = static_cast<std::uint8_t>(sum >> 8);
  request[3] = static_cast<std::uint8_t>(sum);
  (void)sendto(raw, request, sizeof request, 0, reinterpret_cast<const sockaddr*>(&host),
               sizeof host); // there may be nobody yet
  const std::int64_t end = now() + wait_ms * 1'000'000LL;
  for (;;) {
    const std::int64_t left = (end - now()) / 1'000'000;
    pollfd waiting{raw, POLLIN, 0};
    if (left < 0 || ::poll(&waiting, 1, static_cast<int>(left) + 1) <= 0)
      return false;
    std::uint8_t packet[1500];
    const ssize_t size = recv(raw, packet, sizeof packet, 0);
    const std::size_t header = (packet[0] & 15u) * 4u;
    if (size >= static_cast<ssize_t>(header + sizeof request) && packet[header] == 0 &&
        std::memcmp(packet + header + 4, request + 4, 4) == 0)
      return true;
  }
}

std::int64_t pings(const char* host, int count) {
  const sockaddr_in address = address_of(host, 0);
  const int raw = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
  if (raw < 0)
    fail("a raw socket");
  std::uint16_t number = 0;
  if (count == 0) {
    while (!ping(raw, address, ++number, 1)) {
    }
    return now();
  }
  const std::int64_t begin = now();
  for (int i = 0; i < count; ++i)
    if (!ping(raw, address, ++number, kPatience * 1000))
      fail("ping");
  return now() - begin;
}

std::int64_t requests(const char* host, int count) {
  constexpr std::size_t kRequest = 64; // bytes
  const int to = connect_to(host, 7);
  const std::int64_t begin = now();
  for (int i = 0; i < count; ++i) {
    send_all(to, kRequest);
    if (!receive_all(to, kRequest))
      fail("an answer");
  }
  return now() - begin;
}

std::int64_t connects(const char* host, int count) {
  const std::int64_t begin = now();
  for (int i = 0; i < count; ++i) {
    const int to = connect_to(host, 7);
    send_all(to, 1);
    if (!receive_all(to, 1))
      fail("an answer");
    close(to);
  }
  return now() - begin;
}

// Until the other end has taken everything: it closes when it has seen the end.
std::int64_t bulk_to(const char* host, std::size_t bytes) {
  const int to = connect_to(host, 9);
  const std::int64_t begin = now();
  send_all(to, bytes);
  shutdown(to, SHUT_WR);
  (void)receive_all(to, 1);
  return now() - begin;
}

std::int64_t bulk_from(const char* host, std::size_t bytes) {
  const int from = connect_to(host, 19);
  const std::int64_t begin = now();
  if (!receive_all(from, bytes))
    fail("bytes");
  return now() - begin;
}

} // namespace

int main(int count, char** words) {
  const char* const what = count > 1 ? words[1] : "";
  if (count == 2 && std::strcmp(what, "now") == 0) {
    std::printf("%lld\n", static_cast<long long>(now()));
    return 0;
  }
  if (count != 4) {
    std::puts("usage: client now | ping|request|connect|send|receive HOST NUMBER");
    return 2;
  }
  alarm(kPatience);
  const auto number = std::strtoull(words[3], nullptr, 10);
  std::int64_t time = 0;
  switch (what[0]) {
  case 'p':
    time = pings(words[2], static_cast<int>(number));
    break;
  case 'c':
    time = connects(words[2], static_cast<int>(number));
    break;
  case 's':
    time = bulk_to(words[2], number);
    break;
  default:
    time =
        what[2] == 'q' ? requests(words[2], static_cast<int>(number)) : bulk_from(words[2], number);
  }
  std::printf("%lld\n", static_cast<long long>(time));
  return 0;
}

// The services of bench_net on the kernel's sockets: as templates/net-services, one thread, epoll.
//
//     bench_net_kernel ADDRESS
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr std::uint16_t kEcho = 7, kDiscard = 9, kCount = 11, kGenerate = 19;
constexpr int kBacklog = 4096;
std::array<char, 256 * 1024> buffer;
std::size_t discarded = 0, discarded_bytes = 0;
int ready = -1;

/// What a descriptor is, in the event's 64 bits.
struct Tag {
  std::uint16_t port;
  bool listens, datagrams;
  [[nodiscard]] std::uint64_t with(int fd) const {
    return std::uint64_t{port} << 48 | std::uint64_t{listens} << 47 |
           std::uint64_t{datagrams} << 46 | static_cast<std::uint32_t>(fd);
  }
  static Tag of(std::uint64_t data) {
    return {static_cast<std::uint16_t>(data >> 48), (data >> 47 & 1) != 0, (data >> 46 & 1) != 0};
  }
};

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "bench_net_kernel: %s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

void watch(int fd, const Tag& tag, std::uint32_t events) {
  epoll_event event{.events = events, .data = {.u64 = tag.with(fd)}};
  if (epoll_ctl(ready, EPOLL_CTL_ADD, fd, &event) != 0)
    fail("epoll");
}

void open_port(const in_addr& address, std::uint16_t port, bool datagrams) {
  const int fd = socket(AF_INET, (datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // The default of a new namespace may be another; accepted connections have the listener's.
  constexpr std::string_view kCubic = "cubic";
  if (!datagrams && setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, kCubic.data(), kCubic.size()) != 0)
    fail("cubic");
  const sockaddr_in local{
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = address, .sin_zero = {}};
  if (bind(fd, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0)
    fail("bind");
  if (!datagrams && listen(fd, kBacklog) != 0)
    fail("listen");
  watch(fd, {port, !datagrams, datagrams}, EPOLLIN);
}

void accept_all(int listener, std::uint16_t port) {
  for (;;) {
    const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd < 0)
      return;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(fd, {port, false, false}, port == kGenerate ? EPOLLOUT : EPOLLIN);
  }
}

void serve(int fd, std::uint16_t port) {
  const ssize_t got = port == kGenerate ? send(fd, buffer.data(), buffer.size(), MSG_NOSIGNAL)
                                        : recv(fd, buffer.data(), buffer.size(), 0);
  if (got < 0 && errno == EAGAIN)
    return;
  if (got <= 0 || (port == kEcho &&
                   send(fd, buffer.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) != got))
    close(fd);
}

void serve_datagrams(int fd, std::uint16_t port) {
  constexpr int kBatch = 64; // of one event
  for (int i = 0; i < kBatch; ++i) {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t got =
        recvfrom(fd, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (got < 0)
      return;
    auto length = static_cast<std::size_t>(got);
    if (port == kDiscard) {
      ++discarded;
      discarded_bytes += length;
      continue;
    }
    if (port == kCount) {
      length = static_cast<std::size_t>(
          std::snprintf(buffer.data(), buffer.size(), "%zu %zu\n", discarded, discarded_bytes));
      discarded = discarded_bytes = 0;
    }
    sendto(fd, buffer.data(), length, 0, reinterpret_cast<const sockaddr*>(&from), size);
  }
}

} // namespace

int main(int count, char** arguments) {
  in_addr address{};
  if (count != 2 || inet_pton(AF_INET, arguments[1], &address) != 1) {
    std::fputs("usage: bench_net_kernel ADDRESS\n", stderr);
    return 2;
  }
  const rlimit limit{.rlim_cur = 65'536, .rlim_max = 65'536};
  setrlimit(RLIMIT_NOFILE, &limit);
  ready = epoll_create1(0);
  for (const std::uint16_t port : {kEcho, kDiscard, kGenerate})
    open_port(address, port, false);
  for (const std::uint16_t port : {kEcho, kDiscard, kCount})
    open_port(address, port, true);
  std::puts("listening");
  std::fflush(stdout);
  for (;;) {
    std::array<epoll_event, 64> events;
    const int got = epoll_wait(ready, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < got; ++i) {
      const Tag tag = Tag::of(events[static_cast<std::size_t>(i)].data.u64);
      const auto fd = static_cast<int>(events[static_cast<std::size_t>(i)].data.u64 & 0xffff'ffff);
      if (tag.listens)
        accept_all(fd, tag.port);
      else if (tag.datagrams)
        serve_datagrams(fd, tag.port);
      else
        serve(fd, tag.port);
    }
  }
}

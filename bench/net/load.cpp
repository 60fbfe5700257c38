// The load generator of bench_net, on the kernel's sockets: one load, one server, one line of
// figures.
//
//     bench_net_load ADDRESS send|fetch FLOWS SECONDS    bytes a second, to port 9 or from port 19
//     bench_net_load ADDRESS ask|connect SECONDS         exchanges a second of one byte with port 7
//     bench_net_load ADDRESS datagrams|echo SECONDS      datagrams of 18 bytes a second, 9 or 7
//     bench_net_load ADDRESS idle COUNT                  opens connections, holds them until EOF
//     bench_net_load ADDRESS trickle COUNT SECONDS       1 KiB to each of them in turn
//
// Prints "RATE SECONDS": a second, and the processor's time that it took for each, here and in the
// server, if the environment names it in BENCH_SERVER (a process).
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t kEcho = 7, kDiscard = 9, kCount = 11, kGenerate = 19;
constexpr double kWarm = 0.3;            // seconds before anything counts: windows open
constexpr std::size_t kDatagram = 18;    // bytes: the smallest Ethernet frame
constexpr std::size_t kOutstanding = 64; // datagrams waited for at a time
std::array<char, 256 * 1024> buffer;

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "bench_net_load: %s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double seconds_of(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// Seconds of processor time so far: ours, and the server's with all its threads.
double processor() {
  const double own = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  const char* const named = std::getenv("BENCH_SERVER");
  clockid_t clock{};
  if (named == nullptr || clock_getcpuclockid(std::atoi(named), &clock) != 0)
    return own;
  return own + seconds_of(clock);
}

/// Prints the rate of what was done since it was made.
class Meter {
public:
  void print(double amount) const {
    std::printf("%.1f %.4e\n", amount / since(start_),
                amount > 0 ? (processor() - processor_) / amount : 0);
  }
  [[nodiscard]] double elapsed() const { return since(start_); }

private:
  Clock::time_point start_ = Clock::now();
  double processor_ = processor();
};

sockaddr_in server;

sockaddr_in to_port(std::uint16_t port) {
  sockaddr_in to = server;
  to.sin_port = htons(port);
  return to;
}

int open_socket(int type, std::uint16_t port) {
  const int fd = socket(AF_INET, type, 0);
  const sockaddr_in to = to_port(port);
  if (fd < 0)
    fail("socket");
  // The default of a new namespace may be another.
  constexpr std::string_view kCubic = "cubic";
  if (type == SOCK_STREAM &&
      setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, kCubic.data(), kCubic.size()) != 0)
    fail("cubic");
  if (connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
    fail("connect");
  return fd;
}

// ------------------------------------------------------------------------------------------------
// bulk

std::uint64_t acknowledged(const std::vector<pollfd>& flows) {
  std::uint64_t sum = 0;
  for (const pollfd& flow : flows) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(flow.fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
      fail("TCP_INFO");
    sum += info.tcpi_bytes_acked;
  }
  return sum;
}

/// One step on every flow that is ready. \returns bytes read.
std::uint64_t move(std::vector<pollfd>& flows) {
  if (poll(flows.data(), flows.size(), 100) < 0)
    fail("poll");
  std::uint64_t got = 0;
  for (const pollfd& flow : flows) {
    if (flow.revents == 0)
      continue;
    const ssize_t done = flow.events == POLLIN
                             ? recv(flow.fd, buffer.data(), buffer.size(), MSG_DONTWAIT)
                             : send(flow.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (done == 0 || (done < 0 && errno != EAGAIN))
      fail("the connection ended");
    if (done > 0 && flow.events == POLLIN)
      got += static_cast<std::uint64_t>(done);
  }
  return got;
}

void bulk(bool fetch, std::size_t count, double seconds) {
  std::vector<pollfd> flows;
  for (std::size_t i = 0; i < count; ++i) {
    const int fd = open_socket(SOCK_STREAM, fetch ? kGenerate : kDiscard);
    flows.push_back(
        {.fd = fd, .events = static_cast<short>(fetch ? POLLIN : POLLOUT), .revents = 0});
  }
  const Meter warm;
  while (warm.elapsed() < kWarm)
    move(flows);
  const std::uint64_t before = fetch ? 0 : acknowledged(flows);
  std::uint64_t got = 0;
  const Meter meter;
  while (meter.elapsed() < seconds)
    got += move(flows);
  meter.print(static_cast<double>(fetch ? got : acknowledged(flows) - before));
}

// ------------------------------------------------------------------------------------------------
// exchanges

void exchange(int fd) {
  char byte = 'x';
  if (send(fd, &byte, 1, 0) != 1 || recv(fd, &byte, 1, 0) != 1)
    fail("no answer");
}

void ask(double seconds) {
  const int fd = open_socket(SOCK_STREAM, kEcho);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  double count = 0;
  const Meter meter;
  for (; meter.elapsed() < seconds; ++count)
    exchange(fd);
  meter.print(count);
}

void connections(double seconds) {
  double count = 0;
  const Meter meter;
  for (; meter.elapsed() < seconds; ++count) {
    const int fd = open_socket(SOCK_STREAM, kEcho);
    exchange(fd);
    close(fd);
  }
  meter.print(count);
}

// ------------------------------------------------------------------------------------------------
// datagrams

/// Sends `count` datagrams in one call.
std::size_t send_some(int fd, std::size_t count) {
  static std::array<mmsghdr, kOutstanding> messages;
  static iovec piece{.iov_base = buffer.data(), .iov_len = kDatagram};
  for (mmsghdr& message : messages)
    message.msg_hdr = {.msg_name = nullptr,
                       .msg_namelen = 0,
                       .msg_iov = &piece,
                       .msg_iovlen = 1,
                       .msg_control = nullptr,
                       .msg_controllen = 0,
                       .msg_flags = 0};
  const int sent = sendmmsg(fd, messages.data(), static_cast<unsigned>(count), 0);
  return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

std::size_t receive_some(int fd) {
  static std::array<mmsghdr, kOutstanding> messages;
  static std::array<std::array<char, 64>, kOutstanding> places;
  static std::array<iovec, kOutstanding> pieces;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    pieces[i] = {.iov_base = places[i].data(), .iov_len = places[i].size()};
    messages[i].msg_hdr.msg_iov = &pieces[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  const int got =
      recvmmsg(fd, messages.data(), static_cast<unsigned>(messages.size()), MSG_DONTWAIT, nullptr);
  return got < 0 ? 0 : static_cast<std::size_t>(got);
}

/// What port 9 has received since this was asked last.
double discarded() {
  const int fd = open_socket(SOCK_DGRAM, kCount);
  for (int tries = 0; tries < 20; ++tries) {
    pollfd answer{.fd = fd, .events = POLLIN, .revents = 0};
    char text[64] = {};
    if (send(fd, "?", 1, 0) == 1 && poll(&answer, 1, 250) == 1 &&
        recv(fd, text, sizeof text - 1, 0) > 0) {
      close(fd);
      return std::strtod(text, nullptr);
    }
  }
  fail("port 11 does not answer");
}

void datagrams(double seconds) {
  const int fd = open_socket(SOCK_DGRAM, kDiscard);
  (void)discarded();
  const Meter meter;
  while (meter.elapsed() < seconds)
    send_some(fd, kOutstanding);
  meter.print(discarded());
}

void echo(double seconds) {
  constexpr int kPatience = 5; // ms until what is missing counts as lost
  const int fd = open_socket(SOCK_DGRAM, kEcho);
  std::size_t outstanding = 0;
  double count = 0;
  const Meter meter;
  while (meter.elapsed() < seconds) {
    outstanding += send_some(fd, kOutstanding - outstanding);
    pollfd answer{.fd = fd, .events = POLLIN, .revents = 0};
    const std::size_t got = poll(&answer, 1, kPatience) == 1 ? receive_some(fd) : 0;
    outstanding = got == 0 ? 0 : outstanding - std::min(got, outstanding);
    count += static_cast<double>(got);
  }
  meter.print(count);
}

// ------------------------------------------------------------------------------------------------
// many connections

std::vector<int> open_many(std::size_t count) {
  std::vector<int> flows;
  rlimit limit{.rlim_cur = count + 64, .rlim_max = count + 64};
  setrlimit(RLIMIT_NOFILE, &limit);
  while (flows.size() < count)
    flows.push_back(open_socket(SOCK_STREAM, kDiscard));
  return flows;
}

void idle(std::size_t count) {
  const std::vector<int> flows = open_many(count);
  std::puts("open");
  std::fflush(stdout);
  char end = 0;
  while (read(0, &end, 1) > 0) {
  }
}

/// What the peer acknowledged of 1 KiB at a time, on each connection in turn.
void trickle(std::size_t count, double seconds) {
  constexpr std::size_t kPiece = 1024;
  const std::vector<int> flows = open_many(count);
  std::vector<pollfd> polled;
  for (const int fd : flows) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    polled.push_back({.fd = fd, .events = POLLOUT, .revents = 0});
  }
  std::size_t at = 0;
  const std::uint64_t before = acknowledged(polled);
  const Meter meter;
  while (meter.elapsed() < seconds)
    for (int i = 0; i < 64; ++i, ++at)
      (void)send(flows[at % flows.size()], buffer.data(), kPiece, MSG_DONTWAIT);
  meter.print(static_cast<double>(acknowledged(polled) - before));
}

[[noreturn]] void usage() {
  std::fputs("usage: bench_net_load ADDRESS LOAD [COUNT] SECONDS; see bench/net/load.cpp\n",
             stderr);
  std::exit(2);
}

} // namespace

int main(int count, char** arguments) {
  if (count < 4)
    usage();
  server = {.sin_family = AF_INET, .sin_port = 0, .sin_addr = {}, .sin_zero = {}};
  if (inet_pton(AF_INET, arguments[1], &server.sin_addr) != 1)
    usage();
  const std::string_view load = arguments[2];
  const auto number = static_cast<std::size_t>(std::atoll(arguments[3]));
  const double seconds = std::atof(arguments[count - 1]);
  if (load == "send" || load == "fetch")
    bulk(load == "fetch", number, seconds);
  else if (load == "ask")
    ask(seconds);
  else if (load == "connect")
    connections(seconds);
  else if (load == "datagrams")
    datagrams(seconds);
  else if (load == "echo")
    echo(seconds);
  else if (load == "idle")
    idle(number);
  else if (load == "trickle")
    trickle(number, seconds);
  else
    usage();
}

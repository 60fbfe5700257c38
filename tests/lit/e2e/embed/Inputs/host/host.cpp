// A host program with two TCP/IP stacks in it, a cable between them, and a clock that it moves
// itself.
#include <cstdio>
#include <deque>
#include <string_view>

#include <mir/net/embed/memory_platform.hpp>
#include <mir/net/stack/stack.hpp>

using namespace mir;

namespace {

/// One end of the cable.
class Machine final : net::FrameOutput {
public:
  Machine(os::PacketPool& pool, std::byte number, os::Instant now)
      : stack_({.info = {.mac = {std::byte{2}, {}, {}, {}, {}, number}, .pieces_a_frame = 18}},
               *this, pool, random_, now) {
    stack_.ipv4().configure(
        {.address = net::Address::v4(10, 0, 0, std::to_integer<std::uint8_t>(number)),
         .prefix_length = 24});
  }
  [[nodiscard]] net::Stack& stack() { return stack_; }
  std::deque<os::Packet> cable; ///< frames on their way to the other end

private:
  os::Result<> transmit(os::Packet& frame, const os::FrameOffload&) override {
    cable.push_back(std::move(frame));
    return {};
  }

  os::Random random_{42}; // a real host seeds it from its system
  net::Stack stack_;
};

/// Carries frames from one to the other.
void carry(Machine& from, Machine& to, os::Instant now) {
  while (!from.cable.empty()) {
    to.stack().input(std::move(from.cable.front()), {}, now);
    from.cable.pop_front();
  }
}

} // namespace

int main() {
  os::Instant now = os::Instant::from_ns(1'000'000'000);
  net::MemoryPlatform platform;
  os::PacketPool pool(platform, 1'024); // outlives all frames
  Machine a(pool, std::byte{1}, now), b(pool, std::byte{2}, now);
  const net::Endpoint server{net::Address::v4(10, 0, 0, 2), net::Port(7)};
  net::TcpListener* const listener = *b.stack().tcp().listen(server, 16);
  net::TcpConnection* const client = *a.stack().tcp().connect({}, server);
  net::TcpConnection* accepted = nullptr;
  bool said = false;
  for (int turn = 0; turn < 100; ++turn) {
    const os::Instant next = std::min(a.stack().poll(now), b.stack().poll(now));
    carry(a, b, now);
    carry(b, a, now);
    if (!said && client->status()) {
      std::printf("connected after %lld ms\n",
                  static_cast<long long>((now.ns() - 1'000'000'000) / 1'000'000));
      (void)client->write(os::as_bytes("hello"));
      said = true;
    }
    if (accepted == nullptr)
      if (const auto got = listener->accept())
        accepted = *got;
    if (accepted != nullptr)
      if (const auto packet = accepted->read()) {
        const std::string_view text = os::as_text(packet->front());
        std::printf("the server has read: %.*s\n", static_cast<int>(text.size()), text.data());
        accepted->abort();
        client->abort();
        listener->close();
        a.stack().poll(now);
        b.stack().poll(now);
        return 0;
      }
    if (a.cable.empty() && b.cable.empty() && next > now && next != os::Instant::never())
      now = std::min(next, now + os::Duration::milliseconds(10));
  }
  std::puts("nothing came");
  return 1;
}

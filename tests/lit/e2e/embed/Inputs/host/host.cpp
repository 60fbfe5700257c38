// A host program with two TCP/IP stacks in it, a cable between them, and a clock that it moves
// itself.
#include <algorithm>
#include <cstdio>
#include <deque>
#include <string_view>
#include <vector>

#include <mir/net/embed/memory_platform.hpp>
#include <mir/net/stack/stack.hpp>

using namespace mir;

namespace {

/// A frame as a driver, a file or a test has it.
using Bytes = std::vector<std::byte>;

/// The same in the pages of a pool, as the stack takes it. A real driver receives into such pages,
/// and copies nothing. \returns an empty packet when there is no page: the frame is lost then.
os::Packet to_packet(os::PacketPool& pool, os::Bytes bytes) {
  os::Packet packet;
  while (!bytes.empty()) {
    os::Result<os::PageSlice> page = pool.take();
    if (!page)
      return {};
    const std::size_t here = std::min(bytes.size(), page->size());
    page->drop_back(page->size() - here);
    std::ranges::copy(bytes.first(here), page->mutable_bytes().begin());
    packet.push_back(std::move(*page));
    bytes = bytes.subspan(here);
  }
  return packet;
}

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
  std::deque<Bytes> cable; ///< frames on their way to the other end

private:
  /// What it takes it moves out of `frame`; Errc::Again would leave the frame to the stack until
  /// Stack::room() is called. A device that offers no offload in its NetInfo is asked for none.
  os::Result<> transmit(os::Packet& frame, const os::FrameOffload&) override {
    const os::Packet taken = std::move(frame);
    cable.emplace_back(taken.size());
    taken.copy_to(cable.back());
    return {};
  }

  os::Random random_{42}; // a real host seeds it from its system
  net::Stack stack_;
};

/// Carries frames from one to the other.
void carry(Machine& from, Machine& to, os::PacketPool& pool, os::Instant now) {
  for (; !from.cable.empty(); from.cable.pop_front())
    if (os::Packet frame = to_packet(pool, from.cable.front()); !frame.empty())
      to.stack().input(std::move(frame), {}, now);
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
    carry(a, b, pool, now);
    carry(b, a, pool, now);
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

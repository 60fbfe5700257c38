#include "far_end.hpp"

#include <algorithm>
#include <array>

namespace mir::bench {
namespace {

constexpr std::size_t kPages = 1u << 16;
constexpr std::size_t kBatch = 32; // datagrams, or small segments, of one turn
constexpr net::Port kEcho(7), kDiscard(9), kGenerate(19);
constexpr std::size_t kOpenedAtOnce = 64;
constexpr std::size_t kSegment = 1448; // bytes: a full one, with timestamps
constexpr std::size_t kDatagram = 18;  // bytes: the smallest Ethernet frame
alignas(64) constinit std::array<std::byte, 64 * 1024> zeros{};

const net::Address kPeer = net::Address::v4(10, 0, 0, 2);

net::Port port_of(Load load) {
  switch (load) {
  case Load::Fetch:
    return kGenerate;
  case Load::Ask:
  case Load::Connect:
  case Load::DatagramEcho:
    return kEcho;
  default:
    return kDiscard;
  }
}

bool is_datagram(Load load) { return load == Load::Datagrams || load == Load::DatagramEcho; }

} // namespace

FarEnd::FarEnd(os::testing::VirtualClock& clock, const os::NetInfo& info, Load load,
               std::size_t connections)
    : clock_(clock), platform_(clock, 3), pool_(platform_, kPages),
      stack_({.info = info, .tcp = {.connections = 100'000, .first_port = 20'000}}, *this, pool_,
             random_, clock.now()),
      load_(load), connections_(is_datagram(load) ? 0 : connections) {
  stack_.ipv4().configure({.address = net::Address::v4(10, 0, 0, 1), .prefix_length = 24});
  if (is_datagram(load)) {
    const auto socket = stack_.udp().bind({net::Address(), net::Port(0)});
    MIR_CHECK(socket);
    socket_ = *socket;
  }
}

FarEnd::~FarEnd() {
  out_ = nullptr; // the wire may be gone already: the last resets go nowhere
  if (socket_ != nullptr)
    stack_.udp().close(*socket_);
  for (Client& client : connections_)
    if (client.socket != nullptr)
      client.socket->abort();
}

os::Result<> FarEnd::transmit(os::Packet& frame, const os::FrameOffload& offload) {
  Frame copy{.bytes = std::vector<std::byte>(frame.size()), .offload = offload};
  frame.copy_to(copy.bytes);
  frame = {};
  if (out_ != nullptr) // else the announcement of the address, before there is a wire
    out_->push_back(std::move(copy));
  return {};
}

os::Packet FarEnd::packet_of(const Frame& frame) {
  os::Packet packet;
  os::Bytes rest = frame.bytes;
  while (!rest.empty()) {
    os::Result<os::PageSlice> page = pool_.take();
    MIR_CHECK(page);
    const std::size_t part = std::min(rest.size(), page->size());
    std::ranges::copy(rest.first(part), page->mutable_bytes().begin());
    page->drop_back(page->size() - part);
    packet.push_back(std::move(*page));
    rest = rest.subspan(part);
  }
  return packet;
}

void FarEnd::turn(std::vector<Frame>& in, std::vector<Frame>& out) {
  out_ = &out;
  for (const Frame& frame : in)
    stack_.input(packet_of(frame), frame.offload, clock_.now());
  in.clear();
  (void)stack_.poll(clock_.now());
  if (is_datagram(load_))
    send_datagrams();
  else
    drive();
  next_ = stack_.poll(clock_.now());
}

void FarEnd::send_datagrams() {
  while (socket_->receive())
    ++done_;
  for (std::size_t i = 0; i < kBatch; ++i)
    (void)socket_->send(os::Bytes(zeros).first(kDatagram), {kPeer, port_of(load_)});
}

/// Opens connections, a few at a time, and then works on those that are open.
void FarEnd::drive() {
  for (std::size_t i = 0; i < opening_; ++i) {
    Client& client = connections_[i];
    if (!client.open && client.socket->status()) {
      client.open = true;
      ++open_;
    }
  }
  const std::size_t most = std::min(connections_.size(), open_ + kOpenedAtOnce);
  for (; opening_ < most; ++opening_)
    connect(connections_[opening_]);
  if (load_ == Load::Idle)
    return;
  if (load_ == Load::Trickle) {
    for (std::size_t i = 0; ready() && i < kBatch; ++i)
      (void)connections_[at_++ % connections_.size()].socket->write(
          os::Bytes(zeros).first(kSegment));
    return;
  }
  for (std::size_t i = 0; i < opening_; ++i)
    if (connections_[i].open)
      drive(connections_[i]);
}

void FarEnd::connect(Client& client) {
  const auto socket = stack_.tcp().connect({}, {kPeer, port_of(load_)});
  MIR_CHECK(socket);
  (*socket)->set_no_delay(true);
  client = {.socket = *socket};
}

void FarEnd::drive(Client& client) {
  if (load_ == Load::Send) {
    while (client.socket->write(zeros)) {
    }
    return;
  }
  bool read = false;
  while (client.socket->read())
    read = true;
  if (load_ == Load::Fetch)
    return;
  if (read) {
    ++done_;
    client.waits = false;
    if (load_ == Load::Connect) {
      client.socket->close();
      --open_;
      return connect(client);
    }
  }
  if (!client.waits)
    client.waits = client.socket->write(os::Bytes(zeros).first(1)).has_value();
}

} // namespace mir::bench

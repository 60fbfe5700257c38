#include "peer.hpp"

#include <algorithm>

namespace mir::net::tcp_test {

std::vector<std::byte> pattern(std::uint32_t from, std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = pattern_at(from + static_cast<std::uint32_t>(i));
  return bytes;
}

void Peer::send(const Sending& sending, bool flush) {
  const auto has = [&](char flag) { return sending.flags.find(flag) != std::string::npos; };
  tcp::Options options = sending.options;
  const std::uint32_t base = iss.value_or(0);
  for (tcp::SackBlock& block : options.sack)
    block = {block.begin + base, block.end + base};
  const tcp::WireOptions wire_options(options);
  const std::vector<std::byte> payload = pattern(sending.sequence, sending.size);
  Frame frame{.source = kTheirs, .destination = kOurs, .bytes = {}, .ecn = sending.ecn};
  frame.bytes = build(kTheirs, kOurs,
                      {.source_port = theirs.number(),
                       .destination_port = ours.number(),
                       .sequence = isn + sending.sequence,
                       .acknowledgment = has('.') ? base + sending.acknowledgment : 0,
                       .cwr = has('W'),
                       .ece = has('E'),
                       .urg = has('U'),
                       .ack = has('.'),
                       .psh = has('P'),
                       .rst = has('R'),
                       .syn = has('S'),
                       .fin = has('F'),
                       .window = sending.window,
                       .urgent_pointer = sending.urgent,
                       .options = wire_options.fields(),
                       .payload = {}},
                      payload);
  host.receive(frame, flush);
}

std::optional<Seen> Peer::next() {
  if (host.out.empty())
    return std::nullopt;
  const Frame frame = std::move(host.out.front());
  host.out.pop_front();
  const auto tcp = wire::Tcp::parse(frame.bytes);
  if (tcp->syn())
    iss = tcp->sequence();
  Seen seen;
  const std::pair<bool, char> flags[] = {{tcp->syn(), 'S'}, {tcp->fin(), 'F'}, {tcp->rst(), 'R'},
                                         {tcp->psh(), 'P'}, {tcp->ack(), '.'}, {tcp->urg(), 'U'},
                                         {tcp->ece(), 'E'}, {tcp->cwr(), 'W'}};
  for (const auto& [set, letter] : flags)
    if (set)
      seen.flags += letter;
  seen.sequence = tcp->sequence() - iss.value_or(0);
  seen.acknowledgment = tcp->ack() ? tcp->acknowledgment() - isn : 0;
  seen.window = tcp->window();
  seen.options = tcp::read_options(*tcp);
  seen.ecn = frame.ecn;
  seen.payload.assign(tcp->payload().begin(), tcp->payload().end());
  seen.size = static_cast<std::uint32_t>(seen.payload.size());
  seen.source = Port(tcp->source_port());
  seen.destination = Port(tcp->destination_port());
  if (seen.options.timestamps)
    last_stamp = seen.options.timestamps->value;
  return seen;
}

void Peer::pass(Duration time) {
  const Instant until = clock.now() + time;
  for (;;) {
    host.turn();
    const Instant next = host.next();
    if (next > until)
      break;
    // The wheel sorts timers that are far away more finely on the way to them.
    clock.advance_to(std::max(next, clock.now() + Duration::nanoseconds(1)));
  }
  clock.advance_to(until);
  host.turn();
}

} // namespace mir::net::tcp_test

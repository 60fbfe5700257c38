#include "link.hpp"

#include <algorithm>

namespace mir::net::tcp_test {

bool Link::step(Instant until) {
  client.turn();
  server.turn();
  collect(client, server);
  collect(server, client);
  Instant next = std::min(client.next(), server.next());
  if (!on_the_way_.empty())
    next = std::min(next, on_the_way_.begin()->first);
  if (next > until)
    return false;
  clock.advance_to(next);
  while (!on_the_way_.empty() && on_the_way_.begin()->first <= clock.now()) {
    auto [host, frame] = std::move(on_the_way_.begin()->second);
    on_the_way_.erase(on_the_way_.begin());
    host->receive(frame, faults.prompt_client && host == &client);
    ++carried;
  }
  return true;
}

void Link::collect(Host& from, Host& to) {
  while (!from.out.empty()) {
    Frame frame = std::move(from.out.front());
    from.out.pop_front();
    if (chance(faults.loss) || (&from == &server && chance(faults.loss_of_server)) ||
        on_the_way_.size() >= faults.queue) {
      ++lost;
      continue;
    }
    if (chance(faults.corruption))
      frame.bytes[random_() % frame.bytes.size()] ^= static_cast<std::byte>(1 + random_() % 255);
    if (frame.ecn == Ecn::Capable0 && chance(faults.marks))
      frame.ecn = Ecn::CongestionExperienced;
    if (chance(faults.duplication))
      put(to, frame, clock.now() + faults.delay);
    Instant when = clock.now() + faults.delay;
    if (chance(faults.reordering))
      when = when + Duration::nanoseconds(static_cast<std::int64_t>(
                        random_() % static_cast<std::uint64_t>(faults.jitter.ns())));
    put(to, std::move(frame), when);
  }
}

void Link::put(Host& to, Frame frame, Instant when) {
  on_the_way_.emplace(when, std::pair(&to, std::move(frame)));
}

} // namespace mir::net::tcp_test

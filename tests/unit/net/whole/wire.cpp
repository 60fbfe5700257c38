#include "wire.hpp"

#include <algorithm>

namespace mir::net::whole {
namespace {

StationOptions numbered(StationOptions options, std::uint8_t number) {
  options.number = number;
  return options;
}

} // namespace

Wire::Wire(const StationOptions& options, const Faults& of_wire, std::uint64_t seed)
    : first(clock, numbered(options, 1)), second(clock, numbered(options, 2)), faults(of_wire),
      random_(seed) {}

Wire::Wire(const StationOptions& of_first, const StationOptions& of_second)
    : first(clock, numbered(of_first, 1)), second(clock, numbered(of_second, 2)), random_(1) {}

bool Wire::step(os::Instant until) {
  work();
  os::Instant next = std::min(first.poll(), second.poll());
  collect(first, second);
  collect(second, first);
  if (!on_the_way_.empty())
    next = std::min(next, on_the_way_.begin()->first);
  if (next > until)
    return false;
  // The wheel sorts timers that are far away more finely on the way to them.
  clock.advance_to(std::max(next, clock.now() + os::Duration::nanoseconds(1)));
  while (!on_the_way_.empty() && on_the_way_.begin()->first <= clock.now()) {
    auto [station, frame] = std::move(on_the_way_.begin()->second);
    on_the_way_.erase(on_the_way_.begin());
    station->input(frame);
    ++carried;
  }
  return true;
}

void Wire::run(os::Duration duration) {
  const os::Instant until = clock.now() + duration;
  while (step(until))
    ;
  clock.advance_to(until);
}

void Wire::collect(Station& from, Station& to) {
  const auto chance = [&](unsigned per_mille) { return random_() % 1'000 < per_mille; };
  while (!from.out.empty()) {
    Frame frame = std::move(from.out.front());
    from.out.pop_front();
    if (&from == &first && tap)
      tap(frame);
    if (chance(faults.loss)) {
      ++lost;
      continue;
    }
    if (chance(faults.corruption))
      frame[random_() % frame.size()] ^= static_cast<std::byte>(1 + random_() % 255);
    os::Instant when = clock.now() + faults.delay;
    if (chance(faults.duplication))
      on_the_way_.emplace(when, std::pair(&to, frame));
    if (chance(faults.reordering))
      when = when + os::Duration::nanoseconds(static_cast<std::int64_t>(
                        random_() % static_cast<std::uint64_t>(faults.jitter.ns())));
    on_the_way_.emplace(when, std::pair(&to, std::move(frame)));
  }
}

} // namespace mir::net::whole

#include <mir/os/testing/world.hpp>

#include <algorithm>

namespace mir::os::testing {

System& World::add(std::vector<char*> arguments) {
  systems_.push_back(std::make_unique<System>(clock_, seeds_.next(), std::move(arguments)));
  systems_.back()->platform().join_world();
  return *systems_.back();
}

void World::start(System& system, Task<void> program) {
  programs_.push_back(
      {&system, std::make_unique<Program<void>>(system.scheduler(), std::move(program))});
}

bool World::all_ended() const noexcept {
  return std::ranges::all_of(programs_, [](const Running& r) { return r.program->ended(); });
}

Instant World::next() {
  Instant earliest = Instant::never();
  for (const auto& system : systems_) {
    earliest =
        std::min({earliest, system->scheduler().next_turn(), system->platform().next_event()});
  }
  return earliest;
}

bool World::run(Instant limit) {
  while (!all_ended()) {
    const Instant moment = next();
    if (moment == Instant::never() || moment > limit) {
      if (limit != Instant::never())
        clock_.advance_to(limit);
      return false;
    }
    clock_.advance_to(moment);
    for (const auto& system : systems_)
      system->scheduler().turn();
  }
  return true;
}

} // namespace mir::os::testing

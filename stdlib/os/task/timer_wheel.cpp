#include <mir/os/task/timer_wheel.hpp>

#include <algorithm>
#include <bit>

namespace mir::os {

void Timer::cancel() noexcept {
  unlink();
  if (wheel_ == nullptr)
    return; // not armed, or already taken out to fire
  const unsigned level = slot_ / TimerWheel::kSlots, slot = slot_ % TimerWheel::kSlots;
  if (wheel_->slots_[level][slot].empty())
    wheel_->occupied_[level] &= ~(1ull << slot);
  --wheel_->armed_;
  wheel_ = nullptr;
}

TimerWheel::~TimerWheel() {
  for (auto& level : slots_) {
    for (auto& slot : level) {
      while (Timer* timer = slot.pop_front())
        timer->wheel_ = nullptr;
    }
  }
}

void TimerWheel::arm(Timer& timer, Instant deadline) noexcept {
  timer.cancel();
  timer.deadline_ = deadline;
  if (deadline == Instant::never())
    return;
  ++armed_;
  place(timer);
}

/// Puts a timer where the highest bit in which its tick differs from the wheel's says: then
/// everything on a lower level is due before everything on a higher one, and a slot never mixes two
/// turns.
void TimerWheel::place(Timer& timer) noexcept {
  const std::uint64_t tick = std::max(to_tick(timer.deadline_), tick_);
  const std::uint64_t difference = tick ^ tick_;
  const unsigned level =
      difference == 0 ? 0 : static_cast<unsigned>(std::bit_width(difference) - 1) / kSlotBits;
  const unsigned slot = (tick >> (level * kSlotBits)) % kSlots;
  slots_[level][slot].push_back(timer);
  occupied_[level] |= 1ull << slot;
  timer.wheel_ = this;
  timer.slot_ = static_cast<std::uint16_t>(level * kSlots + slot);
}

bool TimerWheel::first(Place& place) const noexcept {
  for (unsigned level = 0; level < kLevels; ++level) {
    if (occupied_[level] == 0)
      continue;
    const auto slot = static_cast<unsigned>(std::countr_zero(occupied_[level]));
    const unsigned shift = level * kSlotBits;
    const std::uint64_t turn =
        tick_ >> shift >> kSlotBits << kSlotBits; // of this level, without its slot
    place = {level, slot, (turn | slot) << shift};
    return true;
  }
  return false;
}

Instant TimerWheel::next() noexcept {
  Place place{};
  if (!first(place))
    return Instant::never();
  if (place.level > 0)
    return Instant::from_ns(place.tick << kTickBits);
  Instant earliest = Instant::never();
  slots_[0][place.slot].for_each([&](Timer& t) { earliest = std::min(earliest, t.deadline_); });
  return earliest;
}

void TimerWheel::advance(Instant now) noexcept {
  const std::uint64_t now_tick = to_tick(now);
  List<Timer, Timer> due;
  Place place{};
  while (first(place) && place.tick <= now_tick) {
    tick_ = std::max(tick_, place.tick);
    take_due(place, now, due);
    if (place.level == 0 && place.tick == now_tick)
      break; // the rest of this tick is still to come
  }
  tick_ = std::max(tick_, now_tick);
  while (Timer* timer = due.pop_front())
    timer->expired();
}

/// Empties a slot: what is due goes to `due`, the rest finds its place again, nearer to level 0.
void TimerWheel::take_due(Place from, Instant now, List<Timer, Timer>& due) noexcept {
  List<Timer, Timer> timers;
  timers.append(slots_[from.level][from.slot]);
  occupied_[from.level] &= ~(1ull << from.slot);
  while (Timer* timer = timers.pop_front()) {
    if (from.level == 0 && timer->deadline_ <= now) {
      timer->wheel_ = nullptr;
      --armed_;
      due.push_back(*timer);
    } else {
      place(*timer);
    }
  }
}

} // namespace mir::os

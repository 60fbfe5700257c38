#include "mplc/passes/pass.hpp"

#include <algorithm>

namespace mir::mplc::ir {
namespace {

// Sizes up to here can be added to any place in memory without an overflow.
constexpr std::int64_t kMostSize = std::int64_t{1} << 40;

bool may_overflow(const Expr& expr) {
  return expr.checked || std::ranges::any_of(expr.args, may_overflow);
}

bool is_small(const Expr& size) {
  return -kMostSize <= size.low && size.high <= kMostSize && !may_overflow(size);
}

/// An end that is tested, and that a later one may stand in for.
struct Earlier {
  bool* deferred = nullptr; ///< into its step
  AnchorId end = 0, limit = 0;
};

/// Of a region or field whose only test is that of its end.
template <class Step> Earlier earlier(Step& step, AnchorId begin, AnchorId end, AnchorId limit) {
  const bool sound = step.check_end && !step.check_negative && step.multiple == 1 &&
                     is_small(step.size) && begin == 0;
  return sound ? Earlier{&step.deferred, end, limit} : Earlier{};
}

/// Steps that can neither fail nor read bytes.
bool is_harmless(const Step& step) {
  if (const auto* repeat = std::get_if<Repeat>(&step.op))
    return repeat->lazy;
  if (const auto* leave = std::get_if<Leave>(&step.op))
    return !leave->check;
  if (const auto* size = std::get_if<Size>(&step.op))
    return !size->check_end && !size->check_negative && size->multiple == 1;
  return false;
}

void defer(Packet& packet, Block& block) {
  Earlier before;
  for (Step& step : block) {
    if (auto* const size = std::get_if<Size>(&step.op)) {
      const Field& field = packet.fields[size->field];
      const bool implies = before.deferred != nullptr && size->check_end && size->multiple == 1 &&
                           field.position.anchor == before.end && size->limit == before.limit &&
                           is_small(size->size);
      if (implies) {
        *before.deferred = true;
        size->together = true;
      }
      if (implies || !is_harmless(step))
        before = implies ? Earlier{}
                         : earlier(*size, field.position.anchor, field.end.anchor, size->limit);
    } else if (auto* const enter = std::get_if<Enter>(&step.op)) {
      const Region& region = packet.regions[enter->region];
      before = earlier(*enter, region.begin.anchor, region.end, region.outer);
    } else if (!is_harmless(step)) {
      before = {};
    }
    if (auto* branch = std::get_if<Branch>(&step.op))
      for (Block& clause : branch->blocks)
        defer(packet, clause);
    if (auto* optional = std::get_if<Optional>(&step.op))
      defer(packet, optional->block);
  }
}

} // namespace

void defer_bounds(Packet& packet) { defer(packet, packet.parse); }

} // namespace mir::mplc::ir

#include "mplc/passes/pass.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace mir::mplc::ir {
namespace {

/// What one check says of one field: low <= value <= high.
struct Interval {
  FieldId field = 0;
  std::uint64_t low = 0, high = 0;
};

/// The largest number that an unsigned field can hold.
std::uint64_t largest(const Field& field) { return ~std::uint64_t{0} >> (64 - field.wire.bits); }

/// Nothing unless the check compares an unsigned big-endian field with a constant.
std::optional<Interval> interval(const Packet& packet, const Check& check) {
  const Expr& condition = check.condition;
  if (condition.args.size() != 2 || condition.args[0].op != Expr::Op::Field ||
      !condition.args[1].is_constant() || condition.args[1].type == Expr::Type::Text)
    return std::nullopt;
  const FieldId id = condition.args[0].index;
  const Field& field = packet.fields[id];
  const std::uint64_t value = condition.args[1].value, most = largest(field);
  const bool one_byte = field.wire.bits <= 8;
  if (id != check.field || field.wire.kind != Wire::Kind::Unsigned || field.condition ||
      (field.wire.endian != Endian::Big && !one_byte) || value > most || !check.message.empty())
    return std::nullopt;
  switch (condition.op) {
  case Expr::Op::Eq:
    return Interval{id, value, value};
  case Expr::Op::Ge:
    return Interval{id, value, most};
  case Expr::Op::Le:
    return Interval{id, 0, value};
  default:
    return std::nullopt;
  }
}

/// Checks that follow each other, as one of the bytes from `first` to `end`.
class Run {
public:
  explicit Run(const Packet& packet) : packet_(packet) {}

  /// Takes the check in, if all that came before it are of one value each, or of the same field.
  bool add(Check& check, const Interval& next) {
    if (!checks_.empty() && !follows(next))
      return false;
    const bool same = !intervals_.empty() && intervals_.back().field == next.field;
    if (same) {
      Interval& last = intervals_.back();
      const Interval both{next.field, std::max(last.low, next.low), std::min(last.high, next.high)};
      if (both.low > both.high)
        return false;
      last = both;
    } else {
      intervals_.push_back(next);
    }
    checks_.push_back(&check);
    return true;
  }

  /// Ends the run. \param proven bytes from the run's anchor that are known to be there.
  void finish(std::uint32_t proven) {
    if (checks_.size() > 1)
      if (const std::optional<Wide> wide = fold(proven)) {
        for (Check* const check : checks_)
          check->deferred = check != checks_.back();
        checks_.back()->together = wide;
      }
    checks_.clear();
    intervals_.clear();
  }

private:
  [[nodiscard]] const Field& field(const Interval& one) const { return packet_.fields[one.field]; }
  static std::uint64_t begin_bit(const Field& field) {
    return std::uint64_t{field.position.bytes} * 8 + field.position.bits;
  }

  /// Whether `next` lies behind what is here, on the same anchor and within 64 bits.
  [[nodiscard]] bool follows(const Interval& next) const {
    const Interval& last = intervals_.back();
    if (last.field == next.field)
      return true;
    const Field &first = field(intervals_.front()), &before = field(last), &behind = field(next);
    const std::uint64_t end = begin_bit(behind) + behind.wire.bits;
    return last.low == last.high && behind.position.anchor == before.position.anchor &&
           begin_bit(behind) >= begin_bit(before) + before.wire.bits &&
           end - begin_bit(first) / 8 * 8 <= 64;
  }

  /// The bytes to load, as many as one load can: within those that are there.
  [[nodiscard]] std::optional<Wide> place(std::uint32_t proven) const {
    const Field &first = field(intervals_.front()), &last = field(intervals_.back());
    const std::uint32_t begin = first.position.bytes;
    const auto end = static_cast<std::uint32_t>((begin_bit(last) + last.wire.bits + 7) / 8);
    for (const std::uint32_t bytes : {1U, 2U, 4U, 8U}) {
      if (bytes < end - begin)
        continue;
      if (begin + bytes <= proven)
        return Wide{.position = {first.position.anchor, begin, 0}, .bytes = bytes};
      if (end <= proven && end >= bytes)
        return Wide{.position = {first.position.anchor, end - bytes, 0}, .bytes = bytes};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Wide> fold(std::uint32_t proven) const {
    std::optional<Wide> wide = place(proven);
    if (!wide)
      return std::nullopt;
    const std::uint64_t end = std::uint64_t{wide->position.bytes + wide->bytes} * 8;
    for (const Interval& one : intervals_) {
      const std::uint64_t shift = end - begin_bit(field(one)) - field(one).wire.bits;
      wide->mask |= largest(field(one)) << shift;
      wide->low |= one.low << shift;
      wide->high |= one.high << shift;
    }
    return wide;
  }

  const Packet& packet_;
  std::vector<Check*> checks_;
  std::vector<Interval> intervals_;
};

void fold(const Packet& packet, Block& block) {
  Run run(packet);
  Position proven{}; // of the last run of fixed fields
  for (Step& step : block) {
    auto* const check = std::get_if<Check>(&step.op);
    const std::optional<Interval> next =
        check != nullptr ? interval(packet, *check) : std::optional<Interval>{};
    const bool known = next && packet.fields[next->field].position.anchor == proven.anchor;
    if (known && run.add(*check, *next))
      continue;
    if (std::holds_alternative<Load>(step.op))
      continue; // cannot fail
    run.finish(proven.bytes);
    if (known)
      run.add(*check, *next);
    if (const auto* need = std::get_if<Need>(&step.op))
      proven = {need->from.anchor, need->from.bytes + need->bytes, 0};
    if (auto* branch = std::get_if<Branch>(&step.op))
      for (Block& clause : branch->blocks)
        fold(packet, clause);
    if (auto* optional = std::get_if<Optional>(&step.op))
      fold(packet, optional->block);
  }
  run.finish(proven.bytes);
}

} // namespace

void fold_comparisons(Packet& packet) { fold(packet, packet.parse); }

} // namespace mir::mplc::ir

#include "mplc/ir/check_list.hpp"

#include "mplc/ir/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mir::mplc::ir {
namespace {

using Kind = RemainingCheck::Kind;

bool may_overflow(const Expr& expr) {
  return expr.checked || std::ranges::any_of(expr.args, may_overflow);
}

class CheckList {
public:
  CheckList(const Module& module, const Packet& packet) : module_(module), packet_(packet) {}

  std::vector<RemainingCheck> run() {
    block(packet_.parse);
    return std::move(checks_);
  }

private:
  void add(Kind kind, FieldId field, std::string text) {
    checks_.push_back({.kind = kind,
                       .field = field,
                       .text = std::move(text),
                       .sometimes = depth_ != 0,
                       .where = where_});
  }

  [[nodiscard]] std::string called(FieldId field) const {
    return "'" + packet_.fields[field].path + "'";
  }

  void block(const Block& steps) {
    for (const Step& step : steps) {
      where_ = step.where;
      std::visit([this](const auto& op) { this->step(op); }, step.op);
    }
  }

  void inner(const Block& steps) {
    ++depth_;
    block(steps);
    --depth_;
  }

  /// Arithmetic is tested once, behind all of it.
  void overflow(bool possible, FieldId field) {
    if (possible)
      add(Kind::Overflow, field, "what is computed here must fit 64 bits");
  }

  void step(const Need& need) {
    const std::string place = need.from.anchor == 0 && need.from.bytes == 0
                                  ? "the start"
                                  : "byte " + print(packet_, need.from);
    const std::string last = need.fields.size() < 2 ? "" : " to " + called(need.fields.back());
    add(Kind::Bounds, need.fields.front(),
        fmt::format("{} bytes from {} on must be there, for {}{}", need.bytes, place,
                    called(need.fields.front()), last));
  }

  void step(const Load&) {}

  void step(const Check& check) {
    conditions_ += (conditions_.empty() ? "" : " and ") + print(packet_, check.condition);
    if (check.deferred)
      return; // one comparison of the last tells whether all of them hold
    add(Kind::Value, check.field, std::exchange(conditions_, {}) + " must hold");
    overflow(may_overflow(check.condition), check.field);
  }

  /// Of a size, or of a region, that `ends` somewhere.
  template <class Step> void extent(const Step& step, FieldId field, const std::string& what) {
    overflow(may_overflow(step.size), field);
    // One comparison finds a negative size, too: as an unsigned number it is too large. Where the
    // end of what follows implies this one, it is the only one that is tested.
    if (step.check_end && !step.deferred)
      add(Kind::Bounds, field, what + " must end before the bytes around it do");
    else if (step.check_negative)
      add(Kind::Bounds, field, what + " must not have a size below 0");
    if (step.multiple > 1)
      add(Kind::Multiple, field,
          fmt::format("the size of {} must be a multiple of {}", what, step.multiple));
  }

  void step(const Size& size) {
    const bool rest = packet_.fields[size.field].end.anchor == size.limit;
    if (!rest || size.check_end || size.check_negative || size.multiple != 1)
      extent(size, size.field, called(size.field));
  }

  void step(const Enter& enter) {
    extent(enter, packet_.regions[enter.region].field, "the region");
  }

  void step(const Leave& leave) {
    if (leave.check)
      add(Kind::Value, packet_.regions[leave.region].field, "what is in the region must fill it");
  }

  void step(const Scan& scan) {
    add(Kind::Format, scan.field, called(scan.field) + " must be sound, and end within the bytes");
  }

  void step(const Nested& nested) {
    const Wire& wire = packet_.fields[nested.field].wire;
    overflow(std::ranges::any_of(wire.arguments, may_overflow), nested.field);
    add(Kind::Packet, nested.field,
        fmt::format("{} must be a sound packet '{}'", called(nested.field),
                    module_.packets[wire.packet].name));
  }

  void step(const Repeat& repeat) {
    if (repeat.count) {
      overflow(may_overflow(*repeat.count), repeat.field);
      if (repeat.check_negative)
        add(Kind::Value, repeat.field,
            "the number of elements of " + called(repeat.field) + " must not be below 0");
    }
    if (repeat.lazy)
      return; // each is tested when it is reached
    add(Kind::Packet, repeat.field, "each element of " + called(repeat.field) + " must be sound");
    checks_.back().repeated = true;
    if (!repeat.may_be_empty)
      return;
    add(Kind::Progress, repeat.field,
        "each element of " + called(repeat.field) + " must take a byte or more");
    checks_.back().repeated = true;
  }

  void step(const Optional& optional) {
    const bool first = std::ranges::any_of(optional.block, [](const Step& step) {
      return !std::holds_alternative<Load>(step.op) && !std::holds_alternative<Check>(step.op);
    });
    const Expr& condition = *packet_.fields[optional.field].condition;
    overflow(first && may_overflow(condition), optional.field);
    inner(optional.block);
  }

  void step(const Within& within) { inner(within.block); }

  void step(const Branch& branch) {
    const Classify& classify = packet_.classifies[branch.classify];
    const Location here = where_;
    bool exhaustive = false, computed = false;
    for (std::size_t i = 0; i < classify.clauses.size(); ++i) {
      const Clause& clause = classify.clauses[i];
      computed |= (clause.condition && may_overflow(*clause.condition)) ||
                  (clause.guard && may_overflow(*clause.guard));
      if (!exhaustive)
        inner(branch.blocks[i]);
      exhaustive |= is_certain(clause);
    }
    where_ = here;
    if (!exhaustive)
      add(Kind::Choice, classify.field, "a clause must match " + called(classify.field));
    overflow(computed, classify.field);
  }

  /// A clause that takes whatever the ones before it have left.
  static bool is_certain(const Clause& clause) {
    const bool chooses = clause.condition ? !clause.condition->is_constant() : !clause.otherwise;
    return !chooses && !clause.guard;
  }

  template <class Other> void step(const Other&) {} // of a build

  const Module& module_;
  const Packet& packet_;
  std::vector<RemainingCheck> checks_{};
  std::string conditions_{}; // that the next check tests, too
  Location where_{};
  int depth_ = 0; // of blocks that may be passed over
};

} // namespace

std::vector<RemainingCheck> remaining_checks(const Module& module, const Packet& packet) {
  return CheckList(module, packet).run();
}

std::string_view name(RemainingCheck::Kind kind) {
  switch (kind) {
  case Kind::Bounds:
    return "bounds";
  case Kind::Multiple:
    return "multiple";
  case Kind::Value:
    return "value";
  case Kind::Choice:
    return "choice";
  case Kind::Format:
    return "format";
  case Kind::Packet:
    return "nested";
  case Kind::Progress:
    return "progress";
  case Kind::Overflow:
    return "overflow";
  }
  return {};
}

} // namespace mir::mplc::ir

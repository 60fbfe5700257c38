#include "mplc/lower/packet_lowering.hpp"

#include <algorithm>
#include <utility>

namespace mir::mplc::ir {
namespace {

/// Fields whose value a parse needs, apart from handing it out.
std::vector<bool> used_in_parse(const sema::Packet& packet) {
  std::vector<bool> used(packet.fields.size());
  auto visit = [&used](auto& self, const sema::Expr& expr) -> void {
    if (expr.op == sema::Op::Field)
      used[expr.index] = true;
    for (const sema::Expr& operand : expr.operands)
      self(self, operand);
  };
  for (FieldId id = 0; id < packet.fields.size(); ++id) {
    const sema::Field& field = packet.fields[id];
    if (field.size)
      visit(visit, *field.size);
    if (field.repetition.count)
      visit(visit, *field.repetition.count);
    if (field.condition)
      visit(visit, *field.condition);
    for (const sema::Expr& argument : field.arguments)
      visit(visit, argument);
    const bool compared = field.value && !field.drives;
    if (compared)
      visit(visit, *field.value);
    if (compared || field.constant || field.minimum || field.maximum || field.classified ||
        (field.variant && field.variant->strict))
      used[id] = true;
  }
  for (const sema::Classify& classify : packet.classifies) {
    for (const sema::Expr& subject : classify.subjects)
      visit(visit, subject);
    for (const sema::Clause& clause : classify.clauses)
      if (clause.guard)
        visit(visit, *clause.guard);
  }
  for (const sema::UserCheck& check : packet.checks)
    visit(visit, check.condition);
  for (const sema::Region& region : packet.regions)
    visit(visit, region.size);
  return used;
}

/// The last field that `expr` mentions in any way.
FieldId last_mentioned(const sema::Expr& expr) {
  using enum sema::Op;
  FieldId last = expr.op == Field || expr.op == SizeOf || expr.op == OffsetOf || expr.op == CountOf
                     ? expr.index
                     : 0;
  for (const sema::Expr& operand : expr.operands)
    last = std::max(last, last_mentioned(operand));
  return last;
}

/// Whether a packet can take no bytes, as far as its layout shows: with no field that always does.
bool may_be_empty(const Packet& packet) {
  const auto takes_bytes = [&packet](const Item& item) {
    if (item.kind != Item::Kind::Field)
      return false;
    const Field& field = packet.fields[item.index];
    return field.fixed_size && !(field.position == field.end);
  };
  return std::ranges::none_of(packet.body, takes_bytes);
}

class ParseProgram {
public:
  explicit ParseProgram(Lowering& lowering)
      : lowering_(lowering), source_(lowering.source), packet_(lowering.packet),
        used_(used_in_parse(source_)) {}

  void run() {
    for (Classify& classify : packet_.classifies)
      guards(classify);
    body(source_.body, std::nullopt, packet_.parse);
    if (source_.last)
      packet_.last = lower_expression(lowering_, *source_.last, packet_.end);
  }

private:
  void guards(Classify& classify) {
    const auto id = static_cast<std::size_t>(&classify - packet_.classifies.data());
    const sema::Classify& source = source_.classifies[id];
    for (std::size_t i = 0; i < classify.clauses.size(); ++i) {
      classify.clauses[i].condition = tuples_condition(lowering_, source, source.clauses[i]);
      if (const auto& guard = source.clauses[i].guard)
        classify.clauses[i].guard = expression_after(lowering_, *guard, classify.field);
    }
  }

  void body(const std::vector<sema::Item>& items, std::optional<ClauseRef> clause, Block& block) {
    statements(items, block);
    flush(block);
    values(clause, block);
  }

  void statements(const std::vector<sema::Item>& items, Block& block) {
    for (const sema::Item& item : items) {
      switch (item.kind) {
      case sema::Item::Kind::Field:
        field(item.index, block);
        break;
      case sema::Item::Kind::Classify:
        classify(item.index, block);
        break;
      case sema::Item::Kind::Check:
        check(source_.checks[item.index], block);
        break;
      case sema::Item::Kind::Region:
        region(item.index, block);
        break;
      }
    }
  }

  void field(FieldId id, Block& block) {
    if (source_.fields[id].condition)
      return optional(id, block);
    required(id, packet_.fields[id].fixed_size, block);
  }

  void optional(FieldId id, Block& block) {
    flush(block);
    Field& field = packet_.fields[id];
    field.condition = expression_at(lowering_, *source_.fields[id].condition, id);
    Optional step{.field = id, .block = {}};
    required(id, constant_size(field).has_value(), step.block);
    flush(step.block);
    block.push_back({std::move(step), field.where});
    proven_ = {field.end.anchor, 0, 0};
  }

  void required(FieldId id, bool fixed, Block& block) {
    Field& field = packet_.fields[id];
    if (field.wire.kind == Wire::Kind::Label)
      return;
    if (fixed)
      run_.push_back(id);
    if (field.wire.kind == Wire::Kind::Packet)
      nested(id, block);
    else if (field.wire.kind == Wire::Kind::Array)
      repeat(id, block);
    else if (!fixed && field.wire.kind == Wire::Kind::Bytes)
      size(id, block);
    else if (!fixed)
      scan(id, block);
  }

  /// Ends a run of fixed fields: one check of the bounds, then what each field's value must
  /// satisfy.
  void flush(Block& block) {
    if (run_.empty())
      return;
    const Position first = packet_.fields[run_.front()].position;
    const Field& back = packet_.fields[run_.back()];
    Position last = back.end;
    if (back.condition)
      last = {back.position.anchor, back.position.bytes + *constant_size(back), 0};
    const std::uint32_t end = last.bytes + (last.bits != 0 ? 1 : 0);
    if (proven_.anchor != first.anchor)
      proven_ = {first.anchor, first.bytes, 0};
    const std::uint32_t from = std::max(proven_.bytes, first.bytes);
    if (end > from) {
      block.push_back({Need{.from = {first.anchor, from, 0},
                            .bytes = end - from,
                            .limit = limit_,
                            .fields = run_},
                       packet_.fields[run_.front()].where});
      proven_.bytes = end;
    }
    for (const FieldId id : run_)
      load(id, block);
    run_.clear();
  }

  void load(FieldId id, Block& block) {
    if (!used_[id] || packet_.fields[id].wire.kind == Wire::Kind::Packet)
      return;
    // What an optional field computes is compared in a block of its own, which loads it again.
    const sema::Field& source = source_.fields[id];
    const bool checked =
        source.constant || source.minimum || source.maximum || packet_.fields[id].strict;
    if (source.condition && !checked)
      return;
    if (is_scalar(id))
      block.push_back({Load{id}, packet_.fields[id].where});
    content(id, block);
  }

  bool is_scalar(FieldId id) const {
    const Wire::Kind kind = packet_.fields[id].wire.kind;
    return kind == Wire::Kind::Unsigned || kind == Wire::Kind::Signed ||
           kind == Wire::Kind::Boolean;
  }

  /// What the value of a field must satisfy by itself.
  void content(FieldId id, Block& block) {
    const Field& field = packet_.fields[id];
    const sema::Field& source = source_.fields[id];
    if (source.constant && source.constant->type == sema::Type::Text) {
      const Location where = lowering_.where(source.constant->range);
      block.push_back({Check{.condition = compare(Expr::Op::Eq, field_value(lowering_, id, where),
                                                  text(source.constant->text, where)),
                             .reason = Reason::BadConstant,
                             .field = id},
                       where});
      return;
    }
    auto require = [&](Expr::Op op, const std::optional<sema::Expr>& bound, Reason reason) {
      if (bound)
        block.push_back(
            {Check{.condition = compare(
                       op, field_value(lowering_, id, lowering_.where(bound->range)), bound->value),
                   .reason = reason,
                   .field = id},
             lowering_.where(bound->range)});
    };
    require(Expr::Op::Eq, source.constant, Reason::BadConstant);
    if (source.minimum && source.minimum->value > lowest(source))
      require(Expr::Op::Ge, source.minimum, Reason::BelowMinimum);
    if (source.maximum && source.maximum->value < highest(source))
      require(Expr::Op::Le, source.maximum, Reason::AboveMaximum);
    if (!field.strict)
      return;
    if (Expr known = known_value(lowering_, id); !known.is_constant())
      block.push_back(
          {Check{.condition = std::move(known), .reason = Reason::UnknownTag, .field = id},
           field.where});
  }

  static sema::Int lowest(const sema::Field& field) {
    return field.kind == sema::FieldKind::Signed ? -(sema::Int{1} << (field.bits - 1))
                                                 : sema::Int{0};
  }
  static sema::Int highest(const sema::Field& field) {
    return (sema::Int{1} << (field.kind == sema::FieldKind::Signed ? field.bits - 1 : field.bits)) -
           1;
  }

  /// A field that says itself how long it is.
  void scan(FieldId id, Block& block) {
    flush(block);
    const Field& field = packet_.fields[id];
    block.push_back({Scan{.field = id, .limit = limit_}, field.where});
    proven_ = {field.end.anchor, 0, 0};
    content(id, block);
  }

  void size(FieldId id, Block& block) {
    flush(block);
    const Field& field = packet_.fields[id];
    Size step{.field = id,
              .size = to_i64(expression_at(lowering_, *source_.fields[id].size, id)),
              .limit = limit_};
    const bool rest = field.end.anchor == limit_;
    step.check_negative = step.size.low < 0;
    step.check_end = !rest;
    if (stride(step.size) % field.align_bytes != 0)
      step.multiple = field.align_bytes;
    block.push_back({std::move(step), lowering_.where(source_.fields[id].size->range)});
    proven_ = {field.end.anchor, 0, 0};
    content(id, block);
  }

  void nested(FieldId id, Block& block) {
    flush(block);
    Field& field = packet_.fields[id];
    arguments(id);
    block.push_back({Nested{.field = id, .limit = limit_}, field.where});
    if (!field.fixed_size)
      proven_ = {field.end.anchor, 0, 0};
  }

  void arguments(FieldId id) {
    for (const sema::Expr& argument : source_.fields[id].arguments)
      packet_.fields[id].wire.arguments.push_back(to_i64(expression_at(lowering_, argument, id)));
  }

  void repeat(FieldId id, Block& block) {
    flush(block);
    arguments(id);
    const Field& field = packet_.fields[id];
    const sema::Repetition& source = source_.fields[id].repetition;
    Repeat step{.field = id,
                .extent = static_cast<Repeat::Extent>(source.extent),
                .may_be_empty = may_be_empty(lowering_.module.packets[field.wire.packet]),
                .limit = limit_,
                .lazy = source.lazy};
    if (source.count) {
      step.count = to_i64(expression_at(lowering_, *source.count, id));
      step.check_negative = step.count->low < 0;
    }
    block.push_back({std::move(step), field.where});
    proven_ = {field.end.anchor, 0, 0};
  }

  void region(RegionId id, Block& block) {
    flush(block);
    const Region& region = packet_.regions[id];
    const AnchorId outer = std::exchange(limit_, region.end);
    if (region.end != region.outer) {
      const sema::Expr& size = source_.regions[id].size;
      Enter step{.region = id,
                 .size = to_i64(lower_expression(lowering_, size, region.begin, outer))};
      step.check_negative = step.size.low < 0;
      if (stride(step.size) % region.align_bytes != 0)
        step.multiple = region.align_bytes;
      block.push_back({std::move(step), region.where});
      proven_ = region.begin;
    }
    statements(source_.regions[id].body, block);
    flush(block);
    limit_ = outer;
    const bool check = region.content_end.anchor != region.end && region.align_bytes == 1;
    block.push_back({Leave{.region = id, .check = check}, region.where});
    proven_ = region.fixed_bytes
                  ? Position{region.begin.anchor,
                             region.begin.bytes + static_cast<std::uint32_t>(*region.fixed_bytes)}
                  : Position{region.end};
  }

  void classify(ClassifyId id, Block& block) {
    flush(block);
    Branch branch{.classify = id, .blocks = {}};
    const Position before = proven_;
    const auto count = packet_.classifies[id].clauses.size();
    for (std::uint32_t i = 0; i < count; ++i) {
      proven_ = before;
      branch.blocks.emplace_back();
      body(source_.classifies[id].clauses[i].body, ClauseRef{id, i}, branch.blocks.back());
    }
    // Where all clauses end alike, each has shown that the bytes up to there exist.
    const Classify& classify = packet_.classifies[id];
    const Position end = classify.clauses.front().end;
    proven_ = classify.join ? Position{*classify.join, 0, 0}
                            : Position{end.anchor, end.bytes + (end.bits != 0), 0};
    block.push_back({std::move(branch), classify.where});
  }

  void check(const sema::UserCheck& check, Block& block) {
    flush(block);
    const Position here = packet_.fields.empty() ? Position{} : packet_.fields[check.after].end;
    block.push_back({Check{.condition = lower_expression(lowering_, check.condition, here, limit_),
                           .reason = Reason::CheckFailed,
                           .field = check.after,
                           .message = check.message},
                     lowering_.where(check.condition.range)});
  }

  using Scope = std::optional<ClauseRef>; ///< a clause, or the packet

  /// What a field computes can be compared only when all it is computed from is known: at the end
  /// of its block, or of one around it.
  void values(Scope scope, Block& block) {
    for (FieldId id = 0; id < packet_.fields.size(); ++id) {
      const sema::Field& source = source_.fields[id];
      if (!source.value || source.drives || compared_in(id) != scope)
        continue;
      const Location where = lowering_.where(source.value->range);
      Block& inner = within(block, scope, packet_.fields[id].clause, where);
      if (&inner != &block)
        recall(id, scope, inner);
      Optional present{.field = id, .block = {}};
      if (source.condition && is_scalar(id))
        present.block.push_back({Load{id}, where});
      Block& into = source.condition ? present.block : inner;
      into.push_back({Check{.condition = compare(Expr::Op::Eq, field_value(lowering_, id, where),
                                                 expression_after(lowering_, *source.value, id)),
                            .reason = Reason::BadValue,
                            .field = id},
                      where});
      if (source.condition)
        inner.push_back({std::move(present), where});
    }
  }

  /// The innermost scope around the field at whose end all that its value uses has been read.
  Scope compared_in(FieldId id) const {
    const FieldId last = last_mentioned(*source_.fields[id].value);
    Scope scope = packet_.fields[id].clause;
    while (scope && last > last_of(*scope))
      scope = packet_.classifies[scope->classify].clause;
    return scope;
  }

  /// The block for what holds in `inner` only, at the end of that of `outer`.
  Block& within(Block& block, Scope outer, Scope inner, Location where) {
    if (inner == outer)
      return block;
    Block& parent = within(block, outer, packet_.classifies[inner->classify].clause, where);
    parent.push_back({Within{.clause = *inner, .block = {}}, where});
    return std::get<Within>(parent.back().op).block;
  }

  /// Makes known again what field `id` is compared with, where it was read in a clause that has
  /// ended.
  void recall(FieldId id, Scope scope, Block& block) {
    std::vector<FieldId> mentioned{id};
    mention(*source_.fields[id].value, mentioned);
    std::ranges::sort(mentioned);
    const auto repeated = std::ranges::unique(mentioned);
    mentioned.erase(repeated.begin(), repeated.end());
    for (const FieldId field : mentioned) {
      for (const Position place : {packet_.fields[field].position, packet_.fields[field].end})
        if (place.anchor > 1)
          packet_.anchors[place.anchor].stored = true;
      if (is_scalar(field) && !source_.fields[field].condition &&
          !is_around(packet_.fields[field].clause, scope))
        block.push_back({Load{field}, packet_.fields[field].where});
    }
  }

  static void mention(const sema::Expr& expr, std::vector<FieldId>& out) {
    using enum sema::Op;
    if (expr.op == Field || expr.op == SizeOf || expr.op == OffsetOf)
      out.push_back(expr.index);
    for (const sema::Expr& operand : expr.operands)
      mention(operand, out);
  }

  bool is_around(Scope outer, Scope inner) const {
    while (inner && inner != outer)
      inner = packet_.classifies[inner->classify].clause;
    return inner == outer;
  }

  /// The last field of a clause, those of classifies in it included: ids follow the source.
  FieldId last_of(ClauseRef clause) const {
    FieldId last = 0;
    for (FieldId id = 0; id < packet_.fields.size(); ++id) {
      auto at = packet_.fields[id].clause;
      while (at && *at != clause)
        at = packet_.classifies[at->classify].clause;
      if (at)
        last = id;
    }
    return last;
  }

  Lowering& lowering_;
  const sema::Packet& source_;
  Packet& packet_;
  std::vector<bool> used_;
  std::vector<FieldId> run_{};
  Position proven_{};  // bytes before this place are known to exist
  AnchorId limit_ = 1; // the end of the region that is read
};

} // namespace

void lower_parse(Lowering& lowering) { ParseProgram(lowering).run(); }

} // namespace mir::mplc::ir

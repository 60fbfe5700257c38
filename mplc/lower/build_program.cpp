#include "mplc/lower/packet_lowering.hpp"
#include "mplc/sema/classify/reach.hpp"
#include "mplc/sema/packet.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace mir::mplc::ir {
namespace {

Branch empty_branch(const Packet& packet, ClassifyId id) {
  return {.classify = id, .blocks = std::vector<Block>(packet.classifies[id].clauses.size())};
}

Block& optional_block(const Packet& packet, Block& block, FieldId id) {
  auto* last = block.empty() ? nullptr : std::get_if<Optional>(&block.back().op);
  if (!last || last->field != id) {
    block.push_back({Optional{.field = id, .block = {}}, packet.fields[id].where});
    last = std::get_if<Optional>(&block.back().op);
  }
  return last->block;
}

class BuildProgram {
public:
  explicit BuildProgram(Lowering& lowering)
      : lowering_(lowering), source_(lowering.source), packet_(lowering.packet) {}

  void run() {
    measure(source_.body, packet_.build.measure);
    for (FieldId id = 0; id < packet_.fields.size(); ++id)
      given(id);
    for (const sema::FieldId id : source_.compute_order)
      computed(id);
    for (ClassifyId id = 0; id < packet_.classifies.size(); ++id)
      matches(id);
    for (FieldId id = 0; id < packet_.fields.size(); ++id) {
      presence(id);
      sizes(id);
    }
    for (RegionId id = 0; id < packet_.regions.size(); ++id)
      region_size(id);
    for (const sema::UserCheck& check : source_.checks)
      user_check(check);
    write(source_.body, packet_.build.write);
    mark_settable();
  }

private:
  Block& inside(Block& root, std::optional<ClauseRef> clause) const {
    return ir::inside(packet_, root, clause);
  }
  Block& inside_field(Block& root, FieldId id) const { return ir::inside_field(packet_, root, id); }
  Block& optional(Block& block, FieldId id) const { return optional_block(packet_, block, id); }

  /// A field is there if, and only if, its condition holds.
  void presence(FieldId id) {
    if (!source_.fields[id].condition)
      return;
    const Location where = packet_.fields[id].where;
    Expr present{.op = Expr::Op::Present, .type = Expr::Type::Bool, .index = id, .where = where};
    require(inside(packet_.build.compute, packet_.fields[id].clause),
            compare(Expr::Op::Eq, std::move(present), *packet_.fields[id].condition),
            Reason::WrongPresence, id, where);
  }

  Branch empty_branch(ClassifyId id) const { return ir::empty_branch(packet_, id); }

  void require(Block& block, Expr condition, Reason reason, FieldId field, Location where) {
    block.push_back(
        {Check{.condition = std::move(condition), .reason = reason, .field = field}, where});
  }

  void measure(const std::vector<sema::Item>& body, Block& block) {
    for (const sema::Item& item : body) {
      if (item.kind == sema::Item::Kind::Check)
        continue;
      if (item.kind == sema::Item::Kind::Region) {
        measure(source_.regions[item.index].body, block);
        block.push_back({Leave{.region = item.index}, packet_.regions[item.index].where});
        continue;
      }
      if (item.kind == sema::Item::Kind::Field) {
        const Field& field = packet_.fields[item.index];
        const bool open = !field.fixed_size || field.wire.kind == Wire::Kind::Packet;
        Block& into = source_.fields[item.index].condition ? optional(block, item.index) : block;
        if (open)
          into.push_back({Measure{item.index}, field.where});
        continue;
      }
      Branch branch = empty_branch(item.index);
      const Classify& classify = packet_.classifies[item.index];
      for (std::size_t i = 0; i < classify.clauses.size(); ++i)
        measure(source_.classifies[item.index].clauses[i].body, branch.blocks[i]);
      const bool empty = std::ranges::all_of(branch.blocks, &Block::empty);
      if (!empty || classify.join)
        block.push_back({std::move(branch), classify.where});
    }
  }

  /// The range of what the caller gives; a Tag field is given with the clauses that do not settle
  /// it.
  void given(FieldId id) {
    const Field& field = packet_.fields[id];
    if (field.role == Role::Required || field.role == Role::Defaulted)
      limits(id, inside_field(packet_.build.compute, id));
    if (field.role == Role::Tag)
      for_clauses(id, TagSource::Given, [&](Block& block) { limits(id, block); });
  }

  /// What is given for a field that is no number must be something that its format can hold.
  void format(FieldId id, Block& block) {
    const Field& field = packet_.fields[id];
    const Wire::Kind kind = field.wire.kind;
    if (kind == Wire::Kind::Packet || kind == Wire::Kind::Array ||
        (kind == Wire::Kind::Bytes && !(field.wire.text && field.fixed_size)))
      return;
    block.push_back({Validate{id}, field.where});
  }

  /// The computed value of a field; a Tag field is computed in the clauses that do not settle it.
  void computed(FieldId id) {
    if (packet_.fields[id].role == Role::Computed)
      compute(id, inside_field(packet_.build.compute, id));
    if (packet_.fields[id].role == Role::Tag)
      for_clauses(id, TagSource::Field, [&](Block& block) { compute(id, block); });
  }

  /// `action` in the block of each clause of the classify of `field` whose tag comes from `source`.
  template <typename Action> void for_clauses(FieldId field, TagSource source, Action action) {
    const ClassifyId id = *source_.fields[field].classified;
    for (std::uint32_t i = 0; i < packet_.classifies[id].clauses.size(); ++i)
      if (packet_.classifies[id].clauses[i].tag == source)
        action(inside(packet_.build.compute, ClauseRef{id, i}));
  }

  void limits(FieldId id, Block& block) {
    const sema::Field& source = source_.fields[id];
    if (source.kind != sema::FieldKind::Unsigned && source.kind != sema::FieldKind::Signed) {
      if (source.kind != sema::FieldKind::Boolean)
        format(id, block);
      known(id, block);
      return;
    }
    const Location where = packet_.fields[id].where;
    const Expr value = field_value(lowering_, id, where);
    const bool whole =
        source.bits == 8 || source.bits == 16 || source.bits == 32 || source.bits == 64;
    if (!whole)
      require(block, compare(Expr::Op::Le, value, highest(source)), Reason::OutOfRange, id, where);
    if (source.minimum && source.minimum->value > lowest(source))
      require(block, compare(Expr::Op::Ge, value, source.minimum->value), Reason::BelowMinimum, id,
              where);
    if (source.maximum && source.maximum->value < highest(source))
      require(block, compare(Expr::Op::Le, value, source.maximum->value), Reason::AboveMaximum, id,
              where);
    known(id, block);
  }

  void known(FieldId id, Block& block) {
    if (!packet_.fields[id].strict)
      return;
    if (Expr condition = known_value(lowering_, id); !condition.is_constant())
      require(block, std::move(condition), Reason::UnknownTag, id, packet_.fields[id].where);
  }

  static sema::Int lowest(const sema::Field& field) {
    return field.kind == sema::FieldKind::Signed ? -(sema::Int{1} << (field.bits - 1))
                                                 : sema::Int{0};
  }
  static sema::Int highest(const sema::Field& field) {
    return (sema::Int{1} << (field.kind == sema::FieldKind::Signed ? field.bits - 1 : field.bits)) -
           1;
  }

  /// Whether the field lies in one of `patterns`; nothing if it cannot but do so.
  std::optional<Expr> any_pattern(FieldId id, const std::vector<Pattern>& patterns) const {
    std::optional<Expr> all;
    for (const Pattern& pattern : patterns) {
      std::optional<Expr> one = in_pattern(id, pattern);
      if (!one)
        return std::nullopt;
      all = all ? both(Expr::Op::Or, std::move(*all), std::move(*one)) : std::move(one);
    }
    return all;
  }

  std::optional<Expr> in_pattern(FieldId id, const Pattern& pattern) const {
    const Expr value = field_value(lowering_, id, packet_.fields[id].where);
    const auto low = sema::Int(pattern.low), high = sema::Int(pattern.high);
    if (low == high)
      return compare(Expr::Op::Eq, value, low);
    std::optional<Expr> above, below;
    if (low > lowest(source_.fields[id]))
      above = compare(Expr::Op::Ge, value, low);
    if (high < highest(source_.fields[id]))
      below = compare(Expr::Op::Le, value, high);
    return above && below ? both(Expr::Op::And, std::move(*above), std::move(*below))
           : above        ? above
                          : below;
  }

  /// The value of a computed field, once it is known that the field can hold it and that parsing
  /// would take it back.
  void compute(FieldId id, Block& block) {
    const sema::Field& source = source_.fields[id];
    const Location where = lowering_.where(source.value->range);
    Expr value = expression_after(lowering_, *source.value, id);
    if (value.type != Expr::Type::Bool) {
      if (source.kind != sema::FieldKind::Unsigned || source.bits < 64)
        value = to_i64(std::move(value));
      const bool wide = value.type == Expr::Type::U64;
      const sema::Int low = wide ? 0 : value.low, high = wide ? highest(source) : value.high;
      auto bound = [&](Expr::Op op, const sema::Int& limit, Reason reason) {
        if (op == Expr::Op::Ge ? low < limit : high > limit)
          require(block, compare(op, value, limit), reason, id, where);
      };
      bound(Expr::Op::Ge, lowest(source), Reason::OutOfRange);
      bound(Expr::Op::Le, highest(source), Reason::OutOfRange);
      if (source.minimum)
        bound(Expr::Op::Ge, source.minimum->value, Reason::BelowMinimum);
      if (source.maximum)
        bound(Expr::Op::Le, source.maximum->value, Reason::AboveMaximum);
    }
    block.push_back({Compute{id, std::move(value)}, where});
  }

  /// The clause chosen must be the one that parsing would choose.
  void matches(ClassifyId id) {
    const Classify& classify = packet_.classifies[id];
    for (std::uint32_t i = 0; i < classify.clauses.size(); ++i) {
      const Clause& clause = classify.clauses[i];
      const bool fixed = clause.tag == TagSource::Pattern;
      std::vector<Expr> conditions;
      if (!fixed && clause.condition && !clause.condition->is_constant())
        conditions.push_back(*clause.condition);
      else if (!fixed && !clause.condition)
        if (auto match = any_pattern(classify.field, clause.patterns))
          conditions.push_back(std::move(*match));
      if (clause.guard)
        conditions.push_back(*clause.guard);
      for (std::uint32_t j = 0; j < i; ++j)
        if (auto taken = taken_by(id, j, i))
          conditions.push_back(invert(std::move(*taken)));
      for (Expr& condition : conditions)
        require(inside(packet_.build.compute, ClauseRef{id, i}), std::move(condition),
                Reason::NoClause, classify.field, clause.where);
    }
  }

  /// When `earlier` would match instead of `clause`; nothing if it cannot.
  std::optional<Expr> taken_by(ClassifyId id, std::uint32_t earlier, std::uint32_t clause) const {
    const Classify& classify = packet_.classifies[id];
    const sema::Classify& source = source_.classifies[id];
    if (source.subjects.empty())
      return taken_by_patterns(classify, classify.clauses[earlier], classify.clauses[clause]);
    if (!sema::tuples_overlap(source.clauses[earlier], source.clauses[clause]))
      return std::nullopt;
    const auto& [condition, guard] =
        std::pair(classify.clauses[earlier].condition, classify.clauses[earlier].guard);
    if (condition && guard)
      return both(Expr::Op::And, *condition, *guard);
    return condition ? condition : guard;
  }

  std::optional<Expr> taken_by_patterns(const Classify& classify, const Clause& earlier,
                                        const Clause& clause) const {
    std::vector<Pattern> common;
    for (const Pattern& theirs : earlier.patterns)
      if (clause.otherwise || std::ranges::any_of(clause.patterns, [&](const Pattern& ours) {
            return ours.low <= theirs.high && theirs.low <= ours.high;
          }))
        common.push_back(theirs);
    if (common.empty() && !earlier.otherwise)
      return std::nullopt;
    std::optional<Expr> condition;
    const bool decided = clause.tag == TagSource::Pattern; // and it lies in `common`
    if (!earlier.otherwise && !decided)
      condition = any_pattern(classify.field, common);
    if (!earlier.guard)
      return condition; // sema has refused a clause that earlier ones leave nothing to
    return condition ? both(Expr::Op::And, std::move(*condition), *earlier.guard) : *earlier.guard;
  }

  static Expr invert(Expr expr) {
    Expr out{.op = Expr::Op::Not, .type = Expr::Type::Bool, .where = expr.where};
    out.args.push_back(std::move(expr));
    return out;
  }

  /// Bytes given must be as many as parsing will compute.
  void sizes(FieldId id) {
    const Field& field = packet_.fields[id];
    if (source_.fields[id].repetition.count)
      return count(id);
    if (field.wire.kind != Wire::Kind::Bytes || field.wire.fixed_bytes ||
        source_.fields[id].size->op == sema::Op::Remaining)
      return;
    const Location where = lowering_.where(source_.fields[id].size->range);
    Expr length{.op = Expr::Op::Length, .index = id, .where = where};
    length.high = INT64_MAX;
    require(inside_field(packet_.build.compute, id),
            compare(Expr::Op::Eq, std::move(length),
                    expression_at(lowering_, *source_.fields[id].size, id)),
            Reason::SizeMismatch, id, where);
  }

  /// As many elements must be given as parsing will count.
  void count(FieldId id) {
    const sema::Expr& wanted = *source_.fields[id].repetition.count;
    const Location where = lowering_.where(wanted.range);
    require(
        inside_field(packet_.build.compute, id),
        compare(Expr::Op::Eq, count_of(lowering_, id, where), expression_at(lowering_, wanted, id)),
        Reason::SizeMismatch, id, where);
  }

  /// What a region holds must be as long as parsing will compute.
  void region_size(RegionId id) {
    const Region& region = packet_.regions[id];
    if (region.end == region.outer)
      return;
    const auto& at = source_.regions[id].clause;
    std::optional<ClauseRef> clause;
    if (at)
      clause = ClauseRef{at->classify, at->clause};
    require(
        inside(packet_.build.compute, clause),
        compare(Expr::Op::Eq,
                distance(lowering_, region.begin, {.anchor = region.end}, region.where),
                lower_expression(lowering_, source_.regions[id].size, region.begin, region.outer)),
        Reason::SizeMismatch, region.field, region.where);
  }

  void user_check(const sema::UserCheck& check) {
    const Position here = packet_.fields.empty() ? Position{} : packet_.fields[check.after].end;
    const AnchorId limit = packet_.fields.empty() ? 1 : packet_.fields[check.after].limit;
    const Location where = lowering_.where(check.condition.range);
    std::optional<ClauseRef> clause;
    if (check.clause)
      clause = ClauseRef{check.clause->classify, check.clause->clause};
    inside(packet_.build.compute, clause)
        .push_back({Check{.condition = lower_expression(lowering_, check.condition, here, limit),
                          .reason = Reason::CheckFailed,
                          .field = check.after,
                          .message = check.message},
                    where});
  }

  void write(const std::vector<sema::Item>& body, Block& block) {
    Store unit;
    for (const sema::Item& item : body) {
      if (item.kind == sema::Item::Kind::Check)
        continue;
      if (item.kind == sema::Item::Kind::Region) {
        end_unit(unit, block);
        // Its last bytes become zero before the content is written over them.
        if (packet_.regions[item.index].align_bytes > 1)
          block.push_back({Leave{.region = item.index}, packet_.regions[item.index].where});
        write(source_.regions[item.index].body, block);
        continue;
      }
      if (item.kind == sema::Item::Kind::Classify) {
        end_unit(unit, block);
        Branch branch = empty_branch(item.index);
        const Classify& classify = packet_.classifies[item.index];
        for (std::size_t i = 0; i < classify.clauses.size(); ++i)
          write(source_.classifies[item.index].clauses[i].body, branch.blocks[i]);
        if (!std::ranges::all_of(branch.blocks, &Block::empty))
          block.push_back({std::move(branch), classify.where});
        continue;
      }
      const Field& field = packet_.fields[item.index];
      const Wire::Kind kind = field.wire.kind;
      if (kind == Wire::Kind::Label)
        continue;
      if (source_.fields[item.index].condition) {
        end_unit(unit, block);
        Block& inner = optional(block, item.index);
        write_one(item.index, unit, inner);
        end_unit(unit, inner);
        continue;
      }
      write_one(item.index, unit, block);
    }
    end_unit(unit, block);
  }

  void write_one(FieldId id, Store& unit, Block& block) {
    const Field& field = packet_.fields[id];
    const Wire::Kind kind = field.wire.kind;
    if (kind == Wire::Kind::Unsigned || kind == Wire::Kind::Signed || kind == Wire::Kind::Boolean)
      add_to_unit(id, unit, block);
    else
      block.push_back({StoreField{id}, field.where});
  }

  void add_to_unit(FieldId id, Store& unit, Block& block) {
    const Field& field = packet_.fields[id];
    if (unit.fields.empty())
      unit = {.position = field.position,
              .endian = field.wire.endian,
              .fields = {},
              .merge = field.position.bits != 0};
    unit.fields.push_back(id);
    unit.bits += field.wire.bits;
    if (field.end.bits == 0 || source_.fields[id].condition)
      end_unit(unit, block);
  }

  void end_unit(Store& unit, Block& block) {
    if (unit.fields.empty())
      return;
    const Location where = packet_.fields[unit.fields.front()].where;
    block.push_back({std::exchange(unit, {}), where});
  }

  /// A field that nothing else looks at can be set in place.
  void mark_settable() {
    std::vector<bool> used(packet_.fields.size());
    auto visit = [&used](auto& self, const sema::Expr& expr) -> void {
      if (expr.op == sema::Op::Field)
        used[expr.index] = true;
      for (const sema::Expr& operand : expr.operands)
        self(self, operand);
    };
    for (const sema::Field& field : source_.fields) {
      for (const auto& expr :
           {&field.size, &field.value, &field.repetition.count, &field.condition})
        if (*expr)
          visit(visit, **expr);
      for (const sema::Expr& argument : field.arguments)
        visit(visit, argument);
    }
    for (const sema::Classify& classify : source_.classifies) {
      for (const sema::Expr& subject : classify.subjects)
        visit(visit, subject);
      for (const sema::Clause& clause : classify.clauses)
        if (clause.guard)
          visit(visit, *clause.guard);
    }
    for (const sema::UserCheck& check : source_.checks)
      visit(visit, check.condition);
    for (const sema::Region& region : source_.regions)
      visit(visit, region.size);
    if (source_.last)
      visit(visit, *source_.last);
    for (const sema::Checksum& checksum : source_.checksums)
      for (const sema::Pseudo& pseudo : checksum.pseudo)
        for (const sema::PseudoArgument& argument : pseudo.arguments)
          visit(visit, argument.value);
    for (FieldId id = 0; id < packet_.fields.size(); ++id) {
      Field& field = packet_.fields[id];
      const bool given = field.role == Role::Required || field.role == Role::Defaulted ||
                         field.role == Role::Checksum;
      field.settable = given && !used[id] && field.fixed_size &&
                       field.wire.kind != Wire::Kind::Packet && !field.wire.text;
    }
  }

  Lowering& lowering_;
  const sema::Packet& source_;
  Packet& packet_;
};

} // namespace

Block& inside(const Packet& packet, Block& root, std::optional<ClauseRef> clause) {
  if (!clause)
    return root;
  const Classify& classify = packet.classifies[clause->classify];
  Block& outer = inside(packet, root, classify.clause);
  auto* branch = outer.empty() ? nullptr : std::get_if<Branch>(&outer.back().op);
  if (!branch || branch->classify != clause->classify) {
    outer.push_back({empty_branch(packet, clause->classify), classify.where});
    branch = std::get_if<Branch>(&outer.back().op);
  }
  return branch->blocks[clause->clause];
}

Block& inside_field(const Packet& packet, Block& root, FieldId field) {
  Block& outer = inside(packet, root, packet.fields[field].clause);
  return packet.fields[field].condition ? optional_block(packet, outer, field) : outer;
}

void lower_build(Lowering& lowering) { BuildProgram(lowering).run(); }

} // namespace mir::mplc::ir

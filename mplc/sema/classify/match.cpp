// classify where what is classified is no number: a string, an expression, or several values at
// once.
#include "mplc/sema/classify/reach.hpp"
#include "mplc/sema/packet.hpp"

#include <algorithm>
#include <cassert>

namespace mir::mplc::sema {
namespace {

class MatchResolver {
public:
  MatchResolver(Context& context, Packet& packet, const PendingClassify& pending)
      : context_(context), packet_(packet), pending_(pending),
        classify_(packet.classifies[pending.classify]),
        place_{context, packet, Use::Earlier, pending.limit, classify_.clause, pending.prefix} {}

  void run() {
    if (!subjects())
      return;
    bool sound = true;
    for (std::size_t i = 0; i < classify_.clauses.size(); ++i)
      for (const ast::Expr& expr : pending_.stmt->clauses[i].patterns)
        sound &= tuple(expr, classify_.clauses[i]);
    if (sound)
      report_reach(context_, classify_, everything());
  }

private:
  /// What is classified; false if something of it is wrong.
  bool subjects() {
    const ast::Expr& source = pending_.stmt->subject;
    if (source.kind != ast::ExprKind::Tuple)
      classify_.subjects.push_back(resolve(place_, source));
    else
      for (const ast::Expr& part : source.operands)
        classify_.subjects.push_back(resolve(place_, part));
    if (std::ranges::any_of(classify_.subjects, &Expr::failed))
      return false;
    if (classify_.is_field)
      return true;
    std::vector<FieldId> used;
    for (const Expr& subject : classify_.subjects)
      used_fields(subject, used);
    if (!used.empty())
      classify_.field = used.front();
    return true;
  }

  /// What the default clause matches.
  [[nodiscard]] Tuple everything() const {
    Tuple all;
    for (const Expr& subject : classify_.subjects)
      all.push_back(subject.type == Type::Bool ? Part{.low = 0, .high = 1} : Part{.any = true});
    return all;
  }

  bool tuple(const ast::Expr& expr, Clause& clause) {
    const bool several = classify_.subjects.size() > 1;
    const std::size_t parts = expr.kind == ast::ExprKind::Tuple ? expr.operands.size() : 1;
    if (parts != classify_.subjects.size()) {
      context_.diagnostics
          .report(Diag::PatternParts, expr.range,
                  {std::to_string(parts), std::to_string(classify_.subjects.size())})
          .done();
      return false;
    }
    Tuple tuple;
    for (std::size_t i = 0; i < parts; ++i) {
      auto resolved = part(several ? expr.operands[i] : expr, classify_.subjects[i]);
      if (!resolved)
        return false;
      tuple.push_back(std::move(*resolved));
    }
    clause.tuples.push_back(std::move(tuple));
    return true;
  }

  std::optional<Part> part(const ast::Expr& expr, const Expr& subject) {
    if (expr.kind == ast::ExprKind::Name && expr.text == "_")
      return Part{.any = true};
    const bool range = expr.kind == ast::ExprKind::Range;
    const Expr low = value(range ? expr.operands[0] : expr, subject);
    const Expr high = range ? value(expr.operands[1], subject) : low;
    if (low.failed() || high.failed())
      return std::nullopt;
    if (range && low.type != Type::Int) {
      context_.diagnostics.report(Diag::RangeOutOfPlace, expr.range).done();
      return std::nullopt;
    }
    if (low.value > high.value) {
      context_.diagnostics
          .report(Diag::EmptyPattern, expr.range, {to_string(low.value), to_string(high.value)})
          .done();
      return std::nullopt;
    }
    return Part{.low = low.value, .high = high.value, .text = low.text};
  }

  /// A constant that the subject is compared with: of a field also a tag.
  Expr value(const ast::Expr& expr, const Expr& subject) {
    Place place = place_;
    place.use = Use::Constant;
    if (subject.op == Op::Field)
      return resolve_value_of(place, packet_.fields[subject.index], expr);
    return resolve_as(place, expr, subject.type);
  }

  Context& context_;
  Packet& packet_;
  const PendingClassify& pending_;
  Classify& classify_;
  Place place_;
};

} // namespace

void resolve_match(Context& context, const PendingClassify& pending, Packet& packet) {
  MatchResolver(context, packet, pending).run();
}

} // namespace mir::mplc::sema

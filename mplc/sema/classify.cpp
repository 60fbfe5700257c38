#include "mplc/sema/packet.hpp"

#include <algorithm>
#include <cassert>

namespace mir::mplc::sema {
namespace {

/// Values that some unguarded clause has taken already: disjoint intervals in no order.
class Covered {
public:
  /// Takes the values of `pattern`; false if all of them were taken before.
  bool add(Pattern pattern) {
    std::vector<Pattern> fresh{pattern};
    for (const Pattern& old : taken_)
      fresh = subtract(fresh, old);
    taken_.insert(taken_.end(), fresh.begin(), fresh.end());
    return !fresh.empty();
  }
  [[nodiscard]] bool contains(Pattern pattern) const { return !Covered(*this).add(pattern); }

private:
  static std::vector<Pattern> subtract(const std::vector<Pattern>& from, Pattern hole) {
    std::vector<Pattern> out;
    for (const Pattern& part : from) {
      if (hole.high < part.low || hole.low > part.high) {
        out.push_back(part);
        continue;
      }
      if (part.low < hole.low)
        out.push_back({part.low, hole.low - 1});
      if (part.high > hole.high)
        out.push_back({hole.high + 1, part.high});
    }
    return out;
  }
  std::vector<Pattern> taken_;
};

bool overlap(const Clause& a, const Clause& b) {
  for (const Pattern& first : a.patterns)
    for (const Pattern& second : b.patterns)
      if (first.low <= second.high && second.low <= first.high)
        return true;
  return false;
}

class ClassifyResolver {
public:
  ClassifyResolver(Context& context, Packet& packet, const PendingClassify& pending)
      : context_(context), pending_(pending), classify_(packet.classifies[pending.classify]),
        field_(packet.fields[classify_.field]),
        place_{context, packet, Use::Constant, pending.limit, classify_.clause, pending.prefix} {}

  void run() {
    bool sound = true;
    const bool number = classify_.is_field && !is_string(field_);
    for (std::size_t i = 0; i < classify_.clauses.size(); ++i)
      sound &= clause(pending_.stmt->clauses[i], classify_.clauses[i], number);
    names();
    if (sound && number)
      reach();
  }

private:
  bool clause(const ast::Clause& source, Clause& clause, bool number) {
    context_.modern |= clause.otherwise || source.patterns.size() > 1;
    if (source.guard) {
      Place place = place_;
      place.use = Use::Earlier;
      clause.guard = resolve_condition(place, *source.guard);
      if (clause.guard->failed())
        clause.guard.reset();
    }
    for (const ast::Expr& expr : source.patterns)
      if (number && !pattern(expr, clause))
        return false;
    return true;
  }

  bool pattern(const ast::Expr& expr, Clause& clause) {
    const bool range = expr.kind == ast::ExprKind::Range;
    const Expr low = resolve_value_of(place_, field_, range ? expr.operands[0] : expr);
    const Expr high = range ? resolve_value_of(place_, field_, expr.operands[1]) : low;
    if (low.failed() || high.failed())
      return false;
    if (low.value > high.value) {
      context_.diagnostics
          .report(Diag::EmptyPattern, expr.range, {to_string(low.value), to_string(high.value)})
          .fix(low.range, std::string(context_.sources.text(high.range)))
          .fix(high.range, std::string(context_.sources.text(low.range)));
      return false;
    }
    if (!fits(field_, low.value) || !fits(field_, high.value)) {
      const Int bad = fits(field_, low.value) ? high.value : low.value;
      context_.diagnostics
          .report(Diag::PatternTooLarge, expr.range,
                  {to_string(bad), field_.name, to_string(largest(field_))})
          .note(Diag::NoteDeclaredHere, field_.range, {field_.name});
      return false;
    }
    clause.patterns.push_back(
        {static_cast<std::uint64_t>(low.value), static_cast<std::uint64_t>(high.value)});
    return true;
  }

  void names() {
    for (auto clause = classify_.clauses.begin(); clause != classify_.clauses.end(); ++clause) {
      const auto twin = std::find_if(classify_.clauses.begin(), clause, [&](const Clause& other) {
        return other.name == clause->name;
      });
      if (twin != clause)
        context_.diagnostics.report(Diag::DuplicateClause, clause->range, {clause->name})
            .note(Diag::NoteFirstHere, twin->range);
      // A clause's name becomes a type of the generated code.
      if (clause->name.empty() ||
          !std::ranges::all_of(clause->name,
                               [](char c) {
                                 return c == '_' || std::isalnum(static_cast<unsigned char>(c)) ||
                                        c == '-' || c == ' ';
                               }) ||
          !std::isalpha(static_cast<unsigned char>(clause->name.front())))
        bad_name(static_cast<std::size_t>(clause - classify_.clauses.begin()));
    }
  }

  /// "TCP/IP" can be "TCP_IP"; a name that begins with no letter needs its author.
  void bad_name(std::size_t index) {
    const ast::Name& name = pending_.stmt->clauses[index].name;
    std::string mended = name.text;
    for (char& c : mended)
      if (!std::isalnum(static_cast<unsigned char>(c)))
        c = '_';
    Report report =
        context_.diagnostics.report(Diag::ClauseName, classify_.clauses[index].range, {name.text});
    if (!mended.empty() && std::isalpha(static_cast<unsigned char>(mended.front())))
      report.fix(name.range, "\"" + mended + "\"");
  }

  /// First match wins: what earlier clauses take, a later one never sees.
  void reach() {
    const Pattern everything{static_cast<std::uint64_t>(smallest(field_)),
                             static_cast<std::uint64_t>(largest(field_))};
    Covered covered;
    for (std::size_t i = 0; i < classify_.clauses.size(); ++i) {
      Clause& clause = classify_.clauses[i];
      const std::vector<Pattern> patterns =
          clause.otherwise ? std::vector{everything} : clause.patterns;
      const bool reachable = std::ranges::any_of(
          patterns, [&](const Pattern& pattern) { return !covered.contains(pattern); });
      if (!reachable)
        context_.diagnostics.report(Diag::UnreachableClause, clause.range, {clause.name}).done();
      else if (!clause.otherwise)
        warn_overlap(i);
      if (!clause.guard)
        for (const Pattern& pattern : patterns)
          covered.add(pattern);
    }
  }

  void warn_overlap(std::size_t index) {
    const Clause& clause = classify_.clauses[index];
    for (std::size_t i = 0; i < index; ++i) {
      const Clause& earlier = classify_.clauses[i];
      // A guard in front of the same values, or a default, is there to share them.
      if (earlier.guard || earlier.otherwise || !overlap(earlier, clause))
        continue;
      context_.diagnostics
          .report(Diag::OverlappingClauses, clause.range, {clause.name, earlier.name})
          .note(Diag::NoteFirstHere, earlier.range);
      return;
    }
  }

  Context& context_;
  const PendingClassify& pending_;
  Classify& classify_;
  const Field& field_;
  Place place_;
};

} // namespace

void resolve_classifies(Context& context, const Pending& pending, Packet& packet) {
  for (const PendingClassify& pended : pending.classifies) {
    ClassifyResolver(context, packet, pended).run();
    const Classify& classify = packet.classifies[pended.classify];
    if (!classify.is_field || is_string(packet.fields[classify.field]))
      resolve_match(context, pended, packet);
  }
}

void resolve_checks(Context& context, const Pending& pending, Packet& packet) {
  for (const PendingCheck& check : pending.checks) {
    const Place place{
        context,     packet, Use::Earlier, check.limit, packet.checks[check.check].clause,
        check.prefix};
    packet.checks[check.check].condition = resolve_condition(place, check.stmt->condition);
  }
}

} // namespace mir::mplc::sema

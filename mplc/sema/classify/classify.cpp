#include "mplc/sema/classify/reach.hpp"
#include "mplc/sema/packet.hpp"

#include <algorithm>
#include <cassert>
#include <cctype>
#include <map>

namespace mir::mplc::sema {
namespace {

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
      report_reach(context_, classify_, {Part{.low = smallest(field_), .high = largest(field_)}});
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
    std::map<std::string_view, Range> seen;
    for (std::size_t i = 0; i < classify_.clauses.size(); ++i) {
      const Clause& clause = classify_.clauses[i];
      if (const auto [twin, fresh] = seen.emplace(clause.name, clause.range); !fresh)
        context_.diagnostics.report(Diag::DuplicateClause, clause.range, {clause.name})
            .note(Diag::NoteFirstHere, twin->second);
      if (!is_name(clause.name))
        bad_name(i);
    }
  }

  /// A clause's name becomes a type of the generated code.
  static bool is_name(std::string_view name) {
    return !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) &&
           std::ranges::all_of(name, [](char c) {
             return c == '_' || std::isalnum(static_cast<unsigned char>(c)) || c == '-' ||
                    c == ' ' || c == '\'';
           });
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

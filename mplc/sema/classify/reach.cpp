#include "mplc/sema/classify/reach.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace mir::mplc::sema {
namespace {

constexpr Int kLowest = std::numeric_limits<std::int64_t>::min();
constexpr Int kHighest = std::numeric_limits<std::uint64_t>::max();

bool covers(const Part& outer, const Part& inner) {
  if (outer.any || inner.any)
    return outer.any;
  return outer.text == inner.text && outer.low <= inner.low && inner.high <= outer.high;
}

bool overlap(const Part& a, const Part& b) {
  return a.any || b.any || (a.text == b.text && a.low <= b.high && b.low <= a.high);
}

bool overlap(const Tuple& a, const Tuple& b) {
  return std::ranges::equal(a, b, [](const Part& x, const Part& y) { return overlap(x, y); });
}

/// What earlier clauses have of some values.
struct Share {
  bool all = true;                     ///< nothing is left
  std::optional<std::size_t> clause{}; ///< the first that has some
  void with(std::size_t other) { clause = clause ? std::min(*clause, other) : other; }
};

/// Numbers that are taken: intervals that do not touch each other's values, each with the first
/// clause that has it.
class TakenNumbers {
public:
  [[nodiscard]] Share look(Int low, Int high) const {
    Share share;
    Int next = low; // the first that is not known to be taken
    for (auto at = first_to_end_at(low); at != taken_.end() && at->first <= high; ++at) {
      share.all &= at->first <= next;
      share.with(at->second.clause);
      next = at->second.high + 1;
    }
    share.all &= next > high;
    return share;
  }

  void take(Int low, Int high, std::size_t clause) {
    for (auto at = first_to_end_at(low); low <= high; ++at) {
      const bool last = at == taken_.end() || at->first > high;
      if (const Int end = last ? high : at->first - 1; low <= end)
        taken_.emplace_hint(at, low, Interval{end, clause});
      if (last)
        return;
      low = at->second.high + 1;
    }
  }

private:
  struct Interval {
    Int high;
    std::size_t clause;
  };
  using Map = std::map<Int, Interval>;

  /// The first interval that does not lie below `low` as a whole.
  [[nodiscard]] Map::const_iterator first_to_end_at(Int low) const {
    auto at = taken_.upper_bound(low);
    if (at != taken_.begin() && std::prev(at)->second.high >= low)
      --at;
    return at;
  }

  Map taken_; // by their lowest numbers
};

/// Values of one subject. Numbers and strings are looked up, for a classify may have thousands of
/// clauses.
class TakenParts {
public:
  [[nodiscard]] Share look(const Part& part) const {
    if (part.any || part.text.empty())
      return numbers_.look(part.any ? kLowest : part.low, part.any ? kHighest : part.high);
    Share share;
    const auto found = strings_.find(part.text);
    if (found != strings_.end())
      share.with(found->second);
    if (all_)
      share.with(*all_);
    share.all = share.clause.has_value();
    return share;
  }

  void take(const Part& part, std::size_t clause) {
    if (part.any && !all_)
      all_ = clause;
    if (part.any || part.text.empty())
      numbers_.take(part.any ? kLowest : part.low, part.any ? kHighest : part.high, clause);
    else
      strings_.emplace(part.text, clause);
  }

private:
  TakenNumbers numbers_; // the empty string is 0 here
  std::map<std::string, std::size_t> strings_;
  std::optional<std::size_t> all_;
};

/// Values of several subjects at once.
class TakenTuples {
public:
  [[nodiscard]] Share look(const Tuple& tuple) const {
    if (tuple.size() == 1)
      return parts_.look(tuple[0]);
    Share share{.all = false};
    for (const auto& [taken, clause] : tuples_) {
      if (overlap(taken, tuple))
        share.with(clause);
      share.all |= std::ranges::equal(
          taken, tuple, [](const Part& outer, const Part& inner) { return covers(outer, inner); });
    }
    return share;
  }

  void take(const Tuple& tuple, std::size_t clause) {
    if (tuple.size() == 1)
      parts_.take(tuple[0], clause);
    else
      tuples_.emplace_back(tuple, clause);
  }

private:
  TakenParts parts_;
  std::vector<std::pair<Tuple, std::size_t>> tuples_;
};

std::vector<Tuple> tuples_of(const Clause& clause, const Tuple& everything) {
  if (clause.otherwise)
    return {everything};
  std::vector<Tuple> tuples = clause.tuples;
  for (const Pattern& pattern : clause.patterns)
    tuples.push_back({Part{.low = Int(pattern.low), .high = Int(pattern.high)}});
  return tuples;
}

} // namespace

void report_reach(Context& context, const Classify& classify, const Tuple& everything) {
  TakenTuples taken;
  for (std::size_t i = 0; i < classify.clauses.size(); ++i) {
    const Clause& clause = classify.clauses[i];
    const std::vector<Tuple> tuples = tuples_of(clause, everything);
    Share whole;
    for (const Tuple& tuple : tuples) {
      const Share share = taken.look(tuple);
      whole.all &= share.all;
      if (share.clause)
        whole.with(*share.clause);
    }
    if (whole.all)
      context.diagnostics.report(Diag::UnreachableClause, clause.range, {clause.name}).done();
    else if (!clause.otherwise && whole.clause)
      context.diagnostics
          .report(Diag::OverlappingClauses, clause.range,
                  {clause.name, classify.clauses[*whole.clause].name})
          .note(Diag::NoteFirstHere, classify.clauses[*whole.clause].range);
    // A guard in front of the same values is there to share them.
    if (!clause.guard)
      for (const Tuple& tuple : tuples)
        taken.take(tuple, i);
  }
}

bool tuples_overlap(const Clause& a, const Clause& b) {
  if (a.otherwise || b.otherwise)
    return true;
  return std::ranges::any_of(a.tuples, [&](const Tuple& first) {
    return std::ranges::any_of(b.tuples,
                               [&](const Tuple& second) { return overlap(first, second); });
  });
}

} // namespace mir::mplc::sema

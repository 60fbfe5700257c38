#pragma once
// Which clauses of a classify can be reached, and which share values.

#include "mplc/sema/scope.hpp"

namespace mir::mplc::sema {

/// Reports clauses that earlier ones leave nothing to, and those that share values with an earlier
/// one: the first match wins.
/// \param everything what a default clause matches.
void report_reach(Context& context, const Classify& classify, const Tuple& everything);

/// Whether some value is one of both clauses, of a classify with tuples.
[[nodiscard]] bool tuples_overlap(const Clause& a, const Clause& b);

} // namespace mir::mplc::sema

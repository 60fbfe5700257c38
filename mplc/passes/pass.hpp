#pragma once
// The passes, in the order they run. Each takes one packet.

#include "mplc/ir/ir.hpp"

namespace mir::mplc::ir {

/// Comparisons of neighbouring fields with constants become one of the bytes they lie in; the error
/// is looked for only where it fails.
void fold_comparisons(Packet& packet);
/// The end of a region or field is not tested where a size behind it, which is, cannot fit if it
/// does not.
void defer_bounds(Packet& packet);
/// Ends of fields in clauses that exclude each other are kept in the same places: a view is no
/// larger than its largest clause needs.
void share_anchors(Packet& packet);
/// Neighbouring units become one of up to 32 bits: fewer stores, and fewer summands of a checksum.
void merge_stores(Packet& packet);
/// Checksums that can be are summed up from the values before they are written, not from the bytes
/// after it: a load so soon after a narrower store waits for it.
void sum_values(Packet& packet);
/// Builds of few steps are marked for the back end.
void mark_small(Packet& packet);

} // namespace mir::mplc::ir

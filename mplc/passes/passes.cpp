#include "mplc/passes/passes.hpp"

#include "mplc/passes/pass.hpp"

namespace mir::mplc::ir {

void optimise(Module& module) {
  for (Packet& packet : module.packets) {
    fold_comparisons(packet);
    defer_bounds(packet);
    share_anchors(packet);
    merge_stores(packet);
    sum_values(packet);
    mark_small(packet);
  }
}

} // namespace mir::mplc::ir

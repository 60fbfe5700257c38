#include "mplc/passes/pass.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace mir::mplc::ir {
namespace {

/// The clause of the packet's own body that the clause lies in.
ClauseRef outermost(const Packet& packet, ClauseRef clause) {
  while (packet.classifies[clause.classify].clause)
    clause = *packet.classifies[clause.classify].clause;
  return clause;
}

/// A name that neither a field nor an anchor has.
std::string free_name(const Packet& packet, std::string name) {
  const auto taken = [&packet](const std::string& wanted) {
    return std::ranges::any_of(packet.fields,
                               [&](const Field& field) { return field.cpp_name == wanted; }) ||
           std::ranges::any_of(packet.anchors,
                               [&](const Anchor& anchor) { return anchor.name == wanted; });
  };
  while (taken(name))
    name += "_";
  return name;
}

} // namespace

void share_anchors(Packet& packet) {
  std::map<std::pair<ClassifyId, std::uint32_t>, std::uint32_t> used; // by clause
  for (AnchorId id = 2; id < packet.anchors.size(); ++id) {
    Anchor& anchor = packet.anchors[id];
    if (anchor.kind != Anchor::Kind::AfterField || !anchor.stored ||
        packet.end == Position{.anchor = id})
      continue;
    const Field& field = packet.fields[anchor.field];
    if (!field.clause || field.condition)
      continue;
    const ClauseRef clause = outermost(packet, *field.clause);
    const std::uint32_t place = ++used[{clause.classify, clause.clause}];
    anchor.shared = free_name(packet, packet.classifies[clause.classify].accessor + "_place_" +
                                          std::to_string(place));
  }
}

} // namespace mir::mplc::ir

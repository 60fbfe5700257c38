#include "mplc/passes/pass.hpp"

namespace mir::mplc::ir {
namespace {

// Steps of a write. The headers of the Internet have 5 to 20, and become a few dozen instructions
// once a caller's constants meet them; message formats of many clauses have hundreds.
constexpr std::size_t kSmall = 32;

std::size_t count(const Block& block) {
  std::size_t steps = block.size();
  for (const Step& step : block) {
    if (const auto* branch = std::get_if<Branch>(&step.op))
      for (const Block& clause : branch->blocks)
        steps += count(clause);
    if (const auto* optional = std::get_if<Optional>(&step.op))
      steps += count(optional->block);
    if (const auto* sum = std::get_if<Sum>(&step.op))
      steps += count(sum->parts);
  }
  return steps;
}

} // namespace

void mark_small(Packet& packet) {
  packet.build.small = count(packet.build.write) + count(packet.build.compute) <= kSmall;
}

} // namespace mir::mplc::ir

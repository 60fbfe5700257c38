#include "mplc/passes/pass.hpp"

#include <optional>

namespace mir::mplc::ir {
namespace {

constexpr std::uint32_t kWidest = 32; // bits: wider ones cost more to put together than they save

bool mergeable(const Packet& packet, const Store& store) {
  for (const FieldId id : store.fields)
    if (packet.fields[id].wire.kind != Wire::Kind::Unsigned)
      return false; // a sign would run into the field before it
  return !store.merge && store.bits % 8 == 0 && store.endian == Endian::Big;
}

/// `second` added to `first`, if it begins where that ends and the two are not too wide.
bool append(Store& first, const Store& second) {
  const Position end{first.position.anchor, first.position.bytes + first.bits / 8, 0};
  if (second.position != end || first.bits + second.bits > kWidest)
    return false;
  first.bits += second.bits;
  first.fields.insert(first.fields.end(), second.fields.begin(), second.fields.end());
  return true;
}

void merge(const Packet& packet, Block& block) {
  Block merged;
  Store* last = nullptr; // the unit that the next one may be added to
  for (Step& step : block) {
    if (auto* branch = std::get_if<Branch>(&step.op))
      for (Block& clause : branch->blocks)
        merge(packet, clause);
    if (auto* optional = std::get_if<Optional>(&step.op))
      merge(packet, optional->block);
    auto* store = std::get_if<Store>(&step.op);
    const bool candidate = store != nullptr && mergeable(packet, *store);
    if (candidate && last != nullptr && append(*last, *store))
      continue;
    merged.push_back(std::move(step));
    last = candidate ? std::get_if<Store>(&merged.back().op) : nullptr;
  }
  block = std::move(merged);
}

} // namespace

void merge_stores(Packet& packet) { merge(packet, packet.build.write); }

} // namespace mir::mplc::ir

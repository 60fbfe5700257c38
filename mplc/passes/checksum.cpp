#include "mplc/passes/pass.hpp"

#include <algorithm>
#include <optional>

namespace mir::mplc::ir {
namespace {

/// Collects the steps of a write that make up what one checksum covers.
class Summands {
public:
  Summands(const Packet& packet, const Checksum& checksum) : packet_(packet), checksum_(checksum) {}

  /// Nothing if some of it lies at an unknown place, or in half a byte.
  std::optional<Sum> run(ChecksumId id) {
    const bool even_start = checksum_.begin.anchor == 0 && checksum_.begin.bytes % 2 == 0;
    if (checksum_.algorithm != Algorithm::Internet || !even_start)
      return std::nullopt;
    Block parts;
    if (!collect(packet_.build.write, parts))
      return std::nullopt;
    return Sum{.checksum = id,
               .from = mixed_ ? Sum::From::Mixed : Sum::From::Values,
               .parts = std::move(parts)};
  }

private:
  bool covered(FieldId field) const { return checksum_.first <= field && field <= checksum_.last; }

  bool collect(const Block& block, Block& parts) {
    for (const Step& step : block) {
      bool sound = true;
      if (const auto* store = std::get_if<Store>(&step.op))
        sound = unit(*store, step, parts);
      else if (const auto* bytes = std::get_if<StoreField>(&step.op))
        sound = this->bytes(bytes->field, step, parts);
      else if (const auto* branch = std::get_if<Branch>(&step.op))
        sound = clauses(*branch, step, parts);
      else if (const auto* optional = std::get_if<Optional>(&step.op))
        sound = !covered(optional->field); // what follows it may lie at an odd place, too
      if (!sound)
        return false;
    }
    return true;
  }

  bool unit(const Store& store, const Step& step, Block& parts) {
    const auto inside =
        std::ranges::count_if(store.fields, [&](FieldId id) { return covered(id); });
    if (inside == 0)
      return true;
    const bool whole = inside == std::ssize(store.fields) && !store.merge && store.bits % 8 == 0 &&
                       store.endian == Endian::Big;
    const bool numbers = std::ranges::all_of(store.fields, [&](FieldId id) {
      return packet_.fields[id].wire.kind == Wire::Kind::Unsigned;
    });
    // Another checksum has no value before it is written.
    const bool settled = std::ranges::all_of(store.fields, [&](FieldId id) {
      return packet_.fields[id].role != Role::Checksum || id == checksum_.field;
    });
    if (!whole || !numbers || !settled || !even(store.position.anchor))
      return false;
    parts.push_back(step);
    return true;
  }

  bool bytes(FieldId id, const Step& step, Block& parts) {
    if (!covered(id))
      return true;
    const Field& field = packet_.fields[id];
    if (field.position.bits != 0 || field.position.bytes % 2 != 0 || !even(field.position.anchor))
      return false;
    mixed_ |= field.wire.kind != Wire::Kind::Bytes;
    parts.push_back(step);
    return true;
  }

  bool clauses(const Branch& branch, const Step& step, Block& parts) {
    Branch mine{.classify = branch.classify, .blocks = {}};
    for (const Block& block : branch.blocks)
      if (!collect(block, mine.blocks.emplace_back()))
        return false;
    if (!std::ranges::all_of(mine.blocks, &Block::empty))
      parts.push_back({std::move(mine), step.where});
    return true;
  }

  /// Whether an anchor is at an even number of bytes from the start in whatever is built.
  bool even(AnchorId id) const {
    const Anchor& anchor = packet_.anchors[id];
    switch (anchor.kind) {
    case Anchor::Kind::Start:
      return true;
    case Anchor::Kind::End:
      return false;
    case Anchor::Kind::AfterField: {
      const Field& field = packet_.fields[anchor.field];
      return field.wire.kind == Wire::Kind::Bytes && field.align_bytes % 2 == 0 &&
             field.position.bytes % 2 == 0 && even(field.position.anchor);
    }
    case Anchor::Kind::RegionEnd: {
      const Region& region = packet_.regions[anchor.region];
      return region.align_bytes % 2 == 0 && region.begin.bytes % 2 == 0 &&
             even(region.begin.anchor);
    }
    case Anchor::Kind::AfterClassify:
      return std::ranges::all_of(
          packet_.classifies[anchor.classify].clauses, [&](const Clause& clause) {
            return clause.end.bits == 0 && clause.end.bytes % 2 == 0 && even(clause.end.anchor);
          });
    }
    return false;
  }

  const Packet& packet_;
  const Checksum& checksum_;
  bool mixed_ = false; ///< some of it has no value before it is written
};

} // namespace

void sum_values(Packet& packet) {
  Block& write = packet.build.write;
  for (std::size_t i = 0; i < write.size(); ++i)
    if (const auto* sum = std::get_if<Sum>(&write[i].op))
      if (auto better = Summands(packet, packet.checksums[sum->checksum]).run(sum->checksum))
        write[i].op = std::move(*better);
  Block ordered;
  for (const bool early : {true, false})
    for (Step& step : write) {
      const auto* sum = std::get_if<Sum>(&step.op);
      if (early == (sum != nullptr && sum->from == Sum::From::Values))
        ordered.push_back(std::move(step));
    }
  write = std::move(ordered);
}

} // namespace mir::mplc::ir

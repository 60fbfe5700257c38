#include "mplc/ir/naming.hpp"
#include "mplc/lower/packet_lowering.hpp"

#include <algorithm>

namespace mir::mplc::ir {
namespace {

constexpr sema::Int kLargestConstantSize =
    1 << 20; // bytes; larger than any packet, small enough for a 32-bit offset
constexpr std::uint32_t kUnitBits = 64; // what one load or store moves

class Layout {
public:
  explicit Layout(Lowering& lowering)
      : lowering_(lowering), source_(lowering.source), packet_(lowering.packet) {}

  void run() {
    packet_.anchors.push_back({.kind = Anchor::Kind::Start, .name = anchors_.claim("start")});
    packet_.anchors.push_back({.kind = Anchor::Kind::End, .name = anchors_.claim("end")});
    Position at;
    packet_.regions.resize(source_.regions.size());
    body(source_.body, at);
    finish(at);
    mark_stored();
    mark_payload(packet_.body, true);
  }

private:
  void body(const std::vector<sema::Item>& items, Position& at) {
    for (const sema::Item& item : items) {
      switch (item.kind) {
      case sema::Item::Kind::Field:
        field(item.index, at);
        break;
      case sema::Item::Kind::Classify:
        classify(item.index, at);
        break;
      case sema::Item::Kind::Region:
        region(item.index, at);
        break;
      case sema::Item::Kind::Check:
        break;
      }
    }
  }

  void field(FieldId id, Position& at) {
    Field& field = packet_.fields[id];
    const sema::Field& source = source_.fields[id];
    if (!field.wire.packed && at.bits != 0) {
      lowering_.diagnostics
          .report(Diag::UnalignedField, source.range,
                  {source.name, std::to_string(at.bits), std::to_string(8 - at.bits)})
          .fix({source.range.file, source.range.begin, source.range.begin}, filler(at.bits) + " ");
      at = {at.anchor, at.bytes + 1, 0}; // go on as if it had been filled up: one message is enough
    }
    field.position = at;
    field.limit = limit_;
    const bool taken = at.anchor == limit_ || (rest_end_ && at == *rest_end_);
    if (taken && source.kind != sema::FieldKind::Label && !reported_rest_) {
      reported_rest_ = true;
      lowering_.diagnostics
          .report(Diag::AfterRest, source.range, {source.name, source_.fields[rest_].name})
          .note(Diag::NoteDeclaredHere, source_.fields[rest_].range, {source_.fields[rest_].name});
    }
    place(id, at);
    if (source.condition) {
      field.fixed_size = false;
      // Where it ends, it or nothing: even if it takes all that is left.
      const Anchor& end = packet_.anchors[at.anchor];
      if (at.bytes != 0 || end.kind != Anchor::Kind::AfterField || end.field != id)
        at = {.anchor = anchor(Anchor::Kind::AfterField, id, end_name(field.cpp_name))};
    }
    field.end = at;
  }

  void place(FieldId id, Position& at) {
    Field& field = packet_.fields[id];
    switch (field.wire.kind) {
    case Wire::Kind::Bytes:
      bytes(id, at);
      break;
    case Wire::Kind::Packet:
      nested(id, at);
      break;
    case Wire::Kind::Array:
      array(id, at);
      break;
    case Wire::Kind::Label:
      field.fixed_size = true;
      break;
    case Wire::Kind::Text:
    case Wire::Kind::CString:
    case Wire::Kind::Mpint:
    case Wire::Kind::DnsName:
    case Wire::Kind::DnsNameCompressed:
      at = {.anchor = anchor(Anchor::Kind::AfterField, id, end_name(field.cpp_name))};
      break;
    default:
      scalar(id, at);
      break;
    }
  }

  /// The statement that fills up a byte of which `bits` are taken.
  [[nodiscard]] std::string filler(std::uint32_t bits) const {
    std::string name = "reserved";
    for (int number = 2;
         std::ranges::find(source_.fields, name, &sema::Field::name) != source_.fields.end();
         ++number)
      name = "reserved_" + std::to_string(number);
    return name + ": bit[" + std::to_string(8 - bits) + "] default(0);";
  }

  /// Whether only blanks stand before a place on its line.
  [[nodiscard]] bool own_line(Range place) const {
    const std::string_view before = lowering_.sources.text(place.file).substr(0, place.begin);
    const auto last = before.find_last_not_of(" \t");
    return last == before.npos || before[last] == '\n';
  }

  void scalar(FieldId id, Position& at) {
    Field& field = packet_.fields[id];
    field.fixed_size = true;
    unit_bits_ = (at.bits == 0 ? 0 : unit_bits_) + field.wire.bits;
    if (unit_bits_ > kUnitBits) {
      lowering_.diagnostics.report(Diag::BitRunTooLong, source_.fields[id].range, {field.name})
          .done();
      unit_bits_ = 0;
    }
    const std::uint32_t bits = at.bits + field.wire.bits;
    at = {at.anchor, at.bytes + bits / 8, bits % 8};
  }

  void bytes(FieldId id, Position& at) {
    Field& field = packet_.fields[id];
    const sema::Expr& size = *source_.fields[id].size;
    if (size.op == sema::Op::Remaining) {
      rest_ = id;
      at = {.anchor = limit_};
      return;
    }
    if (size.op != sema::Op::Constant) {
      at = {.anchor = anchor(Anchor::Kind::AfterField, id, end_name(field.cpp_name))};
      return;
    }
    field.wire.fixed_bytes = constant_size(size, field.name, field.align_bytes);
    field.fixed_size = true;
    at.bytes += static_cast<std::uint32_t>(*field.wire.fixed_bytes);
  }

  std::uint64_t constant_size(const sema::Expr& size, const std::string& name,
                              std::uint32_t align_bytes) {
    if (size.value >= 0 && size.value <= kLargestConstantSize && size.value % align_bytes == 0)
      return static_cast<std::uint64_t>(size.value);
    lowering_.diagnostics.report(Diag::BadConstantSize, size.range, {name, to_string(size.value)})
        .done();
    return 0;
  }

  static std::string to_string(sema::Int value) {
    return value < 0 ? "-" + to_string(-value) : std::to_string(static_cast<std::uint64_t>(value));
  }

  void nested(FieldId id, Position& at) {
    Field& field = packet_.fields[id];
    const Position end = lowering_.module.packets[field.wire.packet].end;
    field.fixed_size = end.anchor == 0;
    if (field.fixed_size)
      at.bytes += end.bytes;
    else
      at = {.anchor = anchor(Anchor::Kind::AfterField, id, end_name(field.cpp_name))};
    if (!source_.fields[id].condition && takes_rest(field.wire.packet)) {
      rest_ = id;
      rest_end_ = at;
    }
  }

  /// Whether a packet takes all bytes that it is given, whatever is in them.
  [[nodiscard]] bool takes_rest(PacketId id) const {
    const Packet& packet = lowering_.module.packets[id];
    const Anchor& end = packet.anchors[packet.end.anchor];
    if (end.kind == Anchor::Kind::End)
      return true;
    const Field* last = end.kind == Anchor::Kind::AfterField ? &packet.fields[end.field] : nullptr;
    return last && packet.end.bytes == 0 && last->wire.kind == Wire::Kind::Packet &&
           !last->condition && takes_rest(last->wire.packet);
  }

  void array(FieldId id, Position& at) {
    Field& field = packet_.fields[id];
    const Position end = lowering_.module.packets[field.wire.packet].end;
    if (end == Position{})
      lowering_.diagnostics.report(Diag::EmptyElement, source_.fields[id].range, {field.name})
          .done();
    if (source_.fields[id].repetition.extent == sema::Repetition::Extent::Rest) {
      rest_ = id;
      at = {.anchor = limit_};
      return;
    }
    at = {.anchor = anchor(Anchor::Kind::AfterField, id, end_name(field.cpp_name))};
    // An element is read with all that follows it in the region.
    if (limit_ > 1)
      packet_.anchors[limit_].stored = true;
  }

  void region(RegionId id, Position& at) {
    const sema::Region& source = source_.regions[id];
    byte_aligned(at, source);
    Region region{
        .begin = at,
        .end = limit_,
        .outer = limit_,
        .field = std::min<FieldId>(source.first, static_cast<FieldId>(packet_.fields.size() - 1)),
        .align_bytes = source.align_bytes,
        .where = lowering_.where(source.range)};
    const bool rest = source.size.op == sema::Op::Remaining;
    if (!rest)
      region.end = anchor(Anchor::Kind::RegionEnd, id, region_name(region.field));
    if (source.size.op == sema::Op::Constant)
      region.fixed_bytes = constant_size(source.size, "in byte[..]", region.align_bytes);
    packet_.regions[id] = region;
    limit_ = region.end;
    body(source.body, at);
    byte_aligned(at, source);
    limit_ = region.outer;
    packet_.regions[id].content_end = at;
    constant_content(packet_.regions[id], source);
    if (region.fixed_bytes)
      at = {region.begin.anchor,
            region.begin.bytes + static_cast<std::uint32_t>(*region.fixed_bytes)};
    else
      at = {.anchor = region.end};
  }

  std::string region_name(FieldId first) const {
    return packet_.fields.empty() ? "region_end" : packet_.fields[first].cpp_name + "_region_end";
  }

  /// A region of constant size whose content is always longer, or always shorter, fits no bytes.
  void constant_content(const Region& region, const sema::Region& source) {
    if (!region.fixed_bytes || region.content_end.anchor != region.begin.anchor)
      return;
    const std::uint32_t content = region.content_end.bytes - region.begin.bytes;
    if (content > *region.fixed_bytes || (content < *region.fixed_bytes && region.align_bytes == 1))
      lowering_.diagnostics
          .report(Diag::RegionSize, source.range,
                  {std::to_string(content), std::to_string(*region.fixed_bytes)})
          .done();
  }

  void byte_aligned(Position& at, const sema::Region& region) {
    if (at.bits == 0)
      return;
    lowering_.diagnostics
        .report(Diag::UnalignedRegion, region.range,
                {std::to_string(at.bits), std::to_string(8 - at.bits)})
        .done();
    at = {at.anchor, at.bytes + 1, 0};
  }

  void classify(ClassifyId id, Position& at) {
    const Position start = at;
    const std::uint32_t unit_bits = unit_bits_;
    for (std::size_t i = 0; i < packet_.classifies[id].clauses.size(); ++i) {
      Position end = start;
      unit_bits_ = unit_bits;
      body(source_.classifies[id].clauses[i].body, end);
      packet_.classifies[id].clauses[i].end = end;
    }
    Classify& classify = packet_.classifies[id];
    const Clause& first = classify.clauses.front();
    for (const Clause& clause : classify.clauses) {
      if (clause.end.bits != first.end.bits) {
        report_bits(id, clause, first);
        at = {first.end.anchor, first.end.bytes + 1, 0};
        return;
      }
    }
    const bool same = std::ranges::all_of(
        classify.clauses, [&](const Clause& clause) { return clause.end == first.end; });
    if (same) {
      at = first.end;
      return;
    }
    at = {.anchor = anchor(Anchor::Kind::AfterClassify, id, classify.accessor + "_end"),
          .bits = first.end.bits};
    packet_.classifies[id].join = at.anchor;
  }

  void report_bits(ClassifyId id, const Clause& clause, const Clause& first) {
    const auto index = static_cast<std::size_t>(&clause - packet_.classifies[id].clauses.data());
    lowering_.diagnostics
        .report(Diag::UnalignedClauses, source_.classifies[id].clauses[index].range,
                {clause.name, std::to_string(clause.end.bits), first.name,
                 std::to_string(first.end.bits)})
        .note(Diag::NoteFirstHere, source_.classifies[id].clauses.front().range);
  }

  /// "options_end"; a name that ends with '_' gives its own, for a doubled one is reserved in C++.
  static std::string end_name(const std::string& name) {
    return name + (name.ends_with('_') ? "end" : "_end");
  }

  /// A new anchor for the end of field or classify `id`.
  AnchorId anchor(Anchor::Kind kind, std::uint32_t id, std::string name) {
    Anchor anchor{.kind = kind, .name = std::move(name)};
    (kind == Anchor::Kind::AfterField  ? anchor.field
     : kind == Anchor::Kind::RegionEnd ? anchor.region
                                       : anchor.classify) = id;
    anchor.name = anchors_.claim(std::move(anchor.name));
    packet_.anchors.push_back(std::move(anchor));
    return static_cast<AnchorId>(packet_.anchors.size() - 1);
  }

  void finish(Position at) {
    if (at.bits != 0) {
      const Diag kind = lowering_.lenient ? Diag::UnalignedPacketLoose : Diag::UnalignedPacket;
      lowering_.diagnostics.report(kind, source_.range, {source_.name, std::to_string(8 - at.bits)})
          .fix(source_.close,
               own_line(source_.close) ? "  " + filler(at.bits) + "\n" : filler(at.bits) + " ");
      at = {at.anchor, at.bytes + 1, 0};
    }
    packet_.end = at;
  }

  /// What an accessor counts from must outlive parse().
  void mark_stored() {
    auto store = [this](Position position) {
      if (position.anchor > 1)
        packet_.anchors[position.anchor].stored = true;
    };
    store(packet_.end);
    for (const Field& field : packet_.fields) {
      store(field.position);
      store(field.end);
    }
  }

  /// Bytes that nothing but labels follows, in any enclosing block.
  void mark_payload(const Body& items, bool last) {
    for (auto item = items.rbegin(); last && item != items.rend(); ++item) {
      if (item->kind == Item::Kind::Classify) {
        for (const Clause& clause : packet_.classifies[item->index].clauses)
          mark_payload(clause.body, true);
        return;
      }
      Field& field = packet_.fields[item->index];
      if (field.wire.kind == Wire::Kind::Label)
        continue;
      field.payload = field.wire.kind == Wire::Kind::Bytes && !field.fixed_size &&
                      !field.wire.text && !padded(field.limit);
      return;
    }
  }

  /// Zeros may stand between the last byte of a region, or of one around it, and its end.
  [[nodiscard]] bool padded(AnchorId limit) const {
    return std::ranges::any_of(packet_.regions, [&](const Region& region) {
      return region.end == limit && (region.align_bytes > 1 || padded_outside(region));
    });
  }
  [[nodiscard]] bool padded_outside(const Region& region) const {
    return region.outer != region.end && padded(region.outer);
  }

  Lowering& lowering_;
  const sema::Packet& source_;
  Packet& packet_;
  NameSet anchors_{};
  std::uint32_t unit_bits_ = 0;        // since the last byte boundary
  FieldId rest_ = 0;                   // the field that took all that remained
  std::optional<Position> rest_end_{}; // where it ends, if it is a packet
  bool reported_rest_ = false;
  AnchorId limit_ = 1; // the end of the region that is laid out
};

} // namespace

void lower_layout(Lowering& lowering) { Layout(lowering).run(); }

} // namespace mir::mplc::ir

// What an array repeats is a packet of its own: what it uses of the packet around it becomes a
// parameter.
#include "mplc/sema/packet.hpp"

#include <utility>

namespace mir::mplc::sema {
namespace {

Repetition::Extent extent_of(const ast::ArrayStmt& stmt) {
  switch (stmt.extent) {
  case ast::ArrayStmt::Extent::Count:
    break;
  case ast::ArrayStmt::Extent::Until:
    return Repetition::Extent::Until;
  case ast::ArrayStmt::Extent::Rest:
    return stmt.until ? Repetition::Extent::RestUntil : Repetition::Extent::Rest;
  }
  return Repetition::Extent::Count;
}

/// The element and all that it uses of `place`, where the array stands.
void resolve_element(const Place& place, std::vector<Packet>& packets, PendingArray& pending,
                     std::vector<Expr>& arguments) {
  Context& context = place.context;
  Packet& element = pending.element;
  const Enclosing enclosing{place, context.enclosing, element, arguments};
  context.enclosing = &enclosing;
  resolve_packet(context, packets, *pending.inner, element);
  if (pending.stmt->until) {
    const Place inside{context,      element,
                       Use::Earlier, static_cast<FieldId>(element.fields.size()),
                       std::nullopt, ""};
    element.last = resolve_condition(inside, *pending.stmt->until);
    if (element.last->failed())
      element.last.reset();
  }
  context.enclosing = enclosing.outer;
}

} // namespace

void resolve_arrays(Context& context, std::vector<Packet>& packets, Pending& pending,
                    Packet& packet) {
  for (PendingArray& array : pending.arrays) {
    const ast::ArrayStmt& stmt = *array.stmt;
    context.modern |= stmt.extent != ast::ArrayStmt::Extent::Count || stmt.lazy;
    const Place place{
        context,     packet, Use::Earlier, array.field, packet.fields[array.field].clause,
        array.prefix};
    Repetition repetition{.extent = extent_of(stmt), .lazy = stmt.lazy.has_value()};
    if (stmt.lazy && repetition.extent != Repetition::Extent::Rest) // where it ends is not known
      context.diagnostics.report(Diag::LazyExtent, *stmt.lazy, {stmt.name.text}).done();
    if (stmt.bound)
      repetition.count = resolve_integer(place, *stmt.bound);
    std::vector<Expr> arguments;
    resolve_element(place, packets, array, arguments);
    Field& field = packet.fields[array.field];
    if (repetition.count && repetition.count->failed()) {
      field.kind = FieldKind::Error;
      continue;
    }
    field.repetition = std::move(repetition);
    field.arguments = std::move(arguments);
    field.packet = static_cast<PacketId>(packets.size());
    packets.push_back(std::move(array.element));
  }
}

void resolve_regions(Context& context, const Pending& pending, Packet& packet) {
  for (const PendingRegion& pending_region : pending.regions) {
    Region& region = packet.regions[pending_region.region];
    const Place place{
        context, packet, Use::Earlier, pending_region.limit, region.clause, pending_region.prefix};
    region.size = resolve_integer(place, pending_region.stmt->size);
    if (!pending_region.stmt->align)
      continue;
    const Expr bits = resolve_integer({context, packet}, *pending_region.stmt->align);
    if (bits.failed())
      continue;
    if (bits.value < 8 || bits.value % 8 != 0 || bits.value > 8 * 4096)
      context.diagnostics.report(Diag::BadAlign, bits.range, {to_string(bits.value)}).done();
    else
      region.align_bytes = static_cast<std::uint32_t>(bits.value / 8);
  }
}

void resolve_conditions(Context& context, const Pending& pending, Packet& packet) {
  for (const PendingCondition& condition : pending.conditions) {
    Field& field = packet.fields[condition.field];
    const Place place{context,         packet,       Use::Earlier,
                      condition.field, field.clause, condition.prefix};
    field.condition = resolve_condition(place, *condition.condition);
    if (field.condition->failed())
      field.condition.reset();
    if (field.kind == FieldKind::Label)
      context.diagnostics.report(Diag::OptionalLabel, field.range, {field.name}).done();
    else if (field.packed)
      context.diagnostics.report(Diag::OptionalBits, field.range, {field.name}).done();
  }
}

void resolve_packet(Context& context, std::vector<Packet>& packets, Pending& pending,
                    Packet& packet) {
  resolve_attributes(context, packets, pending, packet);
  resolve_classifies(context, pending, packet);
  resolve_checks(context, pending, packet);
  resolve_conditions(context, pending, packet);
  resolve_checksums(context, packets, pending, packet);
  resolve_regions(context, pending, packet);
  resolve_arrays(context, packets, pending, packet);
  apply_rules(context, packets, packet);
}

} // namespace mir::mplc::sema

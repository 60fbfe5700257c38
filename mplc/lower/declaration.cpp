#include "mplc/ir/naming.hpp"
#include "mplc/lower/packet_lowering.hpp"

#include "mplc/sema/scope.hpp"

#include <map>
#include <set>
#include <utility>

namespace mir::mplc::ir {
namespace {

Wire wire_of(const sema::Field& source) {
  Wire wire{.bits = source.bits,
            .packed = source.packed,
            .endian = source.little ? Endian::Little : Endian::Big,
            .text = source.text,
            .prefix_bytes = source.prefix_bytes};
  switch (source.kind) {
  case sema::FieldKind::Error:
  case sema::FieldKind::Unsigned:
    wire.kind = Wire::Kind::Unsigned;
    break;
  case sema::FieldKind::Signed:
    wire.kind = Wire::Kind::Signed;
    break;
  case sema::FieldKind::Boolean:
    wire.kind = Wire::Kind::Boolean;
    break;
  case sema::FieldKind::Bytes:
    wire.kind = Wire::Kind::Bytes;
    break;
  case sema::FieldKind::Text:
    wire.kind = Wire::Kind::Text;
    break;
  case sema::FieldKind::CString:
    wire.kind = Wire::Kind::CString;
    break;
  case sema::FieldKind::Mpint:
    wire.kind = Wire::Kind::Mpint;
    break;
  case sema::FieldKind::DnsName:
    wire.kind = source.compressed ? Wire::Kind::DnsNameCompressed : Wire::Kind::DnsName;
    break;
  case sema::FieldKind::Label:
    wire.kind = Wire::Kind::Label;
    break;
  case sema::FieldKind::Packet:
    wire.kind = Wire::Kind::Packet;
    wire.packet = source.packet;
    break;
  case sema::FieldKind::Array:
    wire.kind = Wire::Kind::Array;
    wire.packet = source.packet;
    break;
  }
  return wire;
}

Role role_of(const sema::Field& source) {
  if (source.kind == sema::FieldKind::Label)
    return Role::None;
  if (source.checksum)
    return Role::Checksum;
  if (source.constant)
    return Role::Constant;
  if (source.classified)
    return Role::Tag;
  if (source.value)
    return Role::Computed;
  const bool preferred = source.variant && source.variant->preferred;
  return source.default_value || preferred ? Role::Defaulted : Role::Required;
}

std::optional<ClauseRef> clause_of(const std::optional<sema::ClauseRef>& clause) {
  return clause ? std::optional(ClauseRef{clause->classify, clause->clause}) : std::nullopt;
}

class Declarations {
public:
  Declarations(Lowering& lowering, std::vector<Enum>& enums, PacketId id)
      : lowering_(lowering), source_(lowering.source), packet_(lowering.packet), enums_(enums),
        id_(id) {}

  void run() {
    packet_.name = source_.name;
    packet_.exported = !source_.element;
    packet_.doc = source_.doc;
    packet_.where = lowering_.where(source_.range);
    open_class(types_, packet_.cpp_name);
    for (const sema::Parameter& parameter : source_.parameters)
      packet_.parameters.push_back({parameter.name, members_.claim(accessor_name(parameter.name)),
                                    type_of(parameter.type), lowering_.where(parameter.range)});
    reserve_accessors();
    classifies();
    fields();
    checksums();
    packet_.body = body(source_.body);
    packet_.message = source_.message;
    for (const Field& field : packet_.fields)
      names(field);
  }

private:
  using MaybeClause = std::optional<sema::ClauseRef>;

  static Expr::Type type_of(sema::Type type) {
    return type == sema::Type::Bool   ? Expr::Type::Bool
           : type == sema::Type::Text ? Expr::Type::Text
                                      : Expr::Type::I64;
  }

  /// What a DNS name in the packet, or in one that it nests, asks of it.
  void names(const Field& field) {
    const Wire::Kind kind = field.wire.kind;
    const bool compressed = kind == Wire::Kind::DnsNameCompressed;
    packet_.names |= compressed || kind == Wire::Kind::DnsName;
    packet_.compresses |= compressed;
    if (kind != Wire::Kind::Packet && kind != Wire::Kind::Array)
      return;
    const Packet& inner = lowering_.module.packets[field.wire.packet];
    packet_.names |= inner.names;
    packet_.compresses |= inner.compresses;
  }

  /// Names that nothing in a generated class may have: those of its own parts, and of the class
  /// itself and of those around it, which would be hidden where they are needed.
  void open_class(NameSet& names, const std::string& own, MaybeClause around = {}) {
    for (const std::string_view name : kClassParts)
      (void)names.claim(std::string(name));
    std::set<std::string> outer{own};
    for (; around; around = source_.classifies[around->classify].clause)
      outer.insert(packet_.classifies[around->classify].clauses[around->clause].cpp_name);
    outer.insert(packet_.cpp_name);
    for (const std::string& name : outer)
      (void)names.claim(name);
  }

  /// The C++ class that declares what stands in `clause`: that of the clause, or of the packet.
  NameSet& class_scope(std::optional<sema::ClauseRef> clause) {
    return clause ? clause_types_[{clause->classify, clause->clause}] : types_;
  }

  /// The clause names that lead to `clause`, each followed by `separator`.
  std::string path(std::optional<sema::ClauseRef> clause, std::string_view separator) const {
    if (!clause)
      return {};
    const sema::Classify& classify = source_.classifies[clause->classify];
    return path(classify.clause, separator) + classify.clauses[clause->clause].name +
           std::string(separator);
  }

  /// A field `as_ack` has an accessor of the name that a clause "Ack" beside it would take.
  void reserve_accessors() {
    for (const sema::Field& field : source_.fields)
      if (field.name.starts_with("as_"))
        (void)clause_accessors_[field.clause].claim(field.name.substr(3));
  }

  void classifies() {
    for (const sema::Classify& source : source_.classifies) {
      const std::string name = source.name.empty() ? "case" : source.name;
      const std::string prefix = path(source.clause, "_");
      Classify classify{
          .name = name,
          .cpp_name = class_scope(source.clause).claim(type_name(prefix + name + "_clause")),
          .accessor = members_.claim(inner_name(snake_name(prefix) + name + "_clause")),
          .field = source.field,
          .is_field = source.is_field,
          .clause = clause_of(source.clause),
          .where = lowering_.where(source.range)};
      const auto id = static_cast<std::uint32_t>(packet_.classifies.size());
      for (std::uint32_t i = 0; i < source.clauses.size(); ++i) {
        classify.clauses.push_back(lower(source.clauses[i], source, class_scope(source.clause),
                                         clause_accessors_[source.clause]));
        open_class(clause_types_[{id, i}], classify.clauses.back().cpp_name, source.clause);
      }
      packet_.classifies.push_back(std::move(classify));
    }
  }

  Clause lower(const sema::Clause& source, const sema::Classify& classify, NameSet& names,
               NameSet& accessors) {
    Clause clause{.name = source.name,
                  .cpp_name = names.claim(enumerator_name(type_name(source.name))),
                  .accessor = accessors.claim(inner_name(snake_name(source.name))),
                  .doc = source.doc,
                  .otherwise = source.otherwise,
                  .body = body(source.body),
                  .where = lowering_.where(source.range)};
    for (const sema::Pattern& pattern : source.patterns)
      clause.patterns.push_back({pattern.low, pattern.high});
    const bool single =
        source.patterns.size() == 1 && source.patterns[0].low == source.patterns[0].high;
    if (!classify.is_field) {
      clause.tag = TagSource::None;
      return clause;
    }
    const sema::Field& field = source_.fields[classify.field];
    const bool text = source.tuples.size() == 1 && !source.tuples[0][0].any;
    if (text)
      clause.patterns.push_back({.text = source.tuples[0][0].text});
    clause.tag = single || text ? TagSource::Pattern
                 : field.value  ? TagSource::Field
                                : TagSource::Given;
    return clause;
  }

  Body body(const std::vector<sema::Item>& source) const {
    Body result;
    for (const sema::Item& item : source) {
      switch (item.kind) {
      case sema::Item::Kind::Field:
        result.push_back({Item::Kind::Field, item.index});
        break;
      case sema::Item::Kind::Classify:
        result.push_back({Item::Kind::Classify, item.index});
        break;
      case sema::Item::Kind::Region:
        for (const Item& inner : body(source_.regions[item.index].body))
          result.push_back(inner);
        break;
      case sema::Item::Kind::Check:
        break;
      }
    }
    return result;
  }

  /// The part of a name that other words are put before and behind.
  static std::string inner_name(std::string name) {
    name = accessor_name(name);
    while (name.ends_with('_'))
      name.pop_back();
    return name.substr(name.find_first_not_of('_'));
  }

  /// The names that the members of a class have: of a clause, or of the packet.
  NameSet& scope_of(MaybeClause clause) { return clause ? scopes_[clause] : members_; }

  /// What the Fields of a clause have for members apart from the clause's own fields.
  NameSet clause_members(ClauseRef at) const {
    NameSet names;
    const Classify& classify = packet_.classifies[at.classify];
    if (classify.clauses[at.clause].tag == TagSource::Given)
      (void)names.claim(packet_.fields[classify.field].cpp_name);
    for (const Classify& inner : packet_.classifies)
      if (inner.clause == at)
        (void)names.claim(inner.accessor);
    return names;
  }

  void fields() {
    std::map<MaybeClause, NameSet> setters;
    for (const sema::Field& source : source_.fields) {
      const auto at = clause_of(source.clause);
      // Clauses are classes of their own, so names need differ only within one.
      if (at && !scopes_.contains(source.clause))
        scopes_.emplace(source.clause, clause_members(*at));
      NameSet& scope = scope_of(source.clause);
      Field field{.name = source.name,
                  .cpp_name = scope.claim(accessor_name(source.name)),
                  .setter = setters[source.clause].claim(joined("set", accessor_name(source.name))),
                  .path = path(source.clause, ".") + source.name,
                  .doc = source.doc,
                  .wire = wire_of(source),
                  .clause = clause_of(source.clause),
                  .role = role_of(source),
                  .align_bytes = source.align_bytes,
                  .where = lowering_.where(source.range)};
      attributes(source, field);
      field.lazy = source.repetition.lazy;
      field.until_required = source.repetition.extent == sema::Repetition::Extent::Until;
      if (field.wire.kind == Wire::Kind::Array)
        field.element_name = class_scope(source.clause).claim(type_name(singular(source.name)));
      packet_.fields.push_back(std::move(field));
    }
  }

  /// The names of what each checksum has; the rest needs positions (lower/checksum.cpp).
  void checksums() {
    for (const sema::Checksum& source : source_.checksums) {
      const std::string& name = packet_.fields[source.field].cpp_name;
      Checksum checksum{
          .field = source.field,
          .verify = scope_of(source_.fields[source.field].clause).claim(joined("verify", name)),
          .mend = joined("update", name),
          .where = lowering_.where(source.range)};
      for (const sema::Pseudo& pseudo : source.pseudo) {
        const std::string& packet = source_name(pseudo.packet);
        checksum.pseudo.push_back(
            {.packet = pseudo.packet, .cpp_name = types_.claim(type_name(packet))});
      }
      packet_.checksums.push_back(std::move(checksum));
    }
  }

  const std::string& source_name(PacketId packet) const {
    return lowering_.module.packets[packet].name;
  }

  void attributes(const sema::Field& source, Field& field) {
    auto lowered = [&](const std::optional<sema::Expr>& expr) -> std::optional<Expr> {
      return expr ? std::optional(lower_expression(lowering_, *expr, {})) : std::nullopt;
    };
    field.constant = lowered(source.constant);
    field.default_value = lowered(source.default_value);
    field.minimum = lowered(source.minimum);
    field.maximum = lowered(source.maximum);
    if (!source.variant)
      return;
    field.strict = source.variant->strict;
    field.variant = source.variant->shared.value_or(static_cast<EnumId>(enums_.size()));
    if (!field.default_value && source.variant->preferred) {
      const sema::Tag& tag = source.variant->tags[*source.variant->preferred];
      const Location where = lowering_.where(tag.range);
      field.default_value = sema::is_string(source)
                                ? text(tag.text, where)
                                : constant(static_cast<std::int64_t>(tag.value), where);
    }
    if (source.variant->shared)
      return;
    enums_.push_back({.name = source.name,
                      .cpp_name = types_.claim(type_name(path(source.clause, "_") + source.name)),
                      .owner = id_,
                      .bits = source.bits,
                      .textual = sema::is_string(source),
                      .tags = lower_tags(*source.variant,
                                         [this](Range range) { return lowering_.where(range); }),
                      .where = lowering_.where(source.variant->range)});
  }

  Lowering& lowering_;
  const sema::Packet& source_;
  Packet& packet_;
  std::vector<Enum>& enums_;
  PacketId id_;
  NameSet types_, members_;
  std::map<MaybeClause, NameSet> scopes_{}; ///< members of the classes of clauses
  std::map<std::pair<std::uint32_t, std::uint32_t>, NameSet> clause_types_{};
  std::map<MaybeClause, NameSet> clause_accessors_{}; ///< by where their classify stands
};

} // namespace

std::vector<Tag> lower_tags(const sema::Variant& variant,
                            const std::function<Location(Range)>& where) {
  std::vector<Tag> tags;
  NameSet names;
  for (const sema::Tag& tag : variant.tags)
    tags.push_back({.name = tag.name,
                    .cpp_name = names.claim(enumerator_name(tag.name)),
                    .value = tag.value,
                    .high = tag.high,
                    .text = tag.text,
                    .doc = tag.doc,
                    .shadowed = tag.shadowed,
                    .where = where(tag.range)});
  return tags;
}

Location Lowering::where(Range range) const {
  const LineColumn place = sources.line_column(range.file, range.begin);
  return {range.file == 0 ? 0 : range.file - 1, place.line, place.column};
}

void lower_declarations(Lowering& lowering, std::vector<Enum>& enums, PacketId id) {
  Declarations(lowering, enums, id).run();
}

} // namespace mir::mplc::ir

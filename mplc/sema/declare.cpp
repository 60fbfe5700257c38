#include "mplc/sema/packet.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace mir::mplc::sema {
namespace {

struct TypeEntry {
  std::string_view name;
  FieldKind kind;
  std::uint32_t bits; ///< of Text: those of its length
  bool modern;        ///< part B
};

constexpr std::array kTypes{TypeEntry{"bit", FieldKind::Unsigned, 0, false},
                            TypeEntry{"byte", FieldKind::Unsigned, 8, false},
                            TypeEntry{"uint16", FieldKind::Unsigned, 16, false},
                            TypeEntry{"uint32", FieldKind::Unsigned, 32, false},
                            TypeEntry{"uint64", FieldKind::Unsigned, 64, false},
                            TypeEntry{"boolean", FieldKind::Boolean, 8, false},
                            TypeEntry{"label", FieldKind::Label, 0, false},
                            TypeEntry{"uint8", FieldKind::Unsigned, 8, true},
                            TypeEntry{"uint24", FieldKind::Unsigned, 24, true},
                            TypeEntry{"uint48", FieldKind::Unsigned, 48, true},
                            TypeEntry{"int8", FieldKind::Signed, 8, true},
                            TypeEntry{"int16", FieldKind::Signed, 16, true},
                            TypeEntry{"int32", FieldKind::Signed, 32, true},
                            TypeEntry{"int64", FieldKind::Signed, 64, true},
                            TypeEntry{"string8", FieldKind::Text, 8, false},
                            TypeEntry{"string32", FieldKind::Text, 32, false},
                            TypeEntry{"mpint", FieldKind::Mpint, 0, false},
                            TypeEntry{"dns_label", FieldKind::DnsName, 0, false},
                            TypeEntry{"dns_label_comp", FieldKind::DnsName, 0, false},
                            TypeEntry{"string16", FieldKind::Text, 16, true},
                            TypeEntry{"cstring", FieldKind::CString, 0, true}};

const TypeEntry* find_type(std::string_view name) {
  const auto* found = std::ranges::find(kTypes, name, &TypeEntry::name);
  return found == kTypes.end() ? nullptr : found;
}

class Declarer {
public:
  Declarer(Context& context, const PacketFinder& find, Packet& packet, Pending& pending)
      : context_(context), find_(find), packet_(packet), pending_(pending) {}

  /// The type that `stmt` gives to `field`.
  void type(Field& field, const ast::FieldStmt& stmt) {
    set_type(field, stmt, underlying(stmt.type));
  }

  /// All of a packet.
  void whole(const ast::Block& body) {
    block(body, std::nullopt, "");
    // What fails is said of a field. Where a packet has none, one of no bytes stands for its start;
    // it is in no body, so nobody can read it.
    if (packet_.fields.empty() && !packet_.body.empty())
      packet_.fields.push_back(
          {.name = packet_.classifies.empty() ? packet_.name : packet_.classifies.front().name,
           .doc = {},
           .range = packet_.range,
           .kind = FieldKind::Label});
  }

  void block(const ast::Block& block, std::optional<ClauseRef> clause, const std::string& prefix) {
    blocks_.push_back(&block);
    for (const ast::Stmt& stmt : block)
      if (!full_)
        std::visit([&](const auto& node) { declare(node, stmt, clause, prefix); }, stmt.node);
    blocks_.pop_back();
  }

private:
  using MaybeClause = std::optional<ClauseRef>;

  std::vector<Item>& body(MaybeClause clause) {
    if (region_ && packet_.regions[*region_].clause == clause)
      return packet_.regions[*region_].body;
    return clause ? packet_.classifies[clause->classify].clauses[clause->clause].body
                  : packet_.body;
  }

  /// Adds a field of no type yet; a name that is taken is reported, and the second of the two is
  /// poisoned.
  std::optional<FieldId> add(const ast::Name& name, const ast::Stmt& stmt, MaybeClause clause,
                             const std::string& prefix) {
    // Structs of structs grow fast; what is larger is no specification.
    constexpr std::size_t kMostFields = 4096;
    if (packet_.fields.size() == kMostFields) {
      full_ = true;
      context_.diagnostics.report(Diag::TooManyFields, packet_.range, {packet_.name}).done();
      return std::nullopt;
    }
    const std::string full = prefix + name.text;
    for (const Parameter& parameter : packet_.parameters) {
      if (parameter.name == full) {
        context_.diagnostics.report(Diag::DuplicateField, name.range, {full})
            .note(Diag::NoteDeclaredHere, parameter.range, {full});
        return std::nullopt;
      }
    }
    for (const Field& other : packet_.fields) {
      if (other.name == full && encloses(packet_, other.clause, clause)) {
        context_.diagnostics.report(Diag::DuplicateField, name.range, {full})
            .note(Diag::NoteDeclaredHere, other.range, {full});
        return std::nullopt;
      }
    }
    const auto id = static_cast<FieldId>(packet_.fields.size());
    packet_.fields.push_back({.name = full,
                              .doc = stmt.doc,
                              .range = name.range,
                              .tail = tail(stmt),
                              .clause = clause,
                              .region = region_,
                              .structs = structs_});
    body(clause).push_back({Item::Kind::Field, id});
    return id;
  }

  /// Before the ';' of a statement, or where it should be.
  [[nodiscard]] Range tail(const ast::Stmt& stmt) const {
    const bool closed = context_.sources.text(stmt.range).ends_with(';');
    const std::uint32_t at = stmt.range.end - (closed ? 1 : 0);
    return {stmt.range.file, at, at};
  }

  /// A field with a `when`.
  void conditional(FieldId id, const std::optional<ast::Expr>& condition,
                   const std::string& prefix) {
    if (!condition)
      return;
    context_.modern = true;
    packet_.fields[id].optional = true;
    pending_.conditions.push_back({id, &*condition, prefix});
  }

  void declare(const ast::UnitStmt&, const ast::Stmt&, MaybeClause, const std::string&) {}

  void declare(const ast::FieldStmt& stmt, const ast::Stmt& whole, MaybeClause clause,
               const std::string& prefix) {
    const ast::Name type = underlying(stmt.type);
    if (const auto found = context_.structs.find(type.text); found != context_.structs.end())
      return expand(stmt, *found->second, clause, prefix);
    if (stmt.size && is_number_type(type.text))
      return numbers(stmt, whole, clause, prefix);
    const auto id = add(stmt.name, whole, clause, prefix);
    if (!id)
      return;
    set_type(packet_.fields[*id], stmt, type);
    conditional(*id, stmt.condition, prefix);
    declare_checksum(context_, stmt, *id, find_, packet_);
    if (packet_.fields[*id].kind != FieldKind::Error)
      pending_.fields.push_back({*id, &stmt, nullptr, prefix});
  }

  /// Whether brackets behind the type say how many there are: not how wide or how long it is.
  static bool is_number_type(std::string_view name) {
    const TypeEntry* entry = find_type(name);
    if (!entry && (name.ends_with("le") || name.ends_with("be")))
      entry = find_type(name.substr(0, name.size() - 2));
    return entry && (entry->kind == FieldKind::Unsigned || entry->kind == FieldKind::Signed) &&
           entry->name != "bit" && entry->name != "byte";
  }

  /// `xs: uint16[e] ...` stands for `xs: array (e) { value: uint16 ...; }`.
  void numbers(const ast::FieldStmt& stmt, const ast::Stmt& whole, MaybeClause clause,
               const std::string& prefix) {
    context_.modern = true;
    auto array = std::make_unique<ast::ArrayStmt>();
    array->name = stmt.name;
    array->bound = stmt.size;
    array->close = {stmt.name.range.file, whole.range.end, whole.range.end};
    array->condition = stmt.condition;
    ast::FieldStmt value{
        .name = {"value", stmt.name.range}, .type = stmt.type, .attributes = stmt.attributes};
    array->body.push_back({.node = std::move(value), .doc = whole.doc, .range = whole.range});
    const std::size_t before = pending_.arrays.size();
    declare(*array, whole, clause, prefix);
    if (pending_.arrays.size() > before) // else the name is taken
      pending_.arrays.back().numbers = std::move(array);
  }

  void expand(const ast::FieldStmt& stmt, const ast::Struct& structure, MaybeClause clause,
              const std::string& prefix) {
    if (std::ranges::find(expanding_, &structure) != expanding_.end()) {
      context_.diagnostics.report(Diag::RecursiveStruct, stmt.type.range, {structure.name.text})
          .note(Diag::NoteDeclaredHere, structure.name.range, {structure.name.text});
      return;
    }
    if (stmt.size || !stmt.attributes.empty() || stmt.condition)
      context_.diagnostics
          .report(Diag::StructAttribute, stmt.name.range, {stmt.name.text, structure.name.text})
          .done();
    expanding_.push_back(&structure);
    structs_.push_back(prefix + stmt.name.text);
    block(structure.body, clause, structs_.back() + "_");
    structs_.pop_back();
    expanding_.pop_back();
  }

  /// The type behind typedefs.
  ast::Name underlying(ast::Name type) {
    // A chain longer than there are typedefs is a circle; declare_types() has reported it.
    for (std::size_t steps = 0; steps <= context_.typedefs.size(); ++steps) {
      const auto found = context_.typedefs.find(type.text);
      if (found == context_.typedefs.end())
        break;
      type.text = found->second.text;
    }
    return type;
  }

  void set_type(Field& field, const ast::FieldStmt& stmt, const ast::Name& type) {
    if (const auto found = context_.enums.find(type.text); found != context_.enums.end())
      return set_enumeration(field, stmt, (*context_.enumerations)[found->second]);
    std::string_view name = type.text;
    const TypeEntry* entry = find_type(name);
    const bool little = name.ends_with("le"), big = name.ends_with("be");
    if (!entry && (little || big)) {
      entry = find_type(name.substr(0, name.size() - 2));
      if (entry && entry->bits < 16)
        entry = nullptr;
      context_.modern |= entry != nullptr;
    }
    if (!entry)
      return unknown_type(type);
    context_.modern |= entry->modern;
    field.kind = entry->kind;
    if (field.kind == FieldKind::Text)
      field.prefix_bytes = entry->bits / 8;
    else
      field.bits = entry->bits;
    field.little = !big && (little || (context_.little_endian && entry->bits > 8));
    field.compressed = entry->name == "dns_label_comp";
    shape(field, stmt, *entry);
  }

  void set_enumeration(Field& field, const ast::FieldStmt& stmt, const Enumeration& type) {
    if (stmt.size || stmt.text) {
      context_.diagnostics
          .report(Diag::UnexpectedSize, stmt.size ? stmt.size->range : stmt.name.range, {type.name})
          .done();
      return;
    }
    field.kind = type.base.kind;
    field.bits = type.base.bits;
    field.packed = type.base.packed;
    field.little = type.base.little;
    field.variant = type.base.variant;
  }

  /// The part of a type in brackets.
  void shape(Field& field, const ast::FieldStmt& stmt, const TypeEntry& entry) {
    if (stmt.text && (entry.name != "byte" || !stmt.size)) {
      field.kind = FieldKind::Error;
      context_.diagnostics.report(Diag::TextOfBytes, stmt.name.range, {stmt.name.text}).done();
      return;
    }
    if (entry.name == "bit") {
      field.packed = true;
      field.little = false;
      if (!stmt.size)
        return bad_width(field, stmt.type.range);
      const Expr width = resolve_integer({context_, packet_}, *stmt.size);
      if (width.failed())
        field.kind = FieldKind::Error;
      else if (width.value < 1 || width.value > 64)
        bad_width(field, stmt.size->range);
      else
        field.bits = static_cast<std::uint32_t>(width.value);
      return;
    }
    if (!stmt.size)
      return;
    if (entry.name == "byte") {
      field.kind = FieldKind::Bytes;
      field.bits = 0;
      field.text = stmt.text;
      context_.modern |= stmt.text;
      return;
    }
    field.kind = FieldKind::Error;
    context_.diagnostics.report(Diag::UnexpectedSize, stmt.size->range, {entry.name})
        .fix(brackets(stmt), "");
  }

  /// The size of a field with its brackets.
  [[nodiscard]] Range brackets(const ast::FieldStmt& stmt) const {
    const std::string_view text = context_.sources.text(stmt.type.range.file);
    const std::size_t end = text.find(']', stmt.size->range.end);
    return {stmt.type.range.file, stmt.type.range.end, static_cast<std::uint32_t>(end + 1)};
  }

  void bad_width(Field& field, Range range) {
    field.kind = FieldKind::Error;
    context_.diagnostics.report(Diag::BadBitWidth, range, {field.name}).done();
  }

  void unknown_type(const ast::Name& type) {
    std::vector<std::string_view> names;
    for (const TypeEntry& entry : kTypes)
      names.push_back(entry.name);
    for (const auto& [name, base] : context_.typedefs)
      names.push_back(name);
    for (const auto& [name, structure] : context_.structs)
      names.push_back(name);
    for (const auto& [name, index] : context_.enums)
      names.push_back(name);
    const Near near = nearest(type.text, names);
    if (near.empty())
      context_.diagnostics.report(Diag::UnknownType, type.range, {type.text}).done();
    else
      context_.diagnostics.report(Diag::UnknownTypeNear, type.range, {type.text, near.name})
          .fix_if(type.range, near.mend());
  }

  void declare(const ast::NestedStmt& stmt, const ast::Stmt& whole, MaybeClause clause,
               const std::string& prefix) {
    const auto target = find_(stmt.target);
    const auto id = add(stmt.name, whole, clause, prefix);
    if (!target || !id)
      return;
    conditional(*id, stmt.condition, prefix);
    packet_.fields[*id].kind = FieldKind::Packet;
    packet_.fields[*id].packet = *target;
    pending_.fields.push_back({*id, nullptr, &stmt, prefix});
  }

  void declare(const ast::ArrayStmt& stmt, const ast::Stmt& whole, MaybeClause clause,
               const std::string& prefix) {
    const auto id = add(stmt.name, whole, clause, prefix);
    if (!id)
      return;
    conditional(*id, stmt.condition, prefix);
    const std::string& name = packet_.fields[*id].name;
    PendingArray array{.field = *id,
                       .stmt = &stmt,
                       .prefix = prefix,
                       .element = {.name = packet_.name + "." + name,
                                   .doc = whole.doc,
                                   .range = stmt.name.range,
                                   .close = stmt.close,
                                   .element = true},
                       .inner = std::make_unique<Pending>()};
    Declarer(context_, find_, array.element, *array.inner).whole(stmt.body);
    packet_.fields[*id].kind = FieldKind::Array;
    packet_.fields[*id].repetition.lazy = stmt.lazy.has_value();
    pending_.arrays.push_back(std::move(array));
  }

  void declare(const ast::RegionStmt& stmt, const ast::Stmt&, MaybeClause clause,
               const std::string& prefix) {
    context_.modern = true;
    const auto id = static_cast<RegionId>(packet_.regions.size());
    const auto limit = static_cast<FieldId>(packet_.fields.size());
    packet_.regions.push_back(
        {.size = {}, .clause = clause, .first = limit, .range = stmt.size.range});
    body(clause).push_back({Item::Kind::Region, id});
    pending_.regions.push_back({id, &stmt, limit, prefix});
    const auto outer = std::exchange(region_, id);
    block(stmt.body, clause, prefix);
    region_ = outer;
  }

  /// The last field so far that is known in `clause`: where its checks report what fails. One of a
  /// clause that has ended may not be there.
  FieldId last_field(MaybeClause clause) const {
    for (auto id = static_cast<FieldId>(packet_.fields.size()); id-- > 0;)
      if (encloses(packet_, packet_.fields[id].clause, clause))
        return id;
    return 0;
  }

  void declare(const ast::CheckStmt& stmt, const ast::Stmt&, MaybeClause clause,
               const std::string& prefix) {
    context_.modern = true;
    const auto check = static_cast<std::uint32_t>(packet_.checks.size());
    const auto limit = static_cast<FieldId>(packet_.fields.size());
    packet_.checks.push_back(
        {.condition = {}, .message = stmt.message, .after = last_field(clause), .clause = clause});
    body(clause).push_back({Item::Kind::Check, check});
    pending_.checks.push_back({check, &stmt, limit, prefix});
  }

  void declare(const ast::ClassifyStmt& stmt, const ast::Stmt&, MaybeClause clause,
               const std::string& prefix) {
    const auto limit = static_cast<FieldId>(packet_.fields.size());
    const bool general = is_general(stmt.subject, clause, prefix);
    const auto field = general ? std::optional(limit != 0 ? limit - 1 : 0)
                               : classified_field(stmt, clause, prefix);
    if (!field)
      return;
    const auto id = static_cast<ClassifyId>(packet_.classifies.size());
    if (!general)
      packet_.fields[*field].classified = id;
    context_.modern |= stmt.subject.kind != ast::ExprKind::Name;
    packet_.classifies.push_back(
        {.name = general ? name_of(stmt.subject) : packet_.fields[*field].name,
         .field = *field,
         .is_field = !general,
         .clause = clause,
         .clauses = {},
         .range = stmt.subject.range});
    body(clause).push_back({Item::Kind::Classify, id});
    pending_.classifies.push_back({id, &stmt, static_cast<FieldId>(packet_.fields.size()), prefix});
    for (const ast::Clause& source : stmt.clauses)
      packet_.classifies[id].clauses.push_back({.name = source.name.text,
                                                .doc = source.doc,
                                                .range = source.range,
                                                .otherwise = source.patterns.empty()});
    for (std::uint32_t i = 0; i < stmt.clauses.size(); ++i)
      block(stmt.clauses[i].body, ClauseRef{id, i}, prefix);
  }

  /// Whether something else than one field is classified.
  bool is_general(const ast::Expr& subject, MaybeClause clause, const std::string& prefix) const {
    if (subject.kind != ast::ExprKind::Name ||
        std::ranges::find(packet_.parameters, subject.text, &Parameter::name) !=
            packet_.parameters.end())
      return true;
    const Place place{context_, packet_, Use::Any, 0, clause, prefix};
    const auto field = find_field(place, subject.text);
    // In an element it may be something of the packet around the array. No clause settles the value
    // of a field that may not be there.
    return field ? packet_.fields[*field].optional : packet_.element;
  }

  /// The first name in what is classified: its clauses are called by it.
  static std::string name_of(const ast::Expr& subject) {
    if (subject.kind == ast::ExprKind::Name)
      return subject.text;
    for (const ast::Expr& operand : subject.operands)
      if (std::string name = name_of(operand); !name.empty())
        return name;
    return "";
  }

  /// The field `name` of a block that is being declared, which has not come to it yet.
  [[nodiscard]] const ast::Name* declared_later(std::string_view name) const {
    for (const ast::Block* block : blocks_)
      for (const ast::Stmt& stmt : *block)
        if (const auto* field = std::get_if<ast::FieldStmt>(&stmt.node);
            field != nullptr && field->name.text == name)
          return &field->name;
    return nullptr;
  }

  std::optional<FieldId> classified_field(const ast::ClassifyStmt& stmt, MaybeClause clause,
                                          const std::string& prefix) {
    const ast::Expr& subject = stmt.subject;
    const Place place{context_, packet_, Use::Earlier, static_cast<FieldId>(packet_.fields.size()),
                      clause,   prefix};
    const auto id = find_field(place, subject.text);
    if (!id) {
      if (const ast::Name* later = declared_later(subject.text))
        context_.diagnostics.report(Diag::UsedBeforeDeclared, subject.range, {subject.text})
            .note(Diag::NoteDeclaredHere, later->range, {subject.text});
      else // the resolver knows how to say it, with the nearest name
        (void)resolve(place, subject);
      return std::nullopt;
    }
    const Field& field = packet_.fields[*id];
    if (field.kind == FieldKind::Error)
      return std::nullopt;
    if (field.kind != FieldKind::Unsigned && field.kind != FieldKind::Boolean && !is_string(field))
      context_.diagnostics.report(Diag::ClassifyKind, subject.range, {field.name})
          .note(Diag::NoteDeclaredHere, field.range, {field.name});
    else if (field.clause != clause)
      context_.diagnostics.report(Diag::ClassifyScope, subject.range, {field.name})
          .note(Diag::NoteDeclaredHere, field.range, {field.name});
    else if (field.classified)
      context_.diagnostics.report(Diag::ClassifyTwice, subject.range, {field.name})
          .note(Diag::NoteFirstHere, packet_.classifies[*field.classified].range);
    else
      return id;
    return std::nullopt;
  }

  Context& context_;
  const PacketFinder& find_;
  Packet& packet_;
  Pending& pending_;
  std::vector<const ast::Block*> blocks_{}; // the one in hand, and those around it
  std::vector<const ast::Struct*> expanding_{};
  std::vector<std::string> structs_{}; // the names of the fields that have them
  bool full_ = false;                  // has more fields than there may be
  std::optional<RegionId> region_{};   ///< that the statements stand in
};

} // namespace

namespace {

/// What a parameter of a type of the wire can only be; "" for a type unheard of.
std::string_view parameter_type(std::string_view type) {
  const TypeEntry* entry = find_type(type);
  if (entry && (entry->kind == FieldKind::Unsigned || entry->kind == FieldKind::Signed))
    return "int";
  constexpr std::array<std::string_view, 4> kTypesOfParameters{"int", "integer", "bool", "boolean"};
  return nearest(type, kTypesOfParameters).mend();
}

} // namespace

Field enumeration_base(Context& context, const ast::Enum& source) {
  const PacketFinder none;
  Packet packet;
  Pending pending;
  Field base{.name = source.name.text, .doc = {}, .range = source.base.range};
  Declarer(context, none, packet, pending)
      .type(base, {.name = source.name, .type = source.base, .size = source.size});
  const bool number = base.kind == FieldKind::Unsigned && !base.variant;
  if (base.kind != FieldKind::Error && !number) {
    context.diagnostics.report(Diag::EnumBase, source.base.range, {source.name.text}).done();
    base.kind = FieldKind::Error;
  }
  return base;
}

void declare_fields(Context& context, const ast::Packet& source, const PacketFinder& find,
                    Packet& packet, Pending& pending) {
  for (const ast::Parameter& parameter : source.parameters) {
    const std::string& type = parameter.type.text;
    const bool boolean = type == "bool" || type == "boolean";
    context.modern |= type == "bytes";
    if (!boolean && type != "int" && type != "integer" && type != "bytes")
      context.diagnostics.report(Diag::ParameterType, parameter.type.range, {type})
          .fix_if(parameter.type.range, parameter_type(type));
    for (const Parameter& other : packet.parameters)
      if (other.name == parameter.name.text)
        context.diagnostics.report(Diag::DuplicateField, parameter.name.range, {other.name})
            .note(Diag::NoteDeclaredHere, other.range, {other.name});
    packet.parameters.push_back({parameter.name.text,
                                 boolean           ? Type::Bool
                                 : type == "bytes" ? Type::Text
                                                   : Type::Int,
                                 parameter.name.range});
  }
  Declarer(context, find, packet, pending).whole(source.body);
}

} // namespace mir::mplc::sema

#include "mplc/backends/cpp/print/spelling.hpp"

#include "mplc/backends/cpp/print/expression.hpp"
#include "mplc/ir/naming.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace mir::mplc::cpp {

namespace {

/// The width of the C++ type that holds so many bits.
std::uint32_t type_bits(std::uint32_t bits) {
  return bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64;
}

std::string endian_argument(const ir::Wire& wire) {
  return wire.endian == ir::Endian::Little && wire.bits > 8 ? ", std::endian::little" : "";
}

/// One bit without a variant reads best as a bool.
bool is_flag(const ir::Field& field) {
  return field.wire.kind == ir::Wire::Kind::Boolean ||
         (field.wire.kind == ir::Wire::Kind::Unsigned && field.wire.bits == 1);
}

/// The caller gives a value for it, or none if it is not to be there.
bool is_valued(const ir::Field& field) {
  return field.role == ir::Role::Required || field.role == ir::Role::Defaulted ||
         field.role == ir::Role::Checksum;
}

/// The name without what sets it apart from a word of C++: other words are put behind it.
std::string stem(std::string name) {
  while (name.ends_with('_'))
    name.pop_back();
  return name;
}

} // namespace

Spelling::Spelling(const ir::Module& module, const ir::Packet& packet)
    : module_(module), packet_(packet) {
  std::set<std::string> taken;
  ir::NameSet names;
  for (const ir::Field& field : packet.fields) {
    std::string name = stem(field.cpp_name);
    if (!taken.insert(name).second && field.clause)
      name = ir::joined(
          packet.classifies[field.clause->classify].clauses[field.clause->clause].accessor, name);
    unique_.push_back(names.claim(std::move(name)));
  }
  ir::NameSet arguments;
  for (const ir::Parameter& parameter : packet.parameters)
    parameters_.push_back(arguments.claim(ir::joined(parameter.cpp_name, "argument")));
}

std::string Spelling::number_type(const ir::Field& field) const {
  if (field.wire.kind == ir::Wire::Kind::Boolean)
    return "bool";
  const char* sign = field.wire.kind == ir::Wire::Kind::Signed ? "" : "u";
  return fmt::format("std::{}int{}_t", sign, type_bits(field.wire.bits));
}

std::string Spelling::view_type(const ir::Field& field) const {
  if (field.variant) {
    const ir::Enum& variant = module_.enums[*field.variant];
    if (variant.textual)
      return fmt::format("mpl::Named<{}>", variant.cpp_name);
    // A class of the packet may have the name of one that all share.
    return variant.owner ? variant.cpp_name
                         : fmt::format("::{}::{}", module_.cpp_namespace, variant.cpp_name);
  }
  if (is_flag(field))
    return "bool";
  if (is_number(field.wire))
    return number_type(field);
  if (field.wire.kind == ir::Wire::Kind::Packet)
    return class_name(field.wire.packet);
  if (field.wire.kind == ir::Wire::Kind::Array) {
    std::string types = element_type(field);
    if (shares_names(field))
      types += ", const std::byte*";
    for (const ir::Expr& argument : field.wire.arguments)
      types += ", " + argument_type(argument);
    return fmt::format("mpl::Array<{}>", types);
  }
  if (is_string(field.wire))
    return "mpl::String";
  if (is_name(field.wire))
    return "mpl::DnsName";
  if (field.wire.kind == ir::Wire::Kind::Mpint)
    return "mpl::Mpint";
  if (field.wire.fixed_bytes)
    return fmt::format("std::span<const std::byte, {}>", *field.wire.fixed_bytes);
  return "mpl::Bytes";
}

std::string Spelling::fields_type(const ir::Field& field) const {
  if (field.role == ir::Role::Checksum)
    return fill_type(field);
  if (field.wire.kind == ir::Wire::Kind::Packet)
    return view_type(field) + "::Fields";
  if (field.wire.kind == ir::Wire::Kind::Array)
    return fmt::format("mpl::{}<{}>", shares_names(field) ? "Records" : "Elements",
                       element_type(field));
  if (field.wire.fixed_bytes && !field.wire.text)
    return fmt::format("std::array<std::byte, {}>", *field.wire.fixed_bytes);
  return view_type(field);
}

std::string Spelling::fill_type(const ir::Field& field) const {
  const auto id = static_cast<ir::FieldId>(&field - packet_.fields.data());
  const auto checksum = std::ranges::find(packet_.checksums, id, &ir::Checksum::field);
  if (!checksum->pseudo.empty())
    return "mpl::PseudoFill";
  const char* name = checksum->algorithm == ir::Algorithm::Extern ? "ExternFill" : "Fill";
  return fmt::format("mpl::{}<{}>", name, number_type(field));
}

const std::string& Spelling::variable(ir::AnchorId id) const {
  const ir::Anchor& anchor = packet_.anchors[id];
  return anchor.shared.empty() ? anchor.name : anchor.shared;
}

std::string Spelling::anchor(In in, ir::AnchorId id) const {
  if (id == 0)
    return "0";
  const std::string name = id == 1 ? std::string("given") : variable(id);
  switch (in) {
  case In::Parse:
    return name;
  case In::View:
    return packet_.end == ir::Position{.anchor = id} ? "at_.size" : "at_." + name;
  case In::Build:
    return "plan." + name;
  }
  return name;
}

std::string Spelling::offset(In in, const ir::Position& position) const {
  if (position.anchor == 0)
    return std::to_string(position.bytes);
  const std::string base = anchor(in, position.anchor);
  return position.bytes == 0 ? base : fmt::format("{} + {}", base, position.bytes);
}

std::string Spelling::address(In in, const ir::Position& position) const {
  const std::string data = in == In::View ? "at_.data" : "data";
  if (position == ir::Position{} || (position.anchor == 0 && position.bytes == 0))
    return data;
  return fmt::format("{} + {}", data, offset(in, position));
}

std::string Spelling::distance(In in, const ir::Position& from, const ir::Position& to) const {
  if (from.anchor == to.anchor)
    return std::to_string(to.bytes - from.bytes);
  const std::string end = offset(in, to);
  if (from.anchor == 0)
    return from.bytes == 0 ? end : fmt::format("{} - {}", end, from.bytes);
  const std::string begin = offset(in, from);
  return from.bytes == 0 ? fmt::format("{} - {}", end, begin)
                         : fmt::format("{} - ({})", end, begin);
}

std::string Spelling::load(In in, const ir::Field& field) const {
  const std::string at = address(in, field.position);
  const ir::Wire& wire = field.wire;
  if (wire.kind == ir::Wire::Kind::Boolean)
    return fmt::format("mpl::load<1>({}) != 0", at);
  if (is_bit_field(field))
    return fmt::format("mpl::bits<{}, {}>({})", field.position.bits, wire.bits, at);
  const std::string raw =
      fmt::format("mpl::load<{}{}>({})", wire.bits / 8, endian_argument(wire), at);
  if (wire.kind == ir::Wire::Kind::Signed)
    return fmt::format("static_cast<{}>({})", number_type(field), raw);
  return raw;
}

std::string Spelling::number(In in, ir::FieldId id) const {
  switch (in) {
  case In::Parse:
    if (!field(id).condition)
      break; // a local
    [[fallthrough]];
  case In::View:
    return fmt::format("({})", load(in, field(id)));
  case In::Build:
    return given(id);
  }
  return unique(id) + "_value";
}

std::string Spelling::present(In in, ir::FieldId id) const {
  const ir::Field& f = field(id);
  switch (in) {
  case In::Parse:
    break;
  case In::View:
    return fmt::format("at_.{}_present", unique(id));
  case In::Build: {
    // Nothing is given for what is constant or computed but that it is to be there.
    const std::string member = fields_of(f.clause) + "." + f.cpp_name;
    return is_valued(f) ? member + ".has_value()" : member;
  }
  }
  return unique(id) + "_present";
}

std::vector<ir::FieldId> Spelling::optional() const {
  std::vector<ir::FieldId> result;
  for (ir::FieldId id = 0; id < packet_.fields.size(); ++id)
    if (field(id).condition)
      result.push_back(id);
  return result;
}

std::string Spelling::accessor_type(const ir::Field& field) const {
  return field.condition ? fmt::format("std::optional<{}>", view_type(field)) : view_type(field);
}

std::string Spelling::member_type(const ir::Field& field) const {
  if (!field.condition)
    return fields_type(field);
  return is_valued(field) ? fmt::format("std::optional<{}>", fields_type(field)) : "bool";
}

std::string Spelling::count(In in, ir::FieldId array) const {
  switch (in) {
  case In::Parse:
    break;
  case In::View:
    return field(array).cpp_name + "().count()";
  case In::Build:
    return fmt::format("plan.{}_count", unique(array));
  }
  return unique(array) + "_count";
}

std::string Spelling::fields_of(const std::optional<ir::ClauseRef>& clause) const {
  if (!clause)
    return "fields";
  const ir::Classify& classify = packet_.classifies[clause->classify];
  return fmt::format("{}.{}.{}_", fields_of(classify.clause), classify.accessor,
                     classify.clauses[clause->clause].accessor);
}

std::string Spelling::given(ir::FieldId id) const {
  const ir::Field& f = field(id);
  switch (f.role) {
  case ir::Role::Constant:
    return ExpressionPrinter(*this, In::Build).print(*f.constant);
  case ir::Role::Computed:
  case ir::Role::Tag:
    return "plan." + unique(id) + "_value";
  case ir::Role::Checksum:
    if (f.clause || f.condition) // it is computed where it is written, and nowhere before
      return fill(id) + ".given()";
    return unique(id) + "_value"; // a local of write()
  default:
    return fmt::format("{}{}.{}{}", f.condition ? "(*" : "", fields_of(f.clause), f.cpp_name,
                       f.condition ? ")" : "");
  }
}

std::string Spelling::fill(ir::FieldId id) const {
  const ir::Field& f = field(id);
  const std::string member = fields_of(f.clause) + "." + f.cpp_name;
  return f.condition ? "(*" + member + ")" : member;
}

const std::string& Spelling::parameter(ir::ParameterId id) const { return parameters_[id]; }

std::string Spelling::parameters() const {
  std::string text;
  for (ir::ParameterId id = 0; id < packet_.parameters.size(); ++id) {
    const ir::Expr::Type type = packet_.parameters[id].type;
    text += fmt::format(", [[maybe_unused]] {} {}",
                        type == ir::Expr::Type::Bool   ? "bool"
                        : type == ir::Expr::Type::Text ? "mpl::String"
                                                       : "std::int64_t",
                        parameter(id));
  }
  return text;
}

std::string Spelling::build_parameters() const {
  return (packet_.compresses ? ", [[maybe_unused]] const mpl::DnsPlace& names" : "") + parameters();
}

std::string Spelling::build_arguments() const {
  return (packet_.compresses ? ", names" : "") + arguments();
}

std::string Spelling::arguments() const {
  std::string text;
  for (ir::ParameterId id = 0; id < packet_.parameters.size(); ++id)
    text += ", " + parameter(id);
  return text;
}

std::string Spelling::element_type(const ir::Field& field) const {
  return class_name(field.wire.packet);
}

std::string Spelling::class_name(ir::PacketId packet) const {
  const std::string& name = module_.packets[packet].cpp_name;
  const auto has_name = [&name](const ir::Clause& clause) { return clause.cpp_name == name; };
  const bool hidden =
      std::ranges::any_of(packet_.classifies,
                          [&](const ir::Classify& classify) {
                            return classify.cpp_name == name ||
                                   std::ranges::any_of(classify.clauses, has_name);
                          }) ||
      std::ranges::any_of(packet_.fields,
                          [&](const ir::Field& field) { return field.element_name == name; }) ||
      std::ranges::any_of(module_.enums, [&](const ir::Enum& variant) {
        return variant.owner && &module_.packets[*variant.owner] == &packet_ &&
               variant.cpp_name == name;
      });
  return hidden ? fmt::format("::{}::{}", module_.cpp_namespace, name) : name;
}

std::vector<ir::FieldId> Spelling::arrays_with_arguments() const {
  std::vector<ir::FieldId> result;
  for (ir::FieldId id = 0; id < packet_.fields.size(); ++id)
    if (field(id).wire.kind == ir::Wire::Kind::Array && !field(id).wire.arguments.empty())
      result.push_back(id);
  return result;
}

std::string Spelling::kept_argument(ir::FieldId id, std::size_t index) const {
  return fmt::format("{}_with_{}", unique(id), index);
}

std::string Spelling::argument_type(const ir::Expr& argument) {
  return argument.type == ir::Expr::Type::Bool   ? "bool"
         : argument.type == ir::Expr::Type::Text ? "mpl::String"
                                                 : "std::int64_t";
}

std::string Spelling::kept_arguments(ir::FieldId id, std::string_view prefix) const {
  std::string text;
  for (std::size_t i = 0; i < field(id).wire.arguments.size(); ++i)
    text += fmt::format(", {}{}", prefix, kept_argument(id, i));
  return text;
}

std::vector<ir::FieldId> Spelling::nested() const {
  std::vector<ir::FieldId> result;
  for (ir::FieldId id = 0; id < packet_.fields.size(); ++id)
    if (field(id).wire.kind == ir::Wire::Kind::Packet)
      result.push_back(id);
  return result;
}

bool Spelling::in_place(ir::FieldId id) const {
  const ir::Field& nested = field(id);
  return nested.wire.kind == ir::Wire::Kind::Packet && !nested.condition && !nested.clause &&
         module_.packets[nested.wire.packet].names;
}

namespace {

/// Counts the slots of names in a body.
class SlotCount {
public:
  explicit SlotCount(const Spelling& names) : names_(names) {}
  /// \param first slots before the body.
  /// \returns those before what follows it.
  std::uint32_t body(const ir::Body& body, std::uint32_t first) {
    for (const ir::Item& item : body) {
      if (item.kind == ir::Item::Kind::Classify) {
        std::uint32_t most = first;
        for (const ir::Clause& clause : names_.packet().classifies[item.index].clauses)
          most = std::max(most, this->body(clause.body, first));
        first = most;
        continue;
      }
      slots_[item.index] = first;
      const ir::Wire& wire = names_.field(item.index).wire;
      if (is_name(wire))
        ++first;
      else if (names_.in_place(item.index))
        first += Spelling(names_.module(), names_.module().packets[wire.packet]).name_slots();
    }
    return first;
  }
  [[nodiscard]] std::uint32_t operator[](ir::FieldId id) const { return slots_.at(id); }

private:
  const Spelling& names_;
  std::map<ir::FieldId, std::uint32_t> slots_;
};

} // namespace

std::uint32_t Spelling::name_slots() const { return SlotCount(*this).body(packet_.body, 0); }

std::uint32_t Spelling::name_slot(ir::FieldId id) const {
  SlotCount count(*this);
  (void)count.body(packet_.body, 0);
  return count[id];
}

bool Spelling::has_own_names() const {
  return std::ranges::any_of(packet_.fields,
                             [](const ir::Field& field) { return is_name(field.wire); });
}

std::string Spelling::nested_arguments(In in, const ir::Field& field) const {
  std::string text;
  for (const ir::Expr& argument : field.wire.arguments)
    text += ", " + ExpressionPrinter(*this, in).bare(argument);
  return text;
}

bool Spelling::shares_names(const ir::Field& field) const {
  const ir::Packet& inner = module_.packets[field.wire.packet];
  return inner.names && !inner.message;
}

std::string Spelling::nested_build_arguments(const ir::Field& field) const {
  std::string names;
  if (module_.packets[field.wire.packet].compresses) {
    const std::string begin = offset(In::Build, field.position);
    names = begin == "0" ? "names" : fmt::format("(names + ({}))", begin);
    names = ", " + names + (module_.packets[field.wire.packet].message ? ".message()" : "");
  } else if (field.wire.kind == ir::Wire::Kind::Array && shares_names(field)) {
    names = ", mpl::NoNames{}";
  }
  return names + nested_arguments(In::Build, field);
}

std::vector<ir::AnchorId> Spelling::stored() const {
  std::vector<ir::AnchorId> result;
  for (ir::AnchorId id = 2; id < packet_.anchors.size(); ++id)
    if (packet_.anchors[id].stored && packet_.end != ir::Position{.anchor = id} &&
        std::ranges::none_of(result,
                             [&](ir::AnchorId other) { return variable(other) == variable(id); }))
      result.push_back(id);
  return result;
}

bool Spelling::keeps_given() const {
  if (packet_.end == ir::Position{.anchor = 1})
    return false; // kept as the size
  return std::ranges::any_of(packet_.fields, [](const ir::Field& field) {
    // An element of an array is read with all that follows it.
    const bool array = field.wire.kind == ir::Wire::Kind::Array && field.limit == 1;
    return field.position.anchor == 1 || field.end.anchor == 1 || array;
  });
}

} // namespace mir::mplc::cpp

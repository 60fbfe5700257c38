// The vectors of `test`: bytes, and what a parse must make of them.
#include "mplc/sema/vector.hpp"

#include "mplc/sema/packet.hpp"

#include <llvm/ADT/StringExtras.h>

#include <algorithm>
#include <set>

namespace mir::mplc::sema {
namespace {

class VectorResolver {
public:
  VectorResolver(Context& context, const std::vector<Packet>& packets, PacketId packet)
      : context_(context), packets_(packets), packet_(packets[packet]), id_(packet) {}

  std::optional<Vector> run(const ast::Test& test, const ast::Vector& source) {
    auto bytes = decode(source);
    if (!bytes)
      return std::nullopt;
    Vector vector{
        .test = test.name, .packet = id_, .bytes = std::move(*bytes), .range = source.range};
    for (const ast::Expectation& expectation : source.fields)
      expect(expectation, vector);
    if (source.fails_at) {
      searched_.clear();
      faults(id_, source.fails_at->text, vector.faults);
      if (vector.faults.empty())
        unknown(*source.fails_at);
    }
    return vector;
  }

private:
  std::optional<std::string> decode(const ast::Vector& source) {
    std::string digits;
    for (const char c : source.hex)
      if (c != ' ')
        digits += c;
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
      const unsigned high = llvm::hexDigitValue(digits[i]);
      const unsigned low = i + 1 < digits.size() ? llvm::hexDigitValue(digits[i + 1]) : ~0u;
      if (high > 15 || low > 15) {
        context_.diagnostics.report(Diag::BadHex, source.range, {digits.substr(i, 2)}).done();
        return std::nullopt;
      }
      bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
  }

  /// One field, or, if several clauses have one of that name, that of the clause that matches.
  void expect(const ast::Expectation& source, Vector& vector) {
    Expectation expectation{
        .name = source.field.text, .alternatives = {}, .range = source.field.range};
    for (FieldId id = 0; id < packet_.fields.size(); ++id) {
      const Field& field = packet_.fields[id];
      if (field.name != source.field.text)
        continue;
      auto value = value_of(field, source);
      if (!value)
        return;
      expectation.alternatives.push_back({id, std::move(*value)});
    }
    if (expectation.alternatives.empty())
      unknown(source.field);
    else
      vector.expected.push_back(std::move(expectation));
  }

  /// A constant that the field can have; nothing if it is none (reported).
  std::optional<Expr> value_of(const Field& field, const ast::Expectation& source) {
    const Place place{context_, packet_};
    if (field.kind == FieldKind::Label || field.kind == FieldKind::Packet) {
      context_.diagnostics
          .report(Diag::WrongType, source.field.range,
                  {field.kind == FieldKind::Label ? "a label" : "a packet",
                   "a number, a boolean or bytes"})
          .done();
      return std::nullopt;
    }
    if (field.kind == FieldKind::Array) {
      Expr value = resolve(place, source.value); // its bytes, or how many elements there are
      return value.failed() ? std::nullopt : std::optional(std::move(value));
    }
    const bool name = field.kind == FieldKind::DnsName || field.kind == FieldKind::Mpint;
    if (name || has_text(field)) {
      Expr text =
          name ? resolve(place, source.value) : resolve_value_of(place, field, source.value);
      if (field.kind == FieldKind::Mpint && text.op == Op::Constant && text.type == Type::Int)
        return mpint(text);
      if (text.failed() || text.op == Op::Text)
        return text.failed() ? std::nullopt : std::optional(std::move(text));
      context_.diagnostics.report(Diag::WrongType, source.value.range, {"a number", "a string"})
          .done();
      return std::nullopt;
    }
    Expr value = resolve_value_of(place, field, source.value);
    if (value.failed())
      return std::nullopt;
    if (fits(field, value.value))
      return value;
    context_.diagnostics
        .report(Diag::ConstantTooLarge, value.range,
                {to_string(value.value), field.name, to_string(smallest(field)),
                 to_string(largest(field))})
        .done();
    return std::nullopt;
  }

  /// A number as the bytes of an mpint: two's complement, no more of them than needed (RFC 4251 5).
  static Expr mpint(const Expr& number) {
    Expr text{.op = Op::Text, .type = Type::Text, .range = number.range};
    for (Int rest = number.value; rest != 0; rest >>= 8) {
      const bool sign = (rest & 0x80) != 0;
      text.text.insert(text.text.begin(), static_cast<char>(rest & 0xff));
      if (rest >> 8 == (sign ? -1 : 0))
        break;
      if (rest >> 8 == 0)
        text.text.insert(text.text.begin(), '\0');
    }
    return text;
  }

  /// Fields of that name in the packet and in those that it nests: each names itself in an error.
  void faults(PacketId packet, std::string_view name, std::vector<Fault>& out) {
    if (!searched_.insert(packet).second)
      return; // nested twice
    for (FieldId id = 0; id < packets_[packet].fields.size(); ++id) {
      const Field& field = packets_[packet].fields[id];
      if (field.name == name)
        out.push_back({packet, id});
      if (field.kind == FieldKind::Packet || field.kind == FieldKind::Array)
        faults(field.packet, name, out);
    }
  }

  void unknown(const ast::Name& name) {
    std::vector<std::string_view> names;
    for (const Field& field : packet_.fields)
      names.push_back(field.name);
    const std::string_view near = nearest(name.text, names);
    if (near.empty())
      context_.diagnostics.report(Diag::UnknownName, name.range, {name.text, packet_.name}).done();
    else
      context_.diagnostics
          .report(Diag::UnknownNameNear, name.range, {name.text, packet_.name, near})
          .fix(name.range, std::string(near));
  }

  Context& context_;
  const std::vector<Packet>& packets_;
  const Packet& packet_;
  PacketId id_;
  std::set<PacketId> searched_{};
};

} // namespace

void resolve_vectors(Context& context, const ast::Test& test, PacketId packet, Model& model) {
  const Packet& target = model.packets[packet];
  const Packet none;
  std::vector<Expr> arguments;
  if (test.arguments.size() != target.parameters.size()) {
    const Range place = test.vectors.empty() ? target.range : test.vectors[0].range;
    context.diagnostics
        .report(Diag::ArgumentCount, place,
                {target.name, std::to_string(target.parameters.size()),
                 std::to_string(test.arguments.size())})
        .note(Diag::NoteDeclaredHere, target.range, {target.name});
    return;
  }
  for (std::size_t i = 0; i < test.arguments.size(); ++i) {
    arguments.push_back(resolve_as({context, none}, test.arguments[i], target.parameters[i].type));
    if (arguments.back().failed())
      return;
  }
  VectorResolver resolver(context, model.packets, packet);
  for (const ast::Vector& vector : test.vectors) {
    if (auto resolved = resolver.run(test, vector)) {
      resolved->arguments = arguments;
      model.vectors.push_back(std::move(*resolved));
    }
  }
}

} // namespace mir::mplc::sema

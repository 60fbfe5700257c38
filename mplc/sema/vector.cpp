// The vectors of `test`: bytes, and what a parse must make of them.
#include "mplc/sema/vector.hpp"

#include "mplc/sema/packet.hpp"

#include <llvm/ADT/StringExtras.h>

#include <algorithm>
#include <set>
#include <span>

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
    if (source.fails_at.size() == 1) {
      searched_.clear();
      faults(id_, source.fails_at[0].text, vector.faults);
      if (vector.faults.empty())
        unknown(source.fails_at[0], packet_);
    } else if (!source.fails_at.empty()) {
      faults_on(id_, source.fails_at, vector.faults);
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
    const Range whole = join(source.path.front().name.range, source.path.back().name.range);
    Expectation expectation{.name = std::string(context_.sources.text(whole)),
                            .alternatives = {},
                            .range = source.path.front().name.range};
    if (source.path.back().element)
      expectation.name += "[" + std::to_string(*source.path.back().element) + "]";
    if (!descend(source, {id_, {}}, expectation))
      return;
    if (expectation.alternatives.empty())
      unknown(missing_->name, packets_[missing_in_]);
    else
      vector.expected.push_back(std::move(expectation));
  }

  /// A packet that an expectation looks into, and the way there.
  struct Found {
    PacketId packet;
    std::vector<Descent> path;
  };

  /// Adds every field of `at` that the rest of the path can mean; false if one of them cannot be
  /// looked at so (reported).
  bool descend(const ast::Expectation& source, const Found& at, Expectation& expectation) {
    const ast::Selector& selector = source.path[at.path.size()];
    const Packet& packet = packets_[at.packet];
    const bool last = at.path.size() + 1 == source.path.size();
    bool any = false;
    for (const FieldId id : meant(source, packet, selector, last)) {
      const Field& field = packet.fields[id];
      any = true;
      Found inner{field.packet, at.path};
      inner.path.push_back({id, selector.element});
      const bool into = !last || selector.element;
      if (into && !is_entered_by(field, selector))
        return false;
      if (last && selector.element ? !add_number(source, field, std::move(inner), expectation)
          : last                   ? !add(source, packet.fields[id], {at.path, id}, expectation)
                                   : !descend(source, inner, expectation))
        return false;
    }
    if (!any) {
      missing_ = &selector;
      missing_in_ = at.packet;
    }
    return true;
  }

  /// The fields of `packet` that a selector names. Of several, in clauses that exclude each other,
  /// only those that can be what the test says they are; if none can, all, and why is reported.
  std::vector<FieldId> meant(const ast::Expectation& source, const Packet& packet,
                             const ast::Selector& selector, bool last) {
    std::vector<FieldId> named, possible;
    for (FieldId id = 0; id < packet.fields.size(); ++id)
      if (packet.fields[id].name == selector.name.text)
        named.push_back(id);
    if (named.size() < 2)
      return named;
    for (const FieldId id : named) {
      const Field& field = packet.fields[id];
      if (last && !selector.element
              ? can_be(field, source.value)
              : field.kind == (selector.element ? FieldKind::Array : FieldKind::Packet))
        possible.push_back(id);
    }
    return possible.empty() ? named : possible;
  }

  /// Whether a field can have a value that a test writes.
  bool can_be(const Field& field, const ast::Expr& value) {
    const bool number = field.kind == FieldKind::Unsigned || field.kind == FieldKind::Signed ||
                        field.kind == FieldKind::Boolean;
    const bool text = value.kind == ast::ExprKind::String;
    if (value.kind == ast::ExprKind::Tag || (text && number))
      return field.variant && std::ranges::any_of(field.variant->tags, [&](const Tag& tag) {
               return tag.name == value.text;
             });
    if (text)
      return field.kind != FieldKind::Label && field.kind != FieldKind::Packet;
    if (!number)
      return field.kind == FieldKind::Mpint || field.kind == FieldKind::Array;
    const Expr constant = resolve({context_, packet_}, value);
    return !constant.failed() && fits(field, constant.value);
  }

  struct Target {
    std::vector<Descent> path;
    FieldId field;
  };

  bool add(const ast::Expectation& source, const Field& field, Target target,
           Expectation& expectation) {
    auto value = value_of(field, source);
    if (value)
      expectation.alternatives.push_back(
          {std::move(target.path), target.field, std::move(*value), last_of(field, source.value)});
    return value.has_value();
  }

  /// The last number of a tag that stands for several.
  static std::optional<std::uint64_t> last_of(const Field& field, const ast::Expr& value) {
    const bool named = value.kind == ast::ExprKind::Tag || value.kind == ast::ExprKind::String;
    if (!named || !field.variant || has_text(field))
      return std::nullopt;
    const auto tag = std::ranges::find(field.variant->tags, value.text, &Tag::name);
    return tag != field.variant->tags.end() && tag->high != tag->value ? std::optional(tag->high)
                                                                       : std::nullopt;
  }

  /// An element of `uint16[e]` is its one number; of any other, a field of it must be named.
  bool add_number(const ast::Expectation& source, const Field& array, Found inner,
                  Expectation& expectation) {
    const Packet& element = packets_[inner.packet];
    if (element.fields.size() == 1 && element.fields[0].name == "value")
      return add(source, element.fields[0], {std::move(inner.path), 0}, expectation);
    wrong_path(array, source.path.back());
    return false;
  }

  /// Whether the name of a field leads on: that of an array with the number of an element, that of
  /// a packet without.
  bool is_entered_by(const Field& field, const ast::Selector& selector) {
    const bool right = field.kind == FieldKind::Array
                           ? selector.element.has_value()
                           : field.kind == FieldKind::Packet && !selector.element;
    if (!right)
      wrong_path(field, selector);
    return right;
  }

  void wrong_path(const Field& field, const ast::Selector& selector) {
    wrong_path(field, selector.name);
  }

  void wrong_path(const Field& field, const ast::Name& name) {
    const std::string_view kind = field.kind == FieldKind::Array    ? "an array"
                                  : field.kind == FieldKind::Packet ? "a packet"
                                                                    : "neither array nor packet";
    context_.diagnostics.report(Diag::VectorPath, name.range, {field.name, kind})
        .note(Diag::NoteDeclaredHere, field.range, {field.name});
  }

  /// A constant that the field can have; nothing if it is none (reported).
  std::optional<Expr> value_of(const Field& field, const ast::Expectation& source) {
    const Place place{context_, packet_};
    if (field.kind == FieldKind::Label || field.kind == FieldKind::Packet) {
      context_.diagnostics
          .report(Diag::WrongType, source.path.back().name.range,
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

  /// The fields that `path`, through packets and arrays, leads to. In an array it means any
  /// element: an error says in which packet it is, not which of them.
  void faults_on(PacketId packet, std::span<const ast::Name> path, std::vector<Fault>& out) {
    bool any = false;
    for (FieldId id = 0; id < packets_[packet].fields.size(); ++id) {
      const Field& field = packets_[packet].fields[id];
      if (field.name != path[0].text)
        continue;
      any = true;
      if (path.size() == 1)
        out.push_back({packet, id});
      else if (field.kind != FieldKind::Packet && field.kind != FieldKind::Array)
        wrong_path(field, path[0]);
      else
        faults_on(field.packet, path.subspan(1), out);
    }
    if (!any)
      unknown(path[0], packets_[packet]);
  }

  void unknown(const ast::Name& name, const Packet& packet) {
    std::vector<std::string_view> names;
    for (const Field& field : packet.fields)
      names.push_back(field.name);
    const Near near = nearest(name.text, names);
    if (near.empty())
      context_.diagnostics.report(Diag::UnknownName, name.range, {name.text, packet.name}).done();
    else
      context_.diagnostics
          .report(Diag::UnknownNameNear, name.range, {name.text, packet.name, near.name})
          .fix_if(name.range, near.mend());
  }

  Context& context_;
  const std::vector<Packet>& packets_;
  const Packet& packet_;
  PacketId id_;
  std::set<PacketId> searched_{};
  const ast::Selector* missing_ = nullptr; ///< that names no field of `missing_in_`
  PacketId missing_in_ = 0;
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

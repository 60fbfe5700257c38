// Checksums: their algorithms, what they cover, and the pseudo headers that go with them.
#include "mplc/sema/packet.hpp"

#include <algorithm>
#include <array>

namespace mir::mplc::sema {
namespace {

struct AlgorithmEntry {
  std::string_view name;
  Algorithm algorithm;
  std::array<std::uint32_t, 2> bits; ///< that its field may have; 0: any
  std::string_view needs;
};

constexpr std::array kAlgorithms{
    AlgorithmEntry{"internet", Algorithm::Internet, {16, 16}, "a uint16"},
    AlgorithmEntry{"internet_optional", Algorithm::InternetOptional, {16, 16}, "a uint16"},
    AlgorithmEntry{"crc32", Algorithm::Crc32, {32, 32}, "a uint32"},
    AlgorithmEntry{"adler32", Algorithm::Adler32, {32, 32}, "a uint32"},
    AlgorithmEntry{"fletcher", Algorithm::Fletcher, {16, 32}, "a uint16 or a uint32"},
    AlgorithmEntry{"extern", Algorithm::Extern, {0, 0}, "an unsigned number of whole bytes"}};

const ast::Attribute* checksum_of(const ast::FieldStmt& stmt) {
  const auto found = std::ranges::find_if(stmt.attributes, [](const ast::Attribute& attribute) {
    return attribute.name.text == "checksum";
  });
  return found == stmt.attributes.end() ? nullptr : &*found;
}

/// `first .. last`, or one name for both.
bool is_extent(const ast::Expr& expr) {
  auto is_name = [](const ast::Expr& part) { return part.kind == ast::ExprKind::Name; };
  return is_name(expr) ||
         (expr.kind == ast::ExprKind::Range && std::ranges::all_of(expr.operands, is_name));
}

bool well_formed(const ast::Attribute& attribute) {
  const std::vector<ast::Expr>& given = attribute.arguments;
  return given.size() >= 2 && given[0].kind == ast::ExprKind::Name && is_extent(given[1]) &&
         std::all_of(given.begin() + 2, given.end(), [](const ast::Expr& pseudo) {
           return pseudo.kind == ast::ExprKind::Call &&
                  std::ranges::all_of(pseudo.operands, [](const ast::Expr& argument) {
                    return argument.kind == ast::ExprKind::Named;
                  });
         });
}

class ChecksumResolver {
public:
  ChecksumResolver(Context& context, const std::vector<Packet>& packets, Packet& packet,
                   Checksum& checksum, const ast::Attribute& source)
      : context_(context), packets_(packets), packet_(packet), checksum_(checksum),
        source_(source) {}

  void run() {
    algorithm();
    extent();
    const std::vector<ast::Expr>& given = source_.arguments;
    for (std::size_t i = 0; i < checksum_.pseudo.size(); ++i)
      pseudo(given[i + 2], checksum_.pseudo[i]);
  }

private:
  void algorithm() {
    const ast::Expr& name = source_.arguments[0];
    const auto* entry = std::ranges::find(kAlgorithms, name.text, &AlgorithmEntry::name);
    if (entry == kAlgorithms.end())
      return context_.diagnostics.report(Diag::UnknownAlgorithm, name.range, {name.text}).done();
    checksum_.algorithm = entry->algorithm;
    const Field& field = packet_.fields[checksum_.field];
    const bool width =
        entry->bits[0] == 0 || field.bits == entry->bits[0] || field.bits == entry->bits[1];
    if (field.kind != FieldKind::Unsigned || field.packed || !width)
      context_.diagnostics
          .report(Diag::ChecksumWidth, name.range, {field.name, entry->name, entry->needs})
          .done();
    const bool internet =
        entry->algorithm == Algorithm::Internet || entry->algorithm == Algorithm::InternetOptional;
    if (!internet && !checksum_.pseudo.empty())
      context_.diagnostics.report(Diag::PseudoHeaderAlgorithm, checksum_.pseudo[0].range).done();
  }

  void extent() {
    const ast::Expr& extent = source_.arguments[1];
    const bool one = extent.kind == ast::ExprKind::Name;
    const ast::Expr& first = one ? extent : extent.operands[0];
    const ast::Expr& last = one ? extent : extent.operands[1];
    const auto from = end_of(first), to = end_of(last);
    if (!from || !to)
      return;
    checksum_.first = *from;
    checksum_.last = *to;
    if (*from > *to)
      context_.diagnostics.report(Diag::ChecksumOrder, extent.range, {first.text, last.text})
          .done();
  }

  /// What is covered, and what settles a pseudo header, is what its field can see.
  [[nodiscard]] Place place() const {
    return {context_, packet_, Use::Any, 0, packet_.fields[checksum_.field].clause};
  }

  /// The field, or label, that bounds what is covered.
  std::optional<FieldId> end_of(const ast::Expr& name) const {
    const auto id = find_field(place(), name.text);
    if (!id)
      (void)resolve(place(), name); // it knows how to say it
    return id;
  }

  void pseudo(const ast::Expr& source, Pseudo& pseudo) {
    const Packet& target = packets_[pseudo.packet];
    for (const Field& field : target.fields)
      if (!summable(field) || !target.parameters.empty() || !target.classifies.empty())
        return context_.diagnostics
            .report(Diag::PseudoHeaderField, source.range, {field.name, target.name})
            .note(Diag::NoteDeclaredHere, field.range, {field.name})
            .done();
    for (const ast::Expr& argument : source.operands)
      settle(argument, target, pseudo);
  }

  static bool summable(const Field& field) {
    if (field.kind != FieldKind::Bytes)
      return (field.kind == FieldKind::Unsigned && !field.value && !field.little) ||
             field.kind == FieldKind::Label;
    return field.size && field.size->op == Op::Constant && field.size->value % 2 == 0;
  }

  void settle(const ast::Expr& argument, const Packet& target, Pseudo& pseudo) {
    const auto found = std::ranges::find(target.fields, argument.text, &Field::name);
    if (found == target.fields.end() || found->kind != FieldKind::Unsigned || found->constant)
      return context_.diagnostics
          .report(Diag::PseudoHeaderArgument, argument.range, {argument.text, target.name})
          .done();
    Expr value = resolve_integer(place(), argument.operands[0]);
    if (!value.failed())
      pseudo.arguments.push_back(
          {static_cast<FieldId>(found - target.fields.begin()), std::move(value)});
  }

  Context& context_;
  const std::vector<Packet>& packets_;
  Packet& packet_;
  Checksum& checksum_;
  const ast::Attribute& source_;
};

} // namespace

void declare_checksum(Context& context, const ast::FieldStmt& stmt, FieldId field,
                      const PacketFinder& find, Packet& packet) {
  const ast::Attribute* attribute = checksum_of(stmt);
  if (attribute == nullptr)
    return;
  context.modern = true;
  if (!well_formed(*attribute))
    return context.diagnostics.report(Diag::ChecksumArguments, attribute->range).done();
  Checksum checksum{.field = field, .range = attribute->range};
  for (std::size_t i = 2; i < attribute->arguments.size(); ++i) {
    const ast::Expr& argument = attribute->arguments[i];
    const auto found = find(ast::Name{argument.text, argument.range});
    if (!found)
      return;
    checksum.pseudo.push_back({.packet = *found, .range = argument.range});
  }
  packet.fields[field].checksum = static_cast<std::uint32_t>(packet.checksums.size());
  packet.checksums.push_back(std::move(checksum));
}

void resolve_checksums(Context& context, const std::vector<Packet>& packets, const Pending& pending,
                       Packet& packet) {
  for (const PendingField& field : pending.fields) {
    if (field.stmt == nullptr || !packet.fields[field.field].checksum)
      continue;
    Checksum& checksum = packet.checksums[*packet.fields[field.field].checksum];
    ChecksumResolver(context, packets, packet, checksum, *checksum_of(*field.stmt)).run();
  }
}

} // namespace mir::mplc::sema

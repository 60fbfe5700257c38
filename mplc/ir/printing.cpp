#include "mplc/ir/printing.hpp"

#include <array>

namespace mir::mplc::ir {
namespace {

template <std::size_t N, typename Enum>
std::string_view pick(const std::array<std::string_view, N>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

} // namespace

std::string_view name(Reason reason) {
  constexpr std::array<std::string_view, 18> kNames{
      "Truncated", "BadConstant",   "BelowMinimum", "AboveMaximum",  "BadValue",    "NegativeSize",
      "PastEnd",   "NotMultiple",   "NoClause",     "UnknownTag",    "CheckFailed", "Overflow",
      "Malformed", "TrailingBytes", "EmptyElement", "WrongPresence", "OutOfRange",  "SizeMismatch"};
  static_assert(static_cast<std::size_t>(Reason::SizeMismatch) + 1 == kNames.size());
  return pick(kNames, reason);
}

std::string_view name(Expr::Type type) {
  return pick(std::array<std::string_view, 4>{"bool", "i64", "u64", "text"}, type);
}

std::string_view name(Expr::Op op) {
  constexpr std::array<std::string_view, 32> kNames{
      "constant", "text",   "field", "parameter", "parameter_length",
      "position", "length", "count", "present",   "i64",
      "u64",      "-",      "!",     "+",         "-",
      "*",        "/",      "%",     "&",         "|",
      "^",        "<<",     ">>",    "==",        "!=",
      "<",        "<=",     ">",     ">=",        "&&",
      "||",       "?"};
  static_assert(static_cast<std::size_t>(Expr::Op::Select) + 1 == kNames.size());
  return pick(kNames, op);
}

std::string_view name(Wire::Kind kind) {
  constexpr std::array<std::string_view, 12> kNames{"unsigned", "signed",   "boolean",
                                                    "bytes",    "text",     "cstring",
                                                    "mpint",    "dns_name", "dns_name_compressed",
                                                    "label",    "packet",   "array"};
  static_assert(static_cast<std::size_t>(Wire::Kind::Array) + 1 == kNames.size());
  return pick(kNames, kind);
}

std::string_view name(Role role) {
  constexpr std::array<std::string_view, 7> kNames{"required", "defaulted", "constant", "computed",
                                                   "tag",      "checksum",  "none"};
  static_assert(static_cast<std::size_t>(Role::None) + 1 == kNames.size());
  return pick(kNames, role);
}

std::string_view name(Algorithm algorithm) {
  constexpr std::array<std::string_view, 5> kNames{"internet", "crc32", "adler32", "fletcher",
                                                   "extern"};
  static_assert(static_cast<std::size_t>(Algorithm::Extern) + 1 == kNames.size());
  return pick(kNames, algorithm);
}

std::string_view name(TagSource source) {
  return pick(std::array<std::string_view, 4>{"pattern", "computed", "given", "none"}, source);
}

std::optional<std::uint32_t> constant_size(const Field& field) {
  switch (field.wire.kind) {
  case Wire::Kind::Unsigned:
  case Wire::Kind::Signed:
  case Wire::Kind::Boolean:
    return field.wire.bits / 8;
  case Wire::Kind::Bytes:
    if (field.wire.fixed_bytes)
      return static_cast<std::uint32_t>(*field.wire.fixed_bytes);
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

std::string print(const Packet& packet, Position position) {
  std::string text = position.anchor == 0 ? "" : packet.anchors[position.anchor].name;
  if (text.empty())
    text = std::to_string(position.bytes);
  else if (position.bytes != 0)
    text += "+" + std::to_string(position.bytes);
  if (position.bits != 0)
    text += "." + std::to_string(position.bits);
  return text;
}

std::string print(const Packet& packet, const Expr& expr) {
  switch (expr.op) {
  case Expr::Op::Constant:
    if (expr.type == Expr::Type::Bool)
      return expr.value != 0 ? "true" : "false";
    return expr.type == Expr::Type::U64 ? std::to_string(expr.value)
                                        : std::to_string(static_cast<std::int64_t>(expr.value));
  case Expr::Op::Text:
    return "\"" + expr.text + "\"";
  case Expr::Op::Field:
    return packet.fields[expr.index].path;
  case Expr::Op::Parameter:
    return packet.parameters[expr.index].name;
  case Expr::Op::ParameterLength:
    return "length(" + packet.parameters[expr.index].name + ")";
  case Expr::Op::Position:
    return "@" + print(packet, expr.position);
  case Expr::Op::Length:
    return "length(" + packet.fields[expr.index].path + ")";
  case Expr::Op::Count:
    return "count(" + packet.fields[expr.index].path + ")";
  case Expr::Op::Present:
    return "present(" + packet.fields[expr.index].path + ")";
  default:
    break;
  }
  const std::string sign = std::string(name(expr.op)) + (expr.checked ? "?" : "");
  if (expr.args.size() == 1)
    return sign + "(" + print(packet, expr.args[0]) + ")";
  if (expr.args.size() == 3)
    return "(" + print(packet, expr.args[0]) + " ? " + print(packet, expr.args[1]) + " : " +
           print(packet, expr.args[2]) + ")";
  return "(" + print(packet, expr.args[0]) + " " + sign + " " + print(packet, expr.args[1]) + ")";
}

} // namespace mir::mplc::ir

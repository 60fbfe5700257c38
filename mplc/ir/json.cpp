#include "mplc/ir/json_program.hpp"
#include "mplc/ir/printing.hpp"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FormatVariadic.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

namespace mir::mplc::ir {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

/// Numbers up to 2^64-1: JSON readers keep 53 bits exactly, so larger ones are strings.
Value number(std::uint64_t value) {
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  return value <= kExact ? Value(static_cast<std::int64_t>(value)) : Value(std::to_string(value));
}

class JsonPrinter {
public:
  explicit JsonPrinter(const Module& module) : module_(module) {}

  Value run() {
    Array files, packets, vectors;
    for (const File& file : module_.files)
      files.push_back(file.path);
    for (const Packet& packet : module_.packets)
      packets.push_back(this->packet(packet));
    for (const Vector& vector : module_.vectors)
      vectors.push_back(Object{{"test", llvm::json::fixUTF8(vector.test)},
                               {"packet", module_.packets[vector.packet].name},
                               {"arguments", arguments(vector)},
                               {"bytes", llvm::toHex(vector.bytes, /*LowerCase=*/true)},
                               {"fails", !vector.faults.empty()}});
    return Object{{"format", 1},
                  {"module", module_.name},
                  {"namespace", module_.cpp_namespace},
                  {"files", std::move(files)},
                  {"packets", std::move(packets)},
                  {"vectors", std::move(vectors)}};
  }

private:
  static Array arguments(const Vector& vector) {
    Array out;
    for (const Expr& argument : vector.arguments) {
      if (argument.type == Expr::Type::Text)
        out.push_back(llvm::toHex(argument.text, /*LowerCase=*/true));
      else if (argument.type == Expr::Type::Bool)
        out.push_back(argument.value != 0);
      else
        out.push_back(number(argument.value));
    }
    return out;
  }

  Object packet(const Packet& packet) {
    packet_ = &packet;
    Array parameters, anchors;
    for (const Parameter& parameter : packet.parameters)
      parameters.push_back(
          Object{{"name", parameter.name}, {"type", std::string(name(parameter.type))}});
    for (std::size_t i = 2; i < packet.anchors.size(); ++i)
      anchors.push_back(
          Object{{"name", packet.anchors[i].name}, {"stored", packet.anchors[i].stored}});
    return Object{{"name", packet.name},
                  {"class", packet.cpp_name},
                  {"doc", packet.doc},
                  {"line", packet.where.line},
                  {"size", print(packet, packet.end)},
                  {"parameters", std::move(parameters)},
                  {"exported", packet.exported},
                  {"anchors", std::move(anchors)},
                  {"checksums", checksums(packet)},
                  {"body", body(packet.body)},
                  {"parse", program(packet, packet.parse)}};
  }

  Array checksums(const Packet& packet) const {
    Array out;
    for (const Checksum& checksum : packet.checksums) {
      Array pseudo;
      for (const Pseudo& one : checksum.pseudo)
        pseudo.push_back(module_.packets[one.packet].name);
      out.push_back(Object{{"field", packet.fields[checksum.field].name},
                           {"algorithm", std::string(name(checksum.algorithm))},
                           {"zero_is_none", checksum.zero_is_none},
                           {"at", print(packet, checksum.begin)},
                           {"end", print(packet, checksum.end)},
                           {"pseudo", std::move(pseudo)}});
    }
    return out;
  }

  Array body(const Body& items) {
    Array out;
    for (const Item& item : items)
      out.push_back(item.kind == Item::Kind::Field ? field(packet_->fields[item.index])
                                                   : classify(packet_->classifies[item.index]));
    return out;
  }

  Object field(const Field& field) {
    Object out{{"field", field.name},
               {"accessor", field.cpp_name},
               {"doc", field.doc},
               {"line", field.where.line},
               {"type", std::string(name(field.wire.kind))},
               {"at", print(*packet_, field.position)},
               {"end", print(*packet_, field.end)},
               {"role", std::string(name(field.role))}};
    if (field.wire.bits != 0)
      out["bits"] = field.wire.bits;
    if (field.wire.prefix_bytes != 0)
      out["prefix"] = field.wire.prefix_bytes;
    if (field.wire.text)
      out["text"] = true;
    if (field.wire.endian == Endian::Little)
      out["endian"] = "little";
    if (field.wire.kind == Wire::Kind::Packet || field.wire.kind == Wire::Kind::Array)
      out["packet"] = module_.packets[field.wire.packet].name;
    if (field.align_bytes > 1)
      out["align"] = field.align_bytes;
    auto bound = [&](const char* key, const std::optional<Expr>& expr) {
      if (expr && expr->type == Expr::Type::Text)
        out[key] = llvm::json::fixUTF8(expr->text);
      else if (expr)
        out[key] = number(expr->value);
    };
    if (field.condition)
      out["when"] = print(*packet_, *field.condition);
    bound("const", field.constant);
    bound("default", field.default_value);
    bound("min", field.minimum);
    bound("max", field.maximum);
    if (field.variant)
      out["variant"] = variant(module_.enums[*field.variant]);
    return out;
  }

  static Object variant(const Enum& variant) {
    Array tags;
    for (const Tag& tag : variant.tags) {
      Object out{{"name", tag.name}};
      if (variant.textual)
        out["value"] = llvm::json::fixUTF8(tag.text);
      else
        out["value"] = number(tag.value);
      if (tag.high != tag.value)
        out["high"] = number(tag.high);
      tags.push_back(std::move(out));
    }
    return Object{{"enum", variant.cpp_name}, {"flags", variant.flags}, {"tags", std::move(tags)}};
  }

  Object classify(const Classify& classify) {
    Array clauses;
    for (const Clause& clause : classify.clauses) {
      Array patterns;
      for (const Pattern& pattern : clause.patterns)
        patterns.push_back(Object{{"low", number(pattern.low)}, {"high", number(pattern.high)}});
      Object out{{"name", clause.name},
                 {"patterns", std::move(patterns)},
                 {"default", clause.otherwise},
                 {"body", body(clause.body)}};
      if (clause.condition)
        out["if"] = print(*packet_, *clause.condition);
      if (clause.guard)
        out["when"] = print(*packet_, *clause.guard);
      clauses.push_back(std::move(out));
    }
    return Object{
        {"classify", classify.name}, {"enum", classify.cpp_name}, {"clauses", std::move(clauses)}};
  }

  const Module& module_;
  const Packet* packet_ = nullptr;
};

} // namespace

std::string to_json(const Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << llvm::formatv("{0:2}", JsonPrinter(module).run()) << '\n';
  return text;
}

} // namespace mir::mplc::ir

#include "mplc/ir/ir.hpp"

#include "mplc/ir/printing.hpp"

#include <fmt/format.h>

namespace mir::mplc::ir {
namespace {

class TextPrinter {
public:
  std::string out;

  void module(const Module& module) {
    line("module {} namespace {}", module.name, module.cpp_namespace);
    for (const Packet& packet : module.packets)
      this->packet(packet, module);
    for (const Vector& vector : module.vectors)
      this->vector(vector, module);
  }

private:
  template <typename... Args> void line(fmt::format_string<Args...> format, Args&&... args) {
    out.append(2 * depth_, ' ');
    fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
    out += '\n';
  }

  static std::string vector_path(const Module& module, const Vector& vector,
                                 const Expectation::Alternative& one) {
    std::string text;
    PacketId packet = vector.packet;
    for (const Descent& descent : one.path) {
      const Field& field = module.packets[packet].fields[descent.field];
      text += field.path + (descent.element ? fmt::format("[{}].", *descent.element) : ".");
      packet = field.wire.packet;
    }
    return text;
  }

  void vector(const Vector& vector, const Module& module) {
    const Packet& packet = module.packets[vector.packet];
    line("vector \"{}\" of {} bytes {}", vector.test, packet.name, vector.bytes.size());
    ++depth_;
    for (const Expectation& expectation : vector.expected)
      for (const Expectation::Alternative& one : expectation.alternatives)
        line("expect {}{} = {}{}", vector_path(module, vector, one),
             module.packets[one.owner].fields[one.field].path,
             print(module.packets[one.owner], one.value),
             one.high ? fmt::format("..{}", *one.high) : "");
    for (const Fault& fault : vector.faults)
      line("fails at {}.{}", module.packets[fault.packet].name,
           module.packets[fault.packet].fields[fault.field].path);
    --depth_;
  }

  void packet(const Packet& packet, const Module& module) {
    packet_ = &packet;
    std::string parameters;
    for (const Parameter& parameter : packet.parameters)
      parameters += fmt::format(" {}:{}", parameter.name, name(parameter.type));
    line("packet {} class {} end {}{}{}{}{}{}", packet.name, packet.cpp_name, place(packet.end),
         parameters.empty() ? "" : " parameters", parameters, packet.names ? " names" : "",
         packet.compresses ? " compresses" : "", packet.message ? " message" : "");
    ++depth_;
    if (packet.last)
      line("last {}", print(packet, *packet.last));
    for (std::size_t i = 2; i < packet.anchors.size(); ++i)
      line("anchor {}{}", packet.anchors[i].name, packet.anchors[i].stored ? " stored" : "");
    body(packet.body, module);
    for (const Checksum& checksum : packet.checksums)
      this->checksum(checksum, module);
    block("parse", packet.parse);
    block("measure", packet.build.measure);
    block("compute", packet.build.compute);
    block("write", packet.build.write);
    --depth_;
  }

  void body(const Body& items, const Module& module) {
    for (const Item& item : items) {
      if (item.kind == Item::Kind::Field)
        field(packet_->fields[item.index], module);
      else
        classify(packet_->classifies[item.index], module);
    }
  }

  void field(const Field& field, const Module& module) {
    std::string text =
        fmt::format("field {} {} at {} to {} {}", field.cpp_name, wire(field, module),
                    place(field.position), place(field.end), name(field.role));
    auto bound = [&](const char* what, const std::optional<Expr>& expr) {
      if (expr)
        text += fmt::format(" {} {}", what, print(*packet_, *expr));
    };
    bound("when", field.condition);
    bound("const", field.constant);
    bound("default", field.default_value);
    bound("min", field.minimum);
    bound("max", field.maximum);
    if (field.variant)
      text += " enum " + module.enums[*field.variant].cpp_name;
    if (field.align_bytes > 1)
      text += fmt::format(" align {}", field.align_bytes);
    text += field.strict ? " strict" : "";
    text += field.payload ? " payload" : "";
    text += field.settable ? " settable" : "";
    line("{}", text);
  }

  static std::string wire(const Field& field, const Module& module) {
    std::string text(name(field.wire.kind));
    if (field.wire.bits != 0)
      text += fmt::format(":{}", field.wire.bits);
    if (field.wire.prefix_bytes != 0)
      text += fmt::format(":{}", 8 * field.wire.prefix_bytes);
    if (field.wire.text)
      text += " text";
    if (field.wire.endian == Endian::Little)
      text += " little";
    if (field.wire.fixed_bytes)
      text += fmt::format(":{}", *field.wire.fixed_bytes);
    if (field.wire.kind == Wire::Kind::Packet || field.wire.kind == Wire::Kind::Array)
      text += " " + module.packets[field.wire.packet].cpp_name;
    return text;
  }

  void classify(const Classify& classify, const Module& module) {
    line("classify {} enum {}{}", classify.name, classify.cpp_name,
         classify.join ? " join " + packet_->anchors[*classify.join].name : "");
    ++depth_;
    for (const Clause& clause : classify.clauses) {
      std::string text = clause.otherwise ? " _" : "";
      for (const Pattern& pattern : clause.patterns)
        text += !pattern.text.empty()         ? fmt::format(" \"{}\"", pattern.text)
                : pattern.low == pattern.high ? fmt::format(" {}", pattern.low)
                                              : fmt::format(" {}..{}", pattern.low, pattern.high);
      if (clause.condition)
        text += " if " + print(*packet_, *clause.condition);
      if (clause.guard)
        text += " when " + print(*packet_, *clause.guard);
      line("clause {}{} tag {} end {}", clause.cpp_name, text, name(clause.tag), place(clause.end));
      ++depth_;
      body(clause.body, module);
      --depth_;
    }
    --depth_;
  }

  void checksum(const Checksum& checksum, const Module& module) {
    line("checksum {}{} in {} over {} to {}{}", name(checksum.algorithm),
         checksum.zero_is_none ? " optional" : "", field_name(checksum.field),
         place(checksum.begin), place(checksum.end), checksum.inside ? " itself as 0" : "");
    ++depth_;
    for (const Pseudo& pseudo : checksum.pseudo) {
      const Packet& target = module.packets[pseudo.packet];
      line("pseudo {}", target.name);
      ++depth_;
      for (const PseudoField& one : pseudo.fields)
        line("field {}{}", target.fields[one.field].name,
             one.value ? " = " + print(*packet_, *one.value) : "");
      --depth_;
    }
    --depth_;
  }

  void block(std::string_view title, const Block& steps) {
    line("{}", title);
    ++depth_;
    for (const Step& step : steps)
      std::visit([this](const auto& op) { print_step(op); }, step.op);
    --depth_;
  }

  [[nodiscard]] const std::string& field_name(FieldId id) const { return packet_->fields[id].path; }
  [[nodiscard]] std::string place(Position position) const { return print(*packet_, position); }
  [[nodiscard]] std::string limit(AnchorId id) const {
    return id == 1 ? "" : " limit " + packet_->anchors[id].name;
  }

  void print_step(const Need& need) {
    line("need {} at {}{}", need.bytes, place(need.from), limit(need.limit));
  }
  void print_step(const Load& load) { line("load {}", field_name(load.field)); }
  void print_step(const Check& check) {
    line("check {} else {} {}{}{}", print(*packet_, check.condition), name(check.reason),
         field_name(check.field),
         check.message.empty() ? "" : fmt::format(" \"{}\"", check.message),
         check.deferred ? " deferred" : "");
    if (const auto& wide = check.together)
      line("  together {} bytes at {} & 0x{:x} in 0x{:x}..0x{:x}", wide->bytes,
           place(wide->position), wide->mask, wide->low, wide->high);
  }
  void print_step(const Size& size) {
    line("size {} = {}{}{}{}{}{}{}", field_name(size.field), print(*packet_, size.size),
         size.check_negative ? " check negative" : "", size.check_end ? " check end" : "",
         size.multiple > 1 ? fmt::format(" check multiple {}", size.multiple) : "",
         limit(size.limit), size.deferred ? " deferred" : "", size.together ? " together" : "");
  }
  void print_step(const Scan& scan) {
    line("scan {}{}", field_name(scan.field), limit(scan.limit));
  }
  void print_step(const Nested& nested) {
    line("nested {}{}", field_name(nested.field), limit(nested.limit));
  }
  void print_step(const Repeat& repeat) {
    using enum Repeat::Extent;
    const bool rest = repeat.extent == Rest || repeat.extent == RestUntil;
    line("repeat {}{}{}{}{}{}{}{}", field_name(repeat.field),
         repeat.count ? " " + print(*packet_, *repeat.count) : "",
         repeat.count && repeat.check_negative ? " check negative" : "", rest ? " to the end" : "",
         repeat.extent == Until || repeat.extent == RestUntil ? " until last" : "",
         repeat.lazy ? " lazy" : "", repeat.may_be_empty ? " check empty" : "",
         limit(repeat.limit));
  }
  void print_step(const Enter& enter) {
    const Region& region = packet_->regions[enter.region];
    line("enter {} = {}{}{}{}{}{}", packet_->anchors[region.end].name, print(*packet_, enter.size),
         enter.check_negative ? " check negative" : "", enter.check_end ? " check end" : "",
         enter.multiple > 1 ? fmt::format(" check multiple {}", enter.multiple) : "",
         limit(region.outer), enter.deferred ? " deferred" : "");
  }
  void print_step(const Leave& leave) {
    const Region& region = packet_->regions[leave.region];
    line("leave {}{}{}", packet_->anchors[region.end].name, leave.check ? " check trailing" : "",
         region.align_bytes > 1 ? fmt::format(" align {}", region.align_bytes) : "");
  }
  void print_step(const Branch& branch) {
    const Classify& classify = packet_->classifies[branch.classify];
    line("branch {}", classify.name);
    ++depth_;
    for (std::size_t i = 0; i < branch.blocks.size(); ++i)
      block(classify.clauses[i].cpp_name, branch.blocks[i]);
    --depth_;
  }
  void print_step(const Within& within) {
    const Classify& classify = packet_->classifies[within.clause.classify];
    block(
        fmt::format("within {}.{}", classify.name, classify.clauses[within.clause.clause].cpp_name),
        within.block);
  }
  void print_step(const Validate& validate) { line("validate {}", field_name(validate.field)); }
  void print_step(const Optional& optional) {
    block("optional " + field_name(optional.field), optional.block);
  }
  void print_step(const Measure& measure) { line("measure {}", field_name(measure.field)); }
  void print_step(const Compute& compute) {
    line("compute {} = {}", field_name(compute.field), print(*packet_, compute.value));
  }
  void print_step(const Store& store) {
    std::string fields;
    for (const FieldId id : store.fields)
      fields += " " + field_name(id);
    line("store {} at {}{}{}{}", store.bits, place(store.position),
         store.endian == Endian::Little ? " little" : "", store.merge ? " merge" : "", fields);
  }
  void print_step(const Sum& sum) {
    const std::string& field = field_name(packet_->checksums[sum.checksum].field);
    if (sum.from == Sum::From::Bytes)
      line("sum {} of what is written", field);
    else
      block("sum " + field + (sum.from == Sum::From::Mixed ? " written in part of" : " of"),
            sum.parts);
  }
  void print_step(const StoreField& store) { line("store {}", field_name(store.field)); }

  const Packet* packet_ = nullptr;
  std::size_t depth_ = 0;
};

} // namespace

std::string to_text(const Module& module) {
  TextPrinter printer;
  printer.module(module);
  return std::move(printer.out);
}

} // namespace mir::mplc::ir

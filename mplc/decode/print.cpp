#include "mplc/decode/print.hpp"

#include "mplc/decode/interpreter.hpp"
#include "mplc/decode/scan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <llvm/ADT/StringExtras.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace mir::mplc::decode {
namespace {

using ir::Wire;

bool is_number(const Wire& wire) {
  return wire.kind == Wire::Kind::Unsigned || wire.kind == Wire::Kind::Signed;
}

/// The tag of a number; nullptr if it has none.
const ir::Tag* tag_of(const ir::Module& module, const ir::Field& field, std::uint64_t value) {
  if (!field.variant)
    return nullptr;
  for (const ir::Tag& tag : module.enums[*field.variant].tags)
    if (!tag.shadowed && tag.value <= value && value <= std::max(tag.value, tag.high))
      return &tag;
  return nullptr;
}

std::string number_text(const ir::Field& field, std::uint64_t value) {
  if (field.wire.kind == Wire::Kind::Signed)
    return std::to_string(static_cast<std::int64_t>(value));
  return value > 9 ? fmt::format("{} (0x{:x})", value, value) : std::to_string(value);
}

bool is_name(const Wire& wire) {
  return wire.kind == Wire::Kind::DnsName || wire.kind == Wire::Kind::DnsNameCompressed;
}
bool is_string(const Wire& wire) {
  return wire.kind == Wire::Kind::Text || wire.kind == Wire::Kind::CString || wire.text;
}

/// "www.example.org"; what is no visible character is escaped as in RFC 1035 5.1.
std::string name_text(Bytes message, const Packet& packet, const Slot& slot) {
  std::string text;
  for (const std::string_view label : labels(message, packet.names, slot.begin)) {
    text += text.empty() ? "" : ".";
    for (const char c : label) {
      if (c == '.' || c == '\\')
        text += '\\';
      text += c > ' ' && c < 0x7f
                  ? std::string(1, c)
                  : fmt::format("\\{:03}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return text.empty() ? "." : text;
}

/// The names of the bits that are set in a set of flags, and the number of those without a name.
std::vector<std::string> flags_of(const ir::Enum& flags, std::uint64_t value) {
  std::vector<std::string> names;
  for (const ir::Tag& tag : flags.tags)
    if (!tag.shadowed && tag.value != 0 && (value & tag.value) == tag.value) {
      names.push_back(tag.name);
      value &= ~tag.value;
    }
  if (value != 0)
    names.push_back(fmt::format("0x{:x}", value));
  return names;
}

class TextPrinter {
public:
  TextPrinter(const ir::Module& module, Bytes message) : module_(module), message_(message) {}

  void packet(const Packet& packet, unsigned depth) {
    body(packet, module_.packets[packet.id].body, depth);
  }
  [[nodiscard]] std::string text() && { return std::move(out_); }

private:
  void line(std::size_t at, unsigned depth, std::string_view text) {
    out_ += fmt::format("{:>6}  {:{}}{}\n", at, "", depth * 2, text);
  }

  void body(const Packet& packet, const ir::Body& items, unsigned depth) {
    const ir::Packet& shape = module_.packets[packet.id];
    for (const ir::Item& item : items) {
      if (item.kind == ir::Item::Kind::Field) {
        if (packet.slots[item.index])
          field(packet, shape.fields[item.index], *packet.slots[item.index], depth);
        continue;
      }
      if (const auto& chosen = packet.clauses[item.index]) {
        const ir::Clause& clause = shape.classifies[item.index].clauses[*chosen];
        out_ += fmt::format("{:>6}  {:{}}{}:\n", "", "", depth * 2, clause.name);
        body(packet, clause.body, depth + 1);
      }
    }
  }

  void field(const Packet& owner, const ir::Field& field, const Slot& slot, unsigned depth) {
    if (field.wire.kind == Wire::Kind::Label)
      return;
    if (field.wire.kind != Wire::Kind::Packet && field.wire.kind != Wire::Kind::Array)
      return line(slot.begin, depth, field.name + " = " + value(owner, field, slot));
    const bool array = field.wire.kind == Wire::Kind::Array;
    for (std::size_t i = 0; i < slot.packets.size(); ++i) {
      const std::string name = array ? fmt::format("{}[{}]", field.name, i) : field.name;
      line(slot.packets[i].begin, depth, name + ":");
      packet(slot.packets[i], depth + 1);
    }
    if (slot.fault)
      line(slot.fault->offset, depth,
           fmt::format("{}[{}] is malformed: {}", field.name, slot.packets.size(),
                       print_text(*slot.fault, {})));
    else if (array && slot.packets.empty())
      line(slot.begin, depth, field.name + " = (no elements)");
  }

  [[nodiscard]] std::string value(const Packet& owner, const ir::Field& field,
                                  const Slot& slot) const {
    if (field.wire.kind == Wire::Kind::Boolean)
      return load(field, message_, slot.begin) != 0 ? "true" : "false";
    if (is_name(field.wire))
      return name_text(message_, owner, slot);
    if (!is_number(field.wire))
      return bytes(contents(field.wire, message_, slot.begin, slot.end));
    const std::uint64_t number = load(field, message_, slot.begin);
    if (field.variant && module_.enums[*field.variant].flags)
      return fmt::format("{} (0x{:x})",
                         fmt::join(flags_of(module_.enums[*field.variant], number), " | "), number);
    const ir::Tag* const tag = tag_of(module_, field, number);
    return tag ? fmt::format("{} ({})", tag->name, number) : number_text(field, number);
  }

  /// `6d706c "mpl" (3 bytes)`; of many, the first.
  static std::string bytes(std::string_view all) {
    constexpr std::size_t kShown = 32; // bytes: half a line
    const std::string_view shown = all.substr(0, kShown);
    std::string text = llvm::toHex(shown, /*LowerCase=*/true);
    if (!all.empty() && std::ranges::all_of(shown, [](char c) { return llvm::isPrint(c); }))
      text += fmt::format(" \"{}\"", shown);
    return text + fmt::format("{}{}({} bytes)", all.size() > kShown ? ".." : "",
                              text.empty() ? "" : " ", all.size());
  }

  const ir::Module& module_;
  Bytes message_;
  std::string out_;
};

/// JSON readers keep 53 bits exactly: larger numbers are strings, as in --emit=json.
llvm::json::Value json_number(const ir::Field& field, std::uint64_t value) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  const auto number = static_cast<std::int64_t>(value);
  if (field.wire.kind == Wire::Kind::Signed)
    return number >= -kExact && number <= kExact ? llvm::json::Value(number)
                                                 : llvm::json::Value(std::to_string(number));
  return value <= static_cast<std::uint64_t>(kExact) ? llvm::json::Value(number)
                                                     : llvm::json::Value(std::to_string(value));
}

class JsonPrinter {
public:
  JsonPrinter(const ir::Module& module, Bytes message) : module_(module), message_(message) {}

  llvm::json::Object packet(const Packet& packet) const {
    llvm::json::Object out;
    body(packet, module_.packets[packet.id].body, out);
    return out;
  }

private:
  void body(const Packet& packet, const ir::Body& items, llvm::json::Object& out) const {
    const ir::Packet& shape = module_.packets[packet.id];
    for (const ir::Item& item : items) {
      if (item.kind == ir::Item::Kind::Field) {
        const ir::Field& field = shape.fields[item.index];
        if (field.wire.kind != Wire::Kind::Label)
          out[field.name] = packet.slots[item.index]
                                ? value(packet, field, *packet.slots[item.index])
                                : llvm::json::Value(nullptr);
      } else if (const auto& chosen = packet.clauses[item.index]) {
        const ir::Clause& clause = shape.classifies[item.index].clauses[*chosen];
        llvm::json::Object inner;
        body(packet, clause.body, inner);
        out[clause.name] = std::move(inner);
      }
    }
  }

  llvm::json::Value value(const Packet& owner, const ir::Field& field, const Slot& slot) const {
    if (field.wire.kind == Wire::Kind::Packet)
      return slot.packets.empty() ? llvm::json::Value(nullptr) : packet(slot.packets.front());
    if (field.wire.kind == Wire::Kind::Array) {
      llvm::json::Array list;
      for (const Packet& element : slot.packets)
        list.push_back(packet(element));
      if (slot.fault)
        list.push_back(llvm::json::Object{{"error", to_json(*slot.fault)}});
      return list;
    }
    if (field.wire.kind == Wire::Kind::Boolean)
      return load(field, message_, slot.begin) != 0;
    if (is_name(field.wire))
      return name_text(message_, owner, slot);
    if (!is_number(field.wire)) {
      const std::string_view text = contents(field.wire, message_, slot.begin, slot.end);
      if (is_string(field.wire) && llvm::json::isUTF8(text))
        return std::string(text);
      return llvm::toHex(text, /*LowerCase=*/true);
    }
    const std::uint64_t number = load(field, message_, slot.begin);
    if (field.variant && module_.enums[*field.variant].flags)
      return llvm::json::Array(flags_of(module_.enums[*field.variant], number));
    const ir::Tag* const tag = tag_of(module_, field, number);
    return tag ? llvm::json::Value(tag->name) : json_number(field, number);
  }

  const ir::Module& module_;
  Bytes message_;
};

/// The bytes around the fault, with a caret before it, as mpl::describe() shows them.
std::string dump(Bytes message, std::size_t at) {
  constexpr std::size_t kAround = 8; // bytes shown before and after
  at = std::min(at, message.size());
  const std::size_t first = at > kAround ? at - kAround : 0;
  const std::size_t last = std::min(message.size(), at + kAround);
  std::string text = first > 0 ? " | .." : " |";
  for (std::size_t i = first; i < last; ++i)
    text += fmt::format("{}{:02x}", i == at ? " ^" : " ", message[i]);
  return text + (at == message.size() ? " ^" : "") + (last < message.size() ? " .." : "");
}

/// What a reason means, before and after the value seen: the words of mpl::describe().
struct Phrase {
  ir::Reason reason;
  std::string_view before, after;
};

constexpr std::array kPhrases{
    Phrase{ir::Reason::Truncated, "the bytes end inside the field, ",
           " are left for it and what stands before it"},
    Phrase{ir::Reason::BadConstant, "", " is not the constant specified"},
    Phrase{ir::Reason::BelowMinimum, "", " is below the minimum"},
    Phrase{ir::Reason::AboveMaximum, "", " is above the maximum"},
    Phrase{ir::Reason::BadValue, "", " is not what follows from the other fields"},
    Phrase{ir::Reason::NegativeSize, "size ", " is negative"},
    Phrase{ir::Reason::PastEnd, "size ", " reaches past the end of the bytes"},
    Phrase{ir::Reason::NotMultiple, "size ", " is not a multiple of the alignment"},
    Phrase{ir::Reason::NoClause, "no clause takes ", ""},
    Phrase{ir::Reason::UnknownTag, "", " is not a known value"},
    Phrase{ir::Reason::CheckFailed, "", " does not pass the check"},
    Phrase{ir::Reason::Overflow, "", " leads to numbers beyond 64 bits"},
    Phrase{ir::Reason::Malformed, "malformed at its byte ", ""},
    Phrase{ir::Reason::TrailingBytes, "", " bytes are left over"},
    Phrase{ir::Reason::EmptyElement, "an element takes ", " bytes"}};

std::string seen(const Fault& fault) {
  return fault.reason == ir::Reason::NegativeSize
             ? std::to_string(static_cast<std::int64_t>(fault.value))
             : std::to_string(fault.value);
}

} // namespace

std::string print_text(const ir::Module& module, const Packet& packet, Bytes message) {
  TextPrinter printer(module, message);
  printer.packet(packet, 0);
  return std::move(printer).text();
}

llvm::json::Object to_json(const ir::Module& module, const Packet& packet, Bytes message) {
  return JsonPrinter(module, message).packet(packet);
}

std::string print_text(const Fault& fault, Bytes message) {
  const auto* const phrase = std::ranges::find(kPhrases, fault.reason, &Phrase::reason);
  assert(phrase != kPhrases.end() && "a reason that only a build can have");
  std::string text =
      fmt::format("{}{}{} at byte {}: {}{}{}", fault.packet, fault.path.empty() ? "" : ".",
                  fault.path, fault.offset, phrase->before, seen(fault), phrase->after);
  if (!fault.message.empty())
    text += ": " + fault.message;
  return text + (message.empty() ? "" : dump(message, fault.offset));
}

llvm::json::Object to_json(const Fault& fault) {
  llvm::json::Object out{{"reason", std::string(ir::name(fault.reason))},
                         {"packet", fault.packet},
                         {"field", fault.path},
                         {"offset", static_cast<std::int64_t>(fault.offset)},
                         {"value", seen(fault)}};
  if (!fault.message.empty())
    out["message"] = llvm::json::fixUTF8(fault.message);
  return out;
}

} // namespace mir::mplc::decode

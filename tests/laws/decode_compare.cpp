/// \file
/// Holds the interpreter of `mplc decode` against generated code: on the vectors of a
/// specification, on all that one mistake makes of them, on made-up bytes and on captured packets,
/// both must read the same fields or give the same error, to the letter.
///
/// usage: decode_compare SPEC LAWS_PROGRAM CAPTURES FOLDER...
///        LAWS_PROGRAM is what --emit=tests wrote for SPEC; each FOLDER is searched as -I is
#include "mplc/decode/capture.hpp"
#include "mplc/decode/carrier.hpp"
#include "mplc/decode/interpreter.hpp"
#include "mplc/decode/print.hpp"
#include "mplc/decode/scan.hpp"
#include "mplc/lex/lexer.hpp"
#include "mplc/lower/lower.hpp"
#include "mplc/parse/parser.hpp"
#include "mplc/sema/sema.hpp"

#include <fmt/format.h>
#include <llvm/ADT/StringExtras.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace {

using namespace mir::mplc;
using decode::Bytes;
namespace fs = std::filesystem;

/// The lines that the program prints for one packet: `Clause.name=value`.
class Dump {
public:
  Dump(const ir::Module& module, Bytes message) : module_(module), message_(message) {}

  void packet(const decode::Packet& packet, const std::string& path) {
    body(packet, module_.packets[packet.id].body, path);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

private:
  void body(const decode::Packet& packet, const ir::Body& items, const std::string& path) {
    const ir::Packet& shape = module_.packets[packet.id];
    for (const ir::Item& item : items) {
      if (item.kind == ir::Item::Kind::Classify) {
        const ir::Clause& clause =
            shape.classifies[item.index].clauses[*packet.clauses[item.index]];
        body(packet, clause.body, path + clause.name + ".");
      } else if (const auto& slot = packet.slots[item.index]) {
        field(packet, shape.fields[item.index], *slot, path);
      }
    }
  }

  void field(const decode::Packet& owner, const ir::Field& field, const decode::Slot& slot,
             const std::string& path) {
    const std::string name = path + field.name;
    switch (field.wire.kind) {
    case ir::Wire::Kind::Label:
      return;
    case ir::Wire::Kind::Packet:
      return packet(slot.packets.front(), name + ".");
    case ir::Wire::Kind::DnsName:
    case ir::Wire::Kind::DnsNameCompressed:
      text_ += name + "=";
      for (const std::string_view label : decode::labels(message_, owner.names, slot.begin))
        text_ += fmt::format("{:02x}{}", label.size(), llvm::toHex(label, true));
      text_ += "00\n";
      return;
    case ir::Wire::Kind::Array:
      for (std::size_t i = 0; i < slot.packets.size(); ++i)
        packet(slot.packets[i], fmt::format("{}[{}].", name, i));
      return;
    case ir::Wire::Kind::Unsigned:
    case ir::Wire::Kind::Boolean:
      text_ += fmt::format("{}={}\n", name, decode::load(field, message_, slot.begin));
      return;
    case ir::Wire::Kind::Signed:
      text_ += fmt::format("{}={}\n", name,
                           static_cast<std::int64_t>(decode::load(field, message_, slot.begin)));
      return;
    default:
      text_ += fmt::format(
          "{}={}\n", name,
          llvm::toHex(decode::contents(field.wire, message_, slot.begin, slot.end), true));
    }
  }

  const ir::Module& module_;
  Bytes message_;
  std::string text_;
};

struct Input {
  ir::PacketId packet;
  std::size_t seed; ///< settles the arguments, as the program does it
  std::vector<std::uint8_t> bytes;
};

class Comparison {
public:
  explicit Comparison(const ir::Module& module) : module_(module) {}

  /// Bytes as they are, cut off, and with wrong bits: all that a few can have, some of many.
  void add(ir::PacketId packet, const std::vector<std::uint8_t>& bytes) {
    constexpr std::size_t kFew = 120; // bytes
    put(packet, bytes);
    const std::size_t cuts = bytes.size() <= kFew ? bytes.size() : 8;
    for (std::size_t i = 0; i < cuts; ++i)
      put(packet, {bytes.begin(),
                   bytes.begin() +
                       static_cast<std::ptrdiff_t>(cuts < bytes.size() ? pick(bytes.size()) : i)});
    const std::size_t flips = bytes.size() <= kFew ? bytes.size() * 8 : 32;
    for (std::size_t i = 0; i < flips; ++i) {
      std::vector<std::uint8_t> wrong = bytes;
      const std::size_t bit =
          flips < bytes.size() * 8 ? pick(std::min<std::size_t>(bytes.size() * 8, 512)) : i;
      wrong[bit / 8] ^= static_cast<std::uint8_t>(0x80 >> bit % 8);
      put(packet, std::move(wrong));
    }
  }

  void add_vectors() {
    for (const ir::Vector& vector : module_.vectors)
      add(vector.packet, {vector.bytes.begin(), vector.bytes.end()});
  }

  void add_made_up() {
    for (ir::PacketId id = 0; id < module_.packets.size(); ++id)
      for (std::size_t i = 0; i < 200 && module_.packets[id].exported; ++i) {
        std::vector<std::uint8_t> bytes(pick(64));
        // Small numbers are sizes and tags more often than large ones.
        for (std::uint8_t& byte : bytes)
          byte = static_cast<std::uint8_t>(pick(pick(2) == 0 ? 256 : 12));
        put(id, std::move(bytes));
      }
  }

  void add_captures(const fs::path& folder) {
    for (ir::PacketId id = 0; id < module_.packets.size(); ++id) {
      const auto carrier = decode::carrier_of(module_.packets[id].name);
      if (!carrier)
        continue;
      std::size_t left = 60; // of each kind: what a test has time for
      for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (entry.path().extension().string().starts_with(".pcap"))
          // A capture that cannot be read has no packets; capture_compare looks after those.
          (void)decode::read_capture(entry.path(), [&](const decode::Frame& frame) {
            const auto bytes = decode::carried(*carrier, frame);
            if (bytes && left != 0) {
              add(id, {bytes->begin(), bytes->end()});
              --left;
            }
            return left != 0;
          });
    }
  }

  /// Asks both. \returns the number of inputs that they differ on.
  std::size_t run(const std::string& program) {
    const fs::path asked = fs::path(program + ".asked"), answered = fs::path(program + ".answered");
    std::ofstream out(asked);
    for (const Input& input : inputs_)
      out << module_.packets[input.packet].name << ' ' << input.seed << ' '
          << (input.bytes.empty() ? "-" : llvm::toHex(input.bytes, true)) << '\n';
    out.close();
    const std::string command =
        fmt::format("'{}' --read < '{}' > '{}'", program, asked.string(), answered.string());
    if (std::system(command.c_str()) != 0)
      return fmt::print("{} failed\n", command), 1;
    std::ifstream in(answered);
    std::size_t differ = 0;
    for (const Input& input : inputs_) {
      const std::string ours = interpreted(input), theirs = answer(in);
      if (ours != theirs && ++differ <= 5)
        fmt::print("{} {}:\ninterpreted:\n{}generated:\n{}\n", module_.packets[input.packet].name,
                   llvm::toHex(input.bytes, true), ours, theirs);
    }
    return differ;
  }

  [[nodiscard]] std::size_t size() const { return inputs_.size(); }

private:
  std::size_t pick(std::size_t count) { return random_() % count; }

  void put(ir::PacketId packet, std::vector<std::uint8_t> bytes) {
    inputs_.push_back({packet, inputs_.size() % 251, std::move(bytes)});
  }

  [[nodiscard]] std::string interpreted(const Input& input) const {
    std::vector<decode::Argument> arguments;
    for (const ir::Parameter& parameter : module_.packets[input.packet].parameters) {
      const bool boolean = parameter.type == ir::Expr::Type::Bool;
      arguments.push_back(
          {.number = boolean ? static_cast<std::int64_t>(input.seed >> arguments.size()) % 2
                             : static_cast<std::int64_t>(input.seed % 70) - 1,
           .text = std::string("specification").substr(0, input.seed % 14)});
    }
    const auto packet = decode::interpret(module_, input.packet, input.bytes, arguments);
    if (!packet)
      return "error " + decode::print_text(packet.error(), input.bytes) + "\n";
    Dump dump(module_, input.bytes);
    dump.packet(*packet, "");
    std::string deferred;
    if (const decode::Fault* const fault = decode::deferred_fault(*packet))
      deferred = "but " + decode::print_text(*fault, input.bytes) + "\n";
    return dump.text() + deferred + fmt::format("ok {}\n", packet->size);
  }

  /// What the program said of one input: it ends with "ok" or "error".
  static std::string answer(std::istream& in) {
    std::string text, line;
    while (std::getline(in, line)) {
      text += line + "\n";
      if (line.starts_with("ok ") || line.starts_with("error "))
        break;
    }
    return text;
  }

  const ir::Module& module_;
  std::vector<Input> inputs_;
  std::mt19937 random_{1}; // the same inputs each time
};

} // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    fmt::print("usage: {} SPEC LAWS_PROGRAM CAPTURES FOLDER...\n", arguments[0]);
    return 2;
  }
  SourceManager sources({arguments + 4, arguments + count});
  Diagnostics diagnostics(sources, stderr, {});
  const auto main = sources.open(arguments[1]);
  if (!main)
    return 2;
  const Loader load = [&](FileId id) {
    return parse(sources, lex(sources, id, diagnostics), diagnostics);
  };
  const sema::Model model = analyse(load(*main), sources, load, {}, diagnostics);
  if (diagnostics.failed())
    return 2;
  const ir::Module module = lower(model, sources, {}, diagnostics);
  if (diagnostics.failed())
    return 2;
  Comparison comparison(module);
  comparison.add_vectors();
  comparison.add_made_up();
  comparison.add_captures(arguments[3]);
  const std::size_t differ = comparison.run(arguments[2]);
  fmt::print("{}: {} inputs, {} read otherwise\n", module.name, comparison.size(), differ);
  return differ == 0 ? 0 : 1;
}

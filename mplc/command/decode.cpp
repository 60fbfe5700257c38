#include "mplc/command/decode.hpp"

#include "mplc/decode/capture.hpp"
#include "mplc/decode/carrier.hpp"
#include "mplc/decode/interpreter.hpp"
#include "mplc/decode/print.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <ctime>

namespace mir::mplc {
namespace {

using decode::Argument;
using decode::Bytes;
using decode::Carrier;
using decode::Frame;

/// What to look for in each frame.
struct Task {
  const ir::Module& module;
  ir::PacketId packet = 0;
  std::vector<Argument> arguments;
  Carrier carrier;
};

/// Prints what becomes of each frame, and counts.
class Session {
public:
  Session(const Env& env, bool json, const Task& task) : env_(env), json_(json), task_(task) {}

  /// \param at where the packet begins in the frame.
  void packet(const std::string& file, const Frame& frame, Bytes bytes) {
    const auto at = static_cast<std::size_t>(bytes.data() - frame.bytes.data());
    const auto decoded = decode::interpret(task_.module, task_.packet, bytes, task_.arguments);
    ++(decoded && decode::deferred_fault(*decoded) == nullptr ? decoded_ : malformed_);
    const std::string text =
        json_ ? json(file, frame, bytes, at, decoded) : this->text(file, frame, bytes, at, decoded);
    std::fwrite(text.data(), 1, text.size(), env_.out);
  }
  void passed_over(const Frame& frame) {
    ++passed_over_;
    if (!decode::reads_link(task_.carrier, frame.link))
      unread_link_ = frame.link;
  }

  [[nodiscard]] int finish() const {
    std::fflush(env_.out); // before what goes to the other stream
    fmt::print(env_.err, "{} decoded, {} malformed, {} frames without {}\n", decoded_, malformed_,
               passed_over_, task_.module.packets[task_.packet].name);
    if (unread_link_)
      fmt::print(env_.err,
                 "mplc: note: frames of link type {} are not looked into for '{}': say where it is "
                 "with --skip=BYTES\n",
                 decode::link_name(*unread_link_), name());
    if (malformed_ != 0)
      return kMalformed;
    return decoded_ != 0 ? kDecoded : kNothingFound;
  }

private:
  using Decoded = std::expected<decode::Packet, decode::Fault>;

  [[nodiscard]] const std::string& name() const { return task_.module.packets[task_.packet].name; }

  static std::string time(const Frame& frame) {
    if (frame.number == 0)
      return {}; // a file that is no capture has none
    const auto seconds = static_cast<std::time_t>(frame.seconds);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:09}Z", fmt::gmtime(seconds), frame.nanoseconds);
  }

  std::string text(const std::string& file, const Frame& frame, Bytes bytes, std::size_t at,
                   const Decoded& decoded) const {
    std::string out =
        frame.number == 0 ? file : fmt::format("{}:{} {}", file, frame.number, time(frame));
    out += fmt::format(" {} at byte {}", name(), at);
    if (frame.bytes.size() < frame.length)
      out += fmt::format(", cut to {} of {} bytes", frame.bytes.size(), frame.length);
    if (!decoded)
      return out + "\n  malformed: " + decode::print_text(decoded.error(), bytes) + "\n";
    out += fmt::format(", {} bytes", decoded->size);
    if (decoded->size < bytes.size())
      out += fmt::format(", and {} behind it", bytes.size() - decoded->size);
    return out + "\n" + decode::print_text(task_.module, *decoded, bytes);
  }

  std::string json(const std::string& file, const Frame& frame, Bytes bytes, std::size_t at,
                   const Decoded& decoded) const {
    llvm::json::Object out{{"file", file},
                           {"packet", name()},
                           {"at", static_cast<std::int64_t>(at)},
                           {"given", static_cast<std::int64_t>(bytes.size())}};
    if (frame.number != 0) {
      out["frame"] = static_cast<std::int64_t>(frame.number);
      out["time"] = time(frame);
      out["captured"] = static_cast<std::int64_t>(frame.bytes.size());
      out["length"] = static_cast<std::int64_t>(frame.length);
    }
    if (decoded) {
      out["size"] = static_cast<std::int64_t>(decoded->size);
      out["fields"] = decode::to_json(task_.module, *decoded, bytes);
    } else {
      out["error"] = decode::to_json(decoded.error());
    }
    std::string line;
    llvm::raw_string_ostream(line) << llvm::json::Value(std::move(out)) << '\n';
    return line;
  }

  const Env& env_;
  bool json_;
  const Task& task_;
  std::size_t decoded_ = 0, malformed_ = 0, passed_over_ = 0;
  std::optional<int> unread_link_; ///< of some frame that was passed over
};

/// The packet that --packet names; without it the one that the file is named after, or the last,
/// which those before it may be part of.
std::optional<ir::PacketId> choose(const ir::Module& module, const std::string& wanted) {
  const std::string& name = wanted.empty() ? module.name : wanted;
  for (ir::PacketId id = 0; id < module.packets.size(); ++id)
    if (module.packets[id].exported && module.packets[id].name == name)
      return id;
  if (!wanted.empty() || module.packets.empty())
    return std::nullopt;
  return static_cast<ir::PacketId>(module.packets.size() - 1);
}

/// What the options say of where packets are; without them, what the name says.
std::optional<Carrier> choose_carrier(const DecodeOptions& options, std::string_view packet) {
  if (options.skip)
    return Carrier{.layer = Carrier::Layer::Skip, .skip = *options.skip};
  if (!options.udp_ports.empty())
    return Carrier{.layer = Carrier::Layer::Udp, .numbers = options.udp_ports};
  if (!options.tcp_ports.empty())
    return Carrier{.layer = Carrier::Layer::Tcp, .numbers = options.tcp_ports};
  return options.raw ? Carrier{.layer = Carrier::Layer::Skip} : decode::carrier_of(packet);
}

/// One for each parameter; nothing if they are too few or too many, or of another type.
std::optional<std::vector<Argument>> parse_arguments(const ir::Packet& packet,
                                                     const std::vector<std::string>& words) {
  if (words.size() != packet.parameters.size())
    return std::nullopt;
  std::vector<Argument> arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const llvm::StringRef word = words[i];
    Argument argument{.number = word == "true", .text = words[i]};
    const bool text = packet.parameters[i].type == ir::Expr::Type::Text;
    if (!text && word != "true" && word != "false" && word.getAsInteger(0, argument.number))
      return std::nullopt;
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

int complain(const Env& env, const std::string& text, int status) {
  fmt::print(env.err, "mplc: error: {}\n", text);
  return status;
}

/// A file that is itself the packet.
int decode_raw(const Env& env, Session& session, const std::string& file) {
  const auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(file, /*IsText=*/false);
  if (!buffer)
    return complain(env, fmt::format("cannot read '{}': {}", file, buffer.getError().message()),
                    kUnreadable);
  const llvm::StringRef text = (*buffer)->getBuffer();
  const Bytes bytes{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  session.packet(file, {.length = bytes.size(), .bytes = bytes}, bytes);
  return kDecoded;
}

int decode_capture(const Env& env, const Task& task, Session& session, const std::string& file) {
  const auto read = decode::read_capture(file, [&](const Frame& frame) {
    if (const auto bytes = decode::carried(task.carrier, frame))
      session.packet(file, frame, *bytes);
    else
      session.passed_over(frame);
    return true;
  });
  return read ? kDecoded
              : complain(env, fmt::format("cannot read '{}': {}", file, read.error()), kUnreadable);
}

int decode_all(const Env& env, const Command& command, const Task& task) {
  Session session(env, command.json, task);
  int status = kDecoded;
  for (const std::string& file : command.decode.captures)
    status = std::max(status, command.decode.raw ? decode_raw(env, session, file)
                                                 : decode_capture(env, task, session, file));
  const int found = session.finish();
  return status != kDecoded ? status : found;
}

} // namespace

int decode_captures(const Env& env, const Command& command) {
  const DecodeOptions& options = command.decode;
  SourceManager sources(search_folders(env, command));
  Diagnostics diagnostics(sources, env.err, diagnostic_options(env, command));
  const std::string& spec = command.files.front();
  const auto main = sources.open(spec);
  if (!main) {
    diagnostics.report(Diag::CannotRead, {}, {spec, main.error()}).done();
    return kUnreadable;
  }
  const auto module = read_module(command, *main, sources, diagnostics);
  if (!module)
    return kUnreadable;
  diagnostics.finish();

  const auto id = choose(*module, options.packet);
  if (!id)
    return complain(env, fmt::format("no packet '{}' in '{}'", options.packet, spec), kMeaningless);
  const ir::Packet& packet = module->packets[*id];
  auto arguments = parse_arguments(packet, options.arguments);
  if (!arguments)
    return complain(
        env,
        fmt::format("packet '{}' takes {} arguments: give each with --argument=VALUE, a "
                    "number, true or false, or the bytes",
                    packet.name, packet.parameters.size()),
        kMeaningless);
  const auto carrier = choose_carrier(options, packet.name);
  if (!carrier)
    return complain(env,
                    fmt::format("what carries '{}' is not known: say where it is with --udp=PORT, "
                                "--tcp=PORT, --skip=BYTES or --raw",
                                packet.name),
                    kMeaningless);
  return decode_all(
      env, command,
      {.module = *module, .packet = *id, .arguments = std::move(*arguments), .carrier = *carrier});
}

} // namespace mir::mplc

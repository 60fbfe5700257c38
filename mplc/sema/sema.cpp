#include "mplc/sema/sema.hpp"

#include "mplc/sema/enumeration.hpp"
#include "mplc/sema/packet.hpp"
#include "mplc/sema/vector.hpp"

#include <algorithm>
#include <array>
#include <list>

namespace mir::mplc {
namespace {

using namespace sema;

constexpr std::array<std::string_view, 2> kByteOrders{"little", "big"};

class Analyser {
public:
  Analyser(SourceManager& sources, const Loader& load, const SemaOptions& options,
           Diagnostics& diagnostics)
      : sources_(sources), load_(load), little_endian_(options.little_endian),
        diagnostics_(diagnostics), context_{diagnostics, sources} {}

  Model run(ast::File file) {
    context_.enumerations = &model_.enums;
    model_.main = file.id;
    add_file(std::move(file));
    // By index: packets that fields ask for are found, and added, on the way.
    for (std::size_t i = 0; i < declared_.size(); ++i)
      analyse(declared_[i]);
    for (const DeclaredTest& test : tests_) {
      const auto packet = test.source->packet ? find_packet(*test.source->packet)
                                              : std::optional(declared_[test.packet].id);
      if (packet)
        resolve_vectors(context_, *test.source, *packet, model_);
    }
    model_.modern = context_.modern;
    return std::move(model_);
  }

private:
  enum class State : unsigned char { New, Open, Done };
  struct Declared {
    const ast::Packet* source;
    FileId file;
    State state = State::New;
    PacketId id = 0;
    bool little = false; ///< `endian little;` of its file
  };

  struct DeclaredTest {
    const ast::Test* source;
    std::size_t packet; ///< into declared_, unless the test names one
  };

  /// Takes over a file: its types are known from now on, its packets are analysed when their turn
  /// comes.
  void add_file(ast::File loaded) {
    files_.push_back(std::move(loaded));
    const ast::File& file = files_.back();
    seen_.push_back(file.id);
    for (const ast::Decl& decl : file.decls)
      if (const auto* import = std::get_if<ast::Import>(&decl.node))
        import_file(*import, file.id);
    bool little = little_endian_;
    for (const ast::Decl& decl : file.decls)
      std::visit([&](const auto& node) { declare(node, decl, file.id, little); }, decl.node);
  }

  void import_file(const ast::Import& import, FileId from) {
    context_.modern = true;
    const std::string path = sources_.find(import.path.text, from);
    if (path.empty()) {
      diagnostics_.report(Diag::ImportNotFound, import.path.range, {import.path.text}).done();
      return;
    }
    const auto file = open(path, import.path.range);
    if (!file)
      return;
    if (std::ranges::find(importing_, *file) != importing_.end() || *file == from) {
      report_cycle(import, *file, from);
      return;
    }
    if (std::ranges::find(seen_, *file) != seen_.end())
      return;
    importing_.push_back(from);
    add_file(load_(*file));
    importing_.pop_back();
  }

  void report_cycle(const ast::Import& import, FileId file, FileId from) {
    std::string chain;
    for (auto at = std::ranges::find(importing_, file); at != importing_.end(); ++at)
      chain += std::string(sources_.path(*at)) + " -> ";
    chain += std::string(sources_.path(from)) + " -> " + std::string(sources_.path(file));
    diagnostics_.report(Diag::ImportCycle, import.path.range, {chain}).done();
  }

  std::optional<FileId> open(const std::string& path, Range asked) {
    const auto file = sources_.open(path);
    if (file)
      return *file;
    diagnostics_.report(Diag::CannotRead, asked, {path, file.error()}).done();
    return std::nullopt;
  }

  void declare(const ast::Import&, const ast::Decl&, FileId, bool&) {}
  void declare(const ast::Typedef& node, const ast::Decl&, FileId, bool&) {
    ast::Name base = node.base;
    // Following the chain before the new link is in: it can close a circle only here.
    for (auto next = context_.typedefs.find(base.text);
         next != context_.typedefs.end() && base.text != node.name.text;
         next = context_.typedefs.find(base.text))
      base.text = next->second.text;
    if (base.text == node.name.text)
      diagnostics_.report(Diag::TypedefCycle, node.name.range, {node.name.text}).done();
    else if (fresh_type(node.name))
      context_.typedefs.emplace(node.name.text, node.base);
  }
  void declare(const ast::Struct& node, const ast::Decl&, FileId, bool&) {
    if (fresh_type(node.name))
      context_.structs.emplace(node.name.text, &node);
  }
  void declare(const ast::Let& node, const ast::Decl&, FileId, bool&) {
    context_.modern = true;
    const Packet none;
    Expr value = resolve({context_, none}, node.value);
    if (!context_.constants.emplace(node.name.text, std::move(value)).second)
      diagnostics_.report(Diag::DuplicateConstant, node.name.range, {node.name.text}).done();
  }
  void declare(const ast::Enum& node, const ast::Decl&, FileId, bool& little) {
    context_.little_endian = little;
    if (fresh_type(node.name))
      declare_enumeration(context_, node, model_);
  }
  void declare(const ast::Test& node, const ast::Decl& decl, FileId file, bool&) {
    context_.modern = true;
    const bool after_packet = !declared_.empty() && declared_.back().file == file;
    if (!node.packet && !after_packet)
      diagnostics_.report(Diag::TestWithoutPacket, decl.range).done();
    else if (file == model_.main) // those of an import are its own file's to make good
      tests_.push_back({&node, node.packet ? 0 : declared_.size() - 1});
  }
  void declare(const ast::EndianDecl& node, const ast::Decl&, FileId, bool& little) {
    context_.modern = true;
    if (node.order.text != "little" && node.order.text != "big")
      diagnostics_.report(Diag::UnknownEndian, node.order.range, {node.order.text})
          .fix_if(node.order.range, nearest(node.order.text, kByteOrders).mend());
    little = node.order.text == "little";
  }
  void declare(const ast::Packet& node, const ast::Decl&, FileId file, bool& little) {
    const auto twin = std::ranges::find_if(declared_, [&](const Declared& other) {
      return other.source->name.text == node.name.text;
    });
    if (twin != declared_.end())
      diagnostics_.report(Diag::DuplicatePacket, node.name.range, {node.name.text})
          .note(Diag::NoteFirstHere, twin->source->name.range);
    else
      declared_.push_back({&node, file, State::New, 0, little});
  }

  bool fresh_type(const ast::Name& name) {
    if (!context_.typedefs.contains(name.text) && !context_.structs.contains(name.text) &&
        !context_.enums.contains(name.text))
      return true;
    diagnostics_.report(Diag::DuplicateType, name.range, {name.text}).done();
    return false;
  }

  /// The packet that a nested field names: in the files read so far, or in a file of its name.
  std::optional<PacketId> find_packet(const ast::Name& name) {
    for (int attempt = 0; attempt < 2; ++attempt) {
      for (std::size_t i = 0; i < declared_.size(); ++i)
        if (declared_[i].source->name.text == name.text)
          return reach(i, name);
      if (attempt == 0 && !load_packet(name))
        return std::nullopt;
    }
    unknown_packet(name);
    return std::nullopt;
  }

  /// Reads q.mpl for a packet q that no file defines (A.8); false if that was tried and reported.
  bool load_packet(const ast::Name& name) {
    const std::string path = sources_.find(name.text + ".mpl", name.range.file);
    if (path.empty())
      return true;
    const auto file = open(path, name.range);
    if (!file)
      return false;
    if (std::ranges::find(seen_, *file) == seen_.end())
      add_file(load_(*file));
    return true;
  }

  std::optional<PacketId> reach(std::size_t index, const ast::Name& name) {
    if (declared_[index].state == State::Open) {
      diagnostics_.report(Diag::NestedCycle, name.range, {name.text})
          .note(Diag::NoteDeclaredHere, declared_[index].source->name.range, {name.text});
      return std::nullopt;
    }
    analyse_at(index);
    return declared_[index].id;
  }

  void unknown_packet(const ast::Name& name) {
    std::vector<std::string_view> names;
    for (const Declared& declared : declared_)
      names.push_back(declared.source->name.text);
    const Near near = nearest(name.text, names);
    if (near.empty())
      diagnostics_.report(Diag::UnknownPacket, name.range, {name.text}).done();
    else
      diagnostics_.report(Diag::UnknownPacketNear, name.range, {name.text, near.name})
          .fix_if(name.range, near.mend());
  }

  void analyse(const Declared& declared) {
    analyse_at(static_cast<std::size_t>(&declared - declared_.data()));
  }

  void analyse_at(std::size_t index) {
    if (declared_[index].state != State::New)
      return;
    declared_[index].state = State::Open;
    const ast::Packet& source = *declared_[index].source;
    Packet packet{.name = source.name.text,
                  .doc = source.doc,
                  .range = source.name.range,
                  .close = source.close,
                  .message = source.message};
    context_.modern |= source.message;
    Pending pending;
    context_.little_endian = declared_[index].little;
    declare_fields(
        context_, source, [this](const ast::Name& name) { return nested(name); }, packet, pending);
    resolve_packet(context_, model_.packets, pending, packet);
    declared_[index].state = State::Done;
    declared_[index].id = static_cast<PacketId>(model_.packets.size());
    model_.packets.push_back(std::move(packet));
  }

  /// find_packet() for a field of the packet being declared, whose file's byte order must survive
  /// it.
  std::optional<PacketId> nested(const ast::Name& name) {
    const bool little = context_.little_endian;
    const auto found = find_packet(name);
    context_.little_endian = little;
    return found;
  }

  SourceManager& sources_;
  const Loader& load_;
  bool little_endian_;
  Diagnostics& diagnostics_;
  Context context_;
  Model model_{};
  std::list<ast::File> files_; // keeps the trees alive: the context points into them
  std::vector<FileId> seen_, importing_;
  std::vector<Declared> declared_;
  std::vector<DeclaredTest> tests_;
};

} // namespace

sema::Model analyse(ast::File file, SourceManager& sources, const Loader& load,
                    const SemaOptions& options, Diagnostics& diagnostics) {
  return Analyser(sources, load, options, diagnostics).run(std::move(file));
}

} // namespace mir::mplc

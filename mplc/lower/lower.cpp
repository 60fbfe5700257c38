#include "mplc/lower/lower.hpp"

#include "mplc/ir/naming.hpp"
#include "mplc/lower/packet_lowering.hpp"
#include "mplc/lower/vector.hpp"

#include <algorithm>

namespace mir::mplc {
namespace {

std::string stem(std::string_view path) {
  path.remove_prefix(path.find_last_of('/') + 1); // npos + 1 is 0
  return std::string(path.substr(0, path.rfind('.')));
}

ir::Enum enumeration(const sema::Enumeration& source, const SourceManager& sources,
                     ir::NameSet& classes) {
  const auto where = [&sources](Range range) {
    const LineColumn place = sources.line_column(range.file, range.begin);
    return ir::Location{range.file == 0 ? 0 : range.file - 1, place.line, place.column};
  };
  return {.name = source.name,
          .doc = source.doc,
          .cpp_name = classes.claim(ir::type_name(source.name)),
          .bits = source.base.bits,
          .flags = source.flags,
          .tags = ir::lower_tags(*source.base.variant, where),
          .where = where(source.range)};
}

/// Whether a parse of the packet leaves some of its bytes, or of those of a packet in it,
/// unchecked.
bool is_deferred(const ir::Module& module, const ir::Packet& packet) {
  return std::ranges::any_of(packet.fields, [&module](const ir::Field& field) {
    const bool inner =
        field.wire.kind == ir::Wire::Kind::Packet || field.wire.kind == ir::Wire::Kind::Array;
    return field.lazy || (inner && module.packets[field.wire.packet].deferred);
  });
}

} // namespace

ir::Module lower(const sema::Model& model, const SourceManager& sources,
                 const LowerOptions& options, Diagnostics& diagnostics) {
  ir::Module module;
  module.name = stem(sources.path(model.main));
  module.cpp_namespace =
      options.cpp_namespace.empty() ? ir::accessor_name(module.name) : options.cpp_namespace;
  if (!ir::is_namespace(module.cpp_namespace))
    diagnostics.report(Diag::BadNamespace, {}, {module.cpp_namespace}).done();
  for (FileId file = 1; file <= sources.count(); ++file)
    module.files.push_back({std::string(sources.path(file))});
  ir::NameSet classes;
  for (const std::string_view name : ir::kClassParts)
    (void)classes.claim(std::string(name));
  std::vector<std::string> names(model.packets.size());
  // The elements of arrays take what the packets of the specification leave.
  for (const bool elements : {false, true})
    for (std::size_t i = 0; i < names.size(); ++i)
      if (model.packets[i].element == elements)
        names[i] = classes.claim(
            ir::type_name(elements ? ir::singular(model.packets[i].name) : model.packets[i].name));
  for (const sema::Enumeration& source : model.enums)
    module.enums.push_back(enumeration(source, sources, classes));
  module.packets.reserve(model.packets.size());
  for (const sema::Packet& source : model.packets) {
    ir::Packet packet;
    packet.cpp_name = names[module.packets.size()];
    ir::Lowering lowering{source, sources, diagnostics,
                          module, packet,  options.edition_2006 || !model.modern};
    ir::lower_declarations(lowering, module.enums,
                           static_cast<ir::PacketId>(module.packets.size()));
    ir::lower_layout(lowering);
    // What does not hold together would be reported again by each pass that follows.
    if (!diagnostics.failed())
      ir::lower_parse(lowering);
    if (!diagnostics.failed())
      ir::lower_build(lowering);
    if (!diagnostics.failed())
      ir::lower_checksums(lowering);
    packet.deferred = is_deferred(module, packet);
    module.packets.push_back(std::move(packet));
  }
  module.vectors_class = classes.claim(ir::type_name(module.name) + "Vectors");
  ir::lower_vectors(model, sources, module);
  return module;
}

} // namespace mir::mplc

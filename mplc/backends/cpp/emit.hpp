#pragma once
// What is printed for a module: one function an artefact, each in the file of its name.

#include "mplc/backends/cpp/print/field_table.hpp"
#include "mplc/backends/cpp/print/printer.hpp"
#include "mplc/backends/cpp/print/spelling.hpp"

namespace mir::mplc::cpp {

/// What the functions below share: one packet and where its text goes.
struct Target {
  Printer& out;
  const Spelling& names;
  const FieldTable& table;
};

/// What is laid out together: the packet itself or one clause.
struct Level {
  const ir::Body& body;
  std::string name;                      ///< its class
  std::optional<ir::ClauseRef> clause{}; ///< absent: the packet itself
};

// enum.cpp
/// A variant: an enumeration that keeps unknown numbers, and to_string().
void emit_enum(Printer& out, const ir::Enum& variant, std::string_view number_type, bool in_class);

// view.cpp
/// The struct `Layout`: where the packet is, and the positions in it that depend on its bytes.
void emit_layout(const Target& target);
/// The enumerations of a level's classifies.
void emit_clause_enums(const Target& target, const ir::Body& body);
/// Accessors of the level's own fields, and of its clauses: as_<clause>(), visit().
void emit_accessors(const Target& target, const Level& level);
/// Views of the clauses, and what they are made of.
void emit_clause_views(const Target& target, const ir::Body& body);

// fields.cpp
/// The struct `Fields` of a level: what a build is given.
void emit_fields(const Target& target, const Level& level);
/// For each classify, the class that holds the Fields of one of its clauses.
void emit_choices(const Target& target, const ir::Body& body);
/// fields(): what a build would need to make the same bytes.
void emit_to_fields(const Target& target, const Level& level);
/// What fields() calls for the classifies of a level.
void emit_to_choices(const Target& target, const ir::Body& body);

// parse.cpp
void emit_parse(const Target& target);
/// Whether a parse goes through the elements of arrays, so that there is a parse_each().
[[nodiscard]] bool visits(const ir::Packet& packet);
/// What the function that parses returns for an error, given as a std::unexpected.
[[nodiscard]] std::string failure(const Spelling& names, const std::string& error);

// checksum.cpp
/// What the caller gives of each pseudo header.
void emit_pseudo_headers(const Target& target);
/// verify_<field>() of each checksum whose field is in `clause`, or in the packet itself.
void emit_verify(const Target& target, std::optional<ir::ClauseRef> clause);
/// update_<field>() of the same.
void emit_update(const Target& target, std::optional<ir::ClauseRef> clause);
/// A statement that writes `field` in place, with what mends the checksums that cover it.
void emit_mended_write(const Target& target, ir::FieldId field, const std::string& write);
/// Whether the checksums that cover a field can be mended where its setter stands.
[[nodiscard]] bool can_mend(const Target& target, ir::FieldId field);
/// At the start of a write: the values of checksums that are computed at its end.
void emit_given_checksums(const Target& target);
/// Around the summands of a checksum that is summed up before it is written (`early`), or stored
/// after all else is.
void open_sum(const Target& target, const ir::Checksum& checksum, bool early);
void close_sum(const Target& target, const ir::Checksum& checksum, bool early);
void emit_summand(const Target& target, const ir::Checksum& checksum, const ir::Store& store);
void emit_summand(const Target& target, ir::FieldId id);
/// A checksum of what is written.
void emit_written_sum(const Target& target, const ir::Checksum& checksum);

// build.cpp
/// The number that a unit of `width` bits holds, its fields shifted into place; `left_out` is 0.
[[nodiscard]] std::string unit_value(const Spelling& names, const ir::Store& store,
                                     std::uint32_t width, std::optional<ir::FieldId> left_out = {});
/// size(), build(), prepend() and scatter().
void emit_build(const Target& target);
/// What they share: Plan, measure(), settle(), write().
void emit_build_parts(const Target& target);

// repeat.cpp
/// What the elements of a level's arrays are called inside it.
void emit_elements(const Target& target, const ir::Body& body);
/// Of the element of an array: whether it is the one that ends it.
void emit_last(const Target& target);
/// The expression that an accessor of an array returns.
[[nodiscard]] std::string read_array(const Spelling& names, const ir::Field& field);
/// The variables of parse() in which the arguments of an array's elements are kept.
void declare_arguments(const Target& target, ir::FieldId array);
/// The loop that checks each element.
void emit_repeat(const Target& target, const ir::Repeat& repeat);
/// check_elements(): what a parse leaves unchecked.
void emit_check_deferred(const Target& target);
/// What a build needs of an array: its size and its count, a check, and its bytes.
void emit_measure_array(const Target& target, ir::FieldId array);
void emit_check_array(const Target& target, ir::FieldId array);
void emit_write_array(const Target& target, ir::FieldId array);
/// The zeros that may stand at the end of a region; its content is written over them.
void emit_padding(const Target& target, const ir::Region& region);

// editor.cpp
/// The class `Editor` of the packet and of each clause, after the packet's class; and edit().
void emit_editors(const Target& target);

// vector.cpp
/// The vectors of the specification as static_asserts, after all packets.
void emit_vectors(Printer& out, const ir::Module& module);

} // namespace mir::mplc::cpp

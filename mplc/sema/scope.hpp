#pragma once
// What the parts of sema know in common while they work on one packet.

#include "mplc/ast/ast.hpp"
#include "mplc/diag/diagnostics.hpp"
#include "mplc/sema/model.hpp"

#include <map>
#include <string_view>

namespace mir::mplc::sema {

struct Enclosing;

/// What holds for the whole specification.
struct Context {
  Diagnostics& diagnostics;
  const SourceManager& sources;
  bool little_endian = false;
  bool modern = false; ///< set by whatever meets a feature of part B
  std::map<std::string, Expr, std::less<>> constants{}; ///< let
  std::map<std::string, const ast::Struct*, std::less<>> structs{};
  std::map<std::string, ast::Name, std::less<>> typedefs{};  ///< name to base
  std::map<std::string, PacketId, std::less<>> packets{};    ///< those in the model already
  std::map<std::string, std::uint32_t, std::less<>> enums{}; ///< enum and flags: into Model::enums
  const std::vector<Enumeration>* enumerations = nullptr;    ///< those
  const Enclosing* enclosing = nullptr; ///< set while the element of an array is analysed
};

/// Which names an expression may use.
enum class Use {
  Constant, ///< none but constants
  Earlier,  ///< fields before it
  Any       ///< later fields too: value(e)
};

/// The place in a packet where an expression stands.
struct Place {
  Context& context;
  const Packet& packet;
  Use use = Use::Constant;
  FieldId limit = 0;                 ///< Earlier: the first field that is not yet read
  std::optional<ClauseRef> clause{}; ///< the clause it is in
  std::string_view prefix{};         ///< in a struct: "f_", tried first
};

/// Around the element of an array: what its expressions may use of the packet that has the array.
struct Enclosing {
  Place place;                  ///< of the array
  const Enclosing* outer;       ///< around the packet that has the array
  Packet& element;              ///< gets a parameter for each thing used
  std::vector<Expr>& arguments; ///< and the array an argument
};

/// The field `name` as seen from `place`, whether before it or after; nothing if there is none (not
/// reported).
[[nodiscard]] std::optional<FieldId> find_field(const Place& place, std::string_view name);

/// Whether code in `inner` also stands in `outer`.
[[nodiscard]] bool encloses(const Packet& packet, std::optional<ClauseRef> outer,
                            std::optional<ClauseRef> inner);

/// Resolves, types and folds an expression. A mistake is reported once and gives an expression that
/// failed().
[[nodiscard]] Expr resolve(const Place& place, const ast::Expr& expr);
/// The same for one that must be a number.
[[nodiscard]] Expr resolve_integer(const Place& place, const ast::Expr& expr);
/// The same for one of type `type`.
[[nodiscard]] Expr resolve_as(const Place& place, const ast::Expr& expr, Type type);
/// The same for a condition; a number counts as "not 0".
[[nodiscard]] Expr resolve_condition(const Place& place, const ast::Expr& expr);
/// The same for what is written to one bit: a number, or a condition that makes it 1.
[[nodiscard]] Expr resolve_bit(const Place& place, const ast::Expr& expr);
/// The same for a constant that field `field` holds: a number, a tag of its variant, or a boolean.
[[nodiscard]] Expr resolve_value_of(const Place& place, const Field& field, const ast::Expr& expr);

/// The type of `value` where `field` says what it is compared with or written to: one bit may be
/// written as a boolean, and a boolean as 0 or 1.
[[nodiscard]] Type type_beside(const Field& field, const Expr& value);

/// A constant.
[[nodiscard]] Expr constant(Range range, Type type, Int value);
/// Computes what is constant; poison spreads silently.
[[nodiscard]] Expr fold(Diagnostics& diagnostics, Expr expr);
/// The tag of that name; nullptr if there is none (not reported).
[[nodiscard]] const Tag* named_tag(const Variant& variant, std::string_view name);
/// "a number", as messages call a type.
[[nodiscard]] std::string_view name_of(Type type);

/// Whether the value of the field is a Text: strings, and bytes.
[[nodiscard]] bool has_text(const Field& field);
/// Whether the field is a string: those, but for bytes that are not declared as text.
[[nodiscard]] bool is_string(const Field& field);

/// Fields of which `expr` uses the value, in the order of their mention.
void used_fields(const Expr& expr, std::vector<FieldId>& out);

[[nodiscard]] std::string to_string(Int value);

} // namespace mir::mplc::sema

#pragma once
// One packet: its fields, their attributes, its classifies and the rules that bind them.

#include "mplc/sema/scope.hpp"

#include <functional>
#include <memory>

namespace mir::mplc::sema {

/// The packet a nested field names, analysed before; nothing if there is none (reported).
using PacketFinder = std::function<std::optional<PacketId>(const ast::Name&)>;

/// A statement whose expressions are resolved once all fields are known.
struct PendingField {
  FieldId field = 0;
  const ast::FieldStmt* stmt = nullptr;
  const ast::NestedStmt* nested = nullptr;
  std::string prefix{}; ///< of the struct it came from
};

struct PendingClassify {
  ClassifyId classify = 0;
  const ast::ClassifyStmt* stmt = nullptr;
  FieldId limit = 0; ///< fields before it
  std::string prefix{};
};

struct PendingCheck {
  std::uint32_t check = 0;
  const ast::CheckStmt* stmt = nullptr;
  FieldId limit = 0;
  std::string prefix{};
};

struct PendingCondition {
  FieldId field = 0;
  const ast::Expr* condition = nullptr;
  std::string prefix{};
};

struct PendingRegion {
  RegionId region = 0;
  const ast::RegionStmt* stmt = nullptr;
  FieldId limit = 0; ///< fields before it
  std::string prefix{};
};

struct Pending;

struct PendingArray {
  FieldId field = 0;
  const ast::ArrayStmt* stmt = nullptr;
  std::string prefix{};
  Packet element;
  std::unique_ptr<Pending> inner;            ///< of the element
  std::unique_ptr<ast::ArrayStmt> numbers{}; ///< what `uint16[e]` stands for; `stmt` is this then
};

/// What the first pass leaves for the second.
struct Pending {
  std::vector<PendingField> fields;
  std::vector<PendingClassify> classifies;
  std::vector<PendingCheck> checks;
  std::vector<PendingRegion> regions;
  std::vector<PendingCondition> conditions;
  std::vector<PendingArray> arrays;
};

/// First pass: every field with its type and clause; duplicates and unknown types are reported.
void declare_fields(Context& context, const ast::Packet& source, const PacketFinder& find,
                    Packet& packet, Pending& pending);
/// Second pass: everything of a packet, and of the elements of its arrays, which are added to
/// `packets`.
void resolve_packet(Context& context, std::vector<Packet>& packets, Pending& pending,
                    Packet& packet);
/// Second pass: sizes, attributes and arguments.
void resolve_attributes(Context& context, const std::vector<Packet>& packets,
                        const Pending& pending, Packet& packet);
/// Second pass: patterns and guards, and what overlaps or cannot be reached.
void resolve_classifies(Context& context, const Pending& pending, Packet& packet);
/// The same for a classify of a string, of an expression or of several values.
void resolve_match(Context& context, const PendingClassify& pending, Packet& packet);
void resolve_checks(Context& context, const Pending& pending, Packet& packet);
void resolve_conditions(Context& context, const Pending& pending, Packet& packet);
void resolve_regions(Context& context, const Pending& pending, Packet& packet);
void resolve_arrays(Context& context, std::vector<Packet>& packets, Pending& pending,
                    Packet& packet);
/// The tie rule (A.5), what drives the parse (A.4), and the order of computed fields.
void apply_rules(Context& context, const std::vector<Packet>& packets, Packet& packet);

/// What fields of an enumeration are: a field of its base type, without its variant.
[[nodiscard]] Field enumeration_base(Context& context, const ast::Enum& source);
/// First pass: a checksum, if `stmt` says that `field` is one, with the packets it names.
void declare_checksum(Context& context, const ast::FieldStmt& stmt, FieldId field,
                      const PacketFinder& find, Packet& packet);
/// Second pass: algorithms, what they cover, and the arguments of pseudo headers.
void resolve_checksums(Context& context, const std::vector<Packet>& packets, const Pending& pending,
                       Packet& packet);

/// One line of the variant of `field`, which has those before it; nothing if it is left out
/// (reported).
[[nodiscard]] std::optional<Tag> resolve_tag(const Place& place, const Field& field,
                                             const ast::VariantMatch& match,
                                             const Variant& variant);

/// Whether `field`, a scalar, can hold `value`.
[[nodiscard]] bool fits(const Field& field, Int value);
/// Largest value of `field`, a scalar.
[[nodiscard]] Int largest(const Field& field);
[[nodiscard]] Int smallest(const Field& field);

} // namespace mir::mplc::sema

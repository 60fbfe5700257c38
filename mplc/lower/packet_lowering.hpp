#pragma once
// The passes that turn one packet of the model into its decided form, in the order they run.

#include "mplc/diag/diagnostics.hpp"
#include "mplc/ir/ir.hpp"
#include "mplc/sema/model.hpp"

#include <functional>

namespace mir::mplc::ir {

/// What the passes share.
struct Lowering {
  const sema::Packet& source;
  const SourceManager& sources;
  Diagnostics& diagnostics;
  const Module& module; ///< packets that this one nests are in it already
  Packet& packet;
  bool lenient = false; ///< edition 2006

  [[nodiscard]] Location where(Range range) const;
};

[[nodiscard]] std::vector<Tag> lower_tags(const sema::Variant& variant,
                                          const std::function<Location(Range)>& where);

/// Fields, clauses, variants: what can be said without positions.
void lower_declarations(Lowering& lowering, std::vector<Enum>& enums, PacketId id);
/// Positions and anchors. Reports what does not fit together.
void lower_layout(Lowering& lowering);
void lower_parse(Lowering& lowering);
void lower_build(Lowering& lowering);
/// What checksums cover, and the steps of a build that make them.
void lower_checksums(Lowering& lowering);

/// The block for what holds in `clause` only, at the end of `root`; and for what holds of a field
/// of it, if that is there.
[[nodiscard]] Block& inside(const Packet& packet, Block& root, std::optional<ClauseRef> clause);
[[nodiscard]] Block& inside_field(const Packet& packet, Block& root, FieldId field);

/// An expression at a place in the packet: `here` is what remaining() counts from, and `limit` the
/// end of its region.
[[nodiscard]] Expr lower_expression(const Lowering& lowering, const sema::Expr& expr, Position here,
                                    AnchorId limit = 1);
/// The same at the start of a field, and at its end.
[[nodiscard]] Expr expression_at(const Lowering& lowering, const sema::Expr& expr, FieldId field);
[[nodiscard]] Expr expression_after(const Lowering& lowering, const sema::Expr& expr,
                                    FieldId field);

// Small expressions the passes put together themselves; `where` is the whole's place.
[[nodiscard]] Expr constant(std::int64_t value, Location where);
[[nodiscard]] Expr count_of(const Lowering& lowering, FieldId array, Location where);
/// Bytes from one place to a later one.
[[nodiscard]] Expr distance(const Lowering& lowering, Position from, Position to, Location where);
[[nodiscard]] Expr field_value(const Lowering& lowering, FieldId field, Location where);
[[nodiscard]] Expr compare(Expr::Op op, Expr left, Expr right);
[[nodiscard]] Expr compare(Expr::Op op, Expr left, sema::Int right);
[[nodiscard]] Expr both(Expr::Op op, Expr left, Expr right);

[[nodiscard]] Expr text(std::string text, Location where);

/// Whether the variant of the field knows its value.
[[nodiscard]] Expr known_value(const Lowering& lowering, FieldId field);
/// When a clause without `patterns` matches, its guard apart; nothing for the default clause.
[[nodiscard]] std::optional<Expr> tuples_condition(const Lowering& lowering,
                                                   const sema::Classify& classify,
                                                   const sema::Clause& clause);

/// A number as I64: one beyond 2^63-1 is an overflow when it happens.
[[nodiscard]] Expr to_i64(Expr expr);

/// The largest number that every value of `expr` is a multiple of, as far as its form shows.
[[nodiscard]] std::uint64_t stride(const Expr& expr);

} // namespace mir::mplc::ir

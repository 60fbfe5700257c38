#pragma once
// How the things of one packet are called in the code that is printed for it.

#include "mplc/ir/ir.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mir::mplc::cpp {

/// Which generated code a name appears in; the same position is called differently in each.
enum class In {
  Parse, ///< parse(): positions are locals
  View,  ///< accessors: positions are members of the layout `at_`
  Build  ///< the functions of a build: positions are members of `plan`
};

class Spelling {
public:
  Spelling(const ir::Module& module, const ir::Packet& packet);

  [[nodiscard]] const ir::Module& module() const { return module_; }
  [[nodiscard]] const ir::Packet& packet() const { return packet_; }
  [[nodiscard]] const ir::Field& field(ir::FieldId id) const { return packet_.fields[id]; }

  // Types.
  /// The unsigned, signed or bool type that holds the field's number.
  [[nodiscard]] std::string number_type(const ir::Field& field) const;
  /// What an accessor returns.
  [[nodiscard]] std::string view_type(const ir::Field& field) const;
  /// What the member of Fields is.
  [[nodiscard]] std::string fields_type(const ir::Field& field) const;
  /// The type that numbers the clauses of a classify.
  [[nodiscard]] static std::string_view clause_type(const ir::Classify& classify) {
    return classify.clauses.size() <= 256 ? "std::uint8_t" : "std::uint32_t";
  }
  /// What says how a checksum is filled in.
  [[nodiscard]] std::string fill_type(const ir::Field& field) const;

  // Places.
  [[nodiscard]] std::string anchor(In in, ir::AnchorId id) const;
  /// The variable in which parse() and build() hold it, and the view keeps it.
  [[nodiscard]] const std::string& variable(ir::AnchorId id) const;
  /// Bytes from the start of the packet: `options_end + 4`.
  [[nodiscard]] std::string offset(In in, const ir::Position& position) const;
  /// A pointer: `data + options_end + 4`.
  [[nodiscard]] std::string address(In in, const ir::Position& position) const;
  /// Bytes between two places: `size - 8`.
  [[nodiscard]] std::string distance(In in, const ir::Position& from, const ir::Position& to) const;

  // Values.
  /// Reads the field's number from the packet.
  [[nodiscard]] std::string load(In in, const ir::Field& field) const;
  /// The number of a field in an expression: a local of parse(), or what a build will write.
  [[nodiscard]] std::string number(In in, ir::FieldId id) const;
  /// Whether a field that has a condition is there.
  [[nodiscard]] std::string present(In in, ir::FieldId field) const;
  /// The fields that have a condition.
  [[nodiscard]] std::vector<ir::FieldId> optional() const;
  /// `std::optional<T>` of a field that has a condition, else T.
  [[nodiscard]] std::string accessor_type(const ir::Field& field) const;
  [[nodiscard]] std::string member_type(const ir::Field& field) const;
  /// How many elements an array has.
  [[nodiscard]] std::string count(In in, ir::FieldId array) const;
  /// The number of `role` Constant, Computed or Tag, or the member of Fields.
  [[nodiscard]] std::string given(ir::FieldId id) const;
  /// The member of Fields that says how a checksum is filled in.
  [[nodiscard]] std::string fill(ir::FieldId id) const;
  /// The Fields that a clause (or the packet itself) takes its members from.
  [[nodiscard]] std::string fields_of(const std::optional<ir::ClauseRef>& clause) const;
  [[nodiscard]] const std::string& parameter(ir::ParameterId id) const;
  /// `, std::int64_t n, bool b`, and `, n, b`.
  [[nodiscard]] std::string parameters() const;
  [[nodiscard]] std::string arguments() const;
  /// The field's name, made unique in its packet; only with a word behind it, for it may be one of
  /// C++.
  [[nodiscard]] const std::string& unique(ir::FieldId id) const { return unique_[id]; }

  /// The class of the elements of an array.
  [[nodiscard]] std::string element_type(const ir::Field& field) const;
  /// The class of another packet, as it is called inside this one.
  [[nodiscard]] std::string class_name(ir::PacketId packet) const;
  /// Fields that are arrays whose elements take arguments; the view keeps these.
  [[nodiscard]] std::vector<ir::FieldId> arrays_with_arguments() const;
  /// What argument `index` of array `id` is kept as: `options_with_0`; and its type.
  [[nodiscard]] std::string kept_argument(ir::FieldId id, std::size_t index) const;
  [[nodiscard]] static std::string argument_type(const ir::Expr& argument);
  /// `, options_with_0`, behind `prefix`: all of them.
  [[nodiscard]] std::string kept_arguments(ir::FieldId id, std::string_view prefix) const;
  /// Fields that are packets themselves; the view keeps theirs.
  [[nodiscard]] std::vector<ir::FieldId> nested() const;
  /// Whether parse() writes the view of such a field where the packet's own view keeps it.
  [[nodiscard]] bool in_place(ir::FieldId id) const;
  /// How many names parse_each() keeps apart: those of the packet, one after the other as they may
  /// be there together, and of the packets that are in place.
  [[nodiscard]] std::uint32_t name_slots() const;
  /// Those before the field's.
  [[nodiscard]] std::uint32_t name_slot(ir::FieldId id) const;
  /// It has names itself, not only in packets within it.
  [[nodiscard]] bool has_own_names() const;
  /// `, kind_value`: what such a field's packet is given as its parameters.
  [[nodiscard]] std::string nested_arguments(In in, const ir::Field& field) const;
  /// Whether the packet of a field has names, which count from where this one's do.
  [[nodiscard]] bool shares_names(const ir::Field& field) const;
  /// The same with the table of names in front, for a build of it.
  [[nodiscard]] std::string nested_build_arguments(const ir::Field& field) const;
  /// parameters() and arguments() of the functions of a build: with the table of names, if there is
  /// one.
  [[nodiscard]] std::string build_parameters() const;
  [[nodiscard]] std::string build_arguments() const;
  /// Anchors that the view keeps; the end of the packet is kept as `size` and not among them.
  [[nodiscard]] std::vector<ir::AnchorId> stored() const;
  /// The view keeps how many bytes were given.
  [[nodiscard]] bool keeps_given() const;
  /// What precedes the functions of a build, and those of them whose result matters.
  [[nodiscard]] std::string_view inlined() const {
    return packet_.build.small ? "[[gnu::always_inline]] " : "";
  }
  [[nodiscard]] std::string_view inlined_result() const {
    return packet_.build.small ? "[[nodiscard, gnu::always_inline]]" : "[[nodiscard]]";
  }
  /// The size of the packet is the same for all.
  [[nodiscard]] bool fixed_size() const { return packet_.end.anchor == 0; }

private:
  const ir::Module& module_;
  const ir::Packet& packet_;
  std::vector<std::string> unique_, parameters_;
};

[[nodiscard]] inline bool is_number(const ir::Wire& wire) {
  using Kind = ir::Wire::Kind;
  return wire.kind == Kind::Unsigned || wire.kind == Kind::Signed || wire.kind == Kind::Boolean;
}

/// It does not fill whole bytes.
[[nodiscard]] inline bool is_bit_field(const ir::Field& field) {
  return field.wire.packed && (field.position.bits != 0 || field.wire.bits % 8 != 0);
}

/// It says itself how long it is.
[[nodiscard]] inline bool is_scanned(const ir::Wire& wire) {
  using Kind = ir::Wire::Kind;
  return wire.kind == Kind::Text || wire.kind == Kind::CString || wire.kind == Kind::Mpint ||
         wire.kind == Kind::DnsName || wire.kind == Kind::DnsNameCompressed;
}

[[nodiscard]] inline bool is_name(const ir::Wire& wire) {
  using Kind = ir::Wire::Kind;
  return wire.kind == Kind::DnsName || wire.kind == Kind::DnsNameCompressed;
}

/// A string: what is given and read is a mpl::String.
[[nodiscard]] inline bool is_string(const ir::Wire& wire) {
  using Kind = ir::Wire::Kind;
  return wire.kind == Kind::Text || wire.kind == Kind::CString ||
         (wire.kind == Kind::Bytes && wire.text);
}

/// One byte string of unknown size: the caller's stays in place until it is copied.
[[nodiscard]] inline bool is_open_bytes(const ir::Wire& wire) {
  return wire.kind == ir::Wire::Kind::Bytes && !wire.fixed_bytes && !wire.text;
}

} // namespace mir::mplc::cpp

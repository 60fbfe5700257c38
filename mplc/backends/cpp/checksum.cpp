// Checksums: what the caller gives of their pseudo headers, and how they are filled in, verified
// and mended.
#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/print/expression.hpp"

#include "llvm/ADT/STLExtras.h"

#include <set>

namespace mir::mplc::cpp {

namespace {

using Algorithm = ir::Algorithm;

bool is_internet(const ir::Checksum& checksum) { return checksum.algorithm == Algorithm::Internet; }

/// The class that sums up.
std::string sum_type(const Target& target, const ir::Checksum& checksum) {
  switch (checksum.algorithm) {
  case Algorithm::Crc32:
    return "mpl::Crc32";
  case Algorithm::Adler32:
    return "mpl::Adler32";
  case Algorithm::Fletcher:
    return fmt::format("mpl::Fletcher<{}>", target.names.field(checksum.field).wire.bits / 8);
  default:
    return "mpl::InternetSum";
  }
}

/// What a sum comes to.
std::string result(const ir::Checksum& checksum) {
  if (!is_internet(checksum))
    return "sum.value()";
  return checksum.zero_is_none ? "mpl::not_zero(sum.checksum())" : "sum.checksum()";
}

std::string local(const Target& target, const ir::Checksum& checksum) {
  return target.names.unique(checksum.field) + "_value";
}

std::string fill(const Target& target, const ir::Checksum& checksum) {
  return target.names.fill(checksum.field);
}

std::string store(const Target& target, In in, const ir::Checksum& checksum,
                  const std::string& value) {
  const ir::Field& field = target.names.field(checksum.field);
  const std::uint32_t bytes = field.wire.bits / 8;
  const bool little = field.wire.endian == ir::Endian::Little && bytes > 1;
  const std::string at = target.names.address(in, field.position);
  return fmt::format("mpl::store<{}{}>({}, {});", bytes, little ? ", std::endian::little" : "",
                     in == In::View ? fmt::format("const_cast<std::byte*>({})", at) : at, value);
}

/// The bytes between two places, as a mpl::Bytes.
std::string bytes(const Target& target, const ir::Position& from, const ir::Position& to) {
  return fmt::format("mpl::Bytes({}, {})", target.names.address(In::View, from),
                     target.names.distance(In::View, from, to));
}

// -- Pseudo headers
// -----------------------------------------------------------------------------------------------------

/// `number`, which ends at bit `end` of the pseudo header, as part of the sum.
std::string placed(const std::string& number, std::uint32_t end, std::uint32_t bits) {
  const std::uint32_t shift = (16 - end % 16) % 16;
  const std::string wide = fmt::format("static_cast<std::uint64_t>({})", number);
  return fmt::format(".{}({}{})", bits + shift > 32 ? "add_wide" : "add_number", wide,
                     shift == 0 ? "" : fmt::format(" << {}", shift));
}

std::uint32_t end_bit(const ir::Field& field) {
  return field.position.bytes * 8 + field.position.bits + field.wire.bits;
}

/// What the specification itself settles: `.add_number(..)` for each argument.
std::string argument_sum(const Target& target, In in, const ir::Pseudo& pseudo) {
  const ir::Packet& packet = target.names.module().packets[pseudo.packet];
  std::string text;
  for (const ir::PseudoField& one : pseudo.fields)
    if (one.value)
      text += placed(ExpressionPrinter(target.names, in).bare(*one.value),
                     end_bit(packet.fields[one.field]), packet.fields[one.field].wire.bits);
  return text;
}

/// The members that the caller gives, and what their sum is.
void emit_pseudo_header(const Target& target, const ir::Pseudo& pseudo, std::size_t kind) {
  Printer& out = target.out;
  const ir::Packet& packet = target.names.module().packets[pseudo.packet];
  const Spelling names(target.names.module(), packet);
  out.blank();
  out.doc(packet.doc);
  out.open("struct {} {{", pseudo.cpp_name);
  std::string sum;
  for (const ir::PseudoField& one : pseudo.fields) {
    const ir::Field& field = packet.fields[one.field];
    if (one.value)
      continue;
    if (field.constant) {
      if (field.constant->value != 0)
        sum += placed(std::to_string(field.constant->value), end_bit(field), field.wire.bits);
      continue;
    }
    out.doc(field.doc);
    const bool number = is_number(field.wire);
    out.line("{} {};", number ? names.number_type(field) : names.fields_type(field),
             field.cpp_name);
    sum += number ? placed(field.cpp_name, end_bit(field), field.wire.bits)
                  : fmt::format(".add_padded({})", field.cpp_name);
  }
  out.doc("The sum of these and of what never changes.");
  out.open("[[nodiscard]] constexpr mpl::InternetSum sum() const noexcept {{");
  out.line("return mpl::InternetSum(){};", sum);
  out.close();
  out.doc("The checksum that a build computes with this pseudo header.");
  out.function("constexpr operator mpl::PseudoFill() const noexcept",
               fmt::format("return {{sum(), {}}};", kind));
  out.doc("What a device finds that adds the rest.");
  out.function("[[nodiscard]] constexpr mpl::PseudoFill partial() const noexcept",
               fmt::format("return mpl::PseudoFill(sum(), {}).partial();", kind));
  out.close("};");
}

/// `, const PseudoHeader& pseudo`, or nothing.
std::string parameter(const ir::Pseudo* pseudo) {
  return pseudo == nullptr ? "" : fmt::format("const {}& pseudo", pseudo->cpp_name);
}

/// Adds to `sum` what the pseudo header that the caller chose settles itself.
void add_arguments(const Target& target, const ir::Checksum& checksum) {
  Printer& out = target.out;
  if (checksum.pseudo.size() == 1) {
    if (const std::string one = argument_sum(target, In::Build, checksum.pseudo[0]); !one.empty())
      out.line("sum{};", one);
    return;
  }
  for (std::size_t i = 0; i < checksum.pseudo.size(); ++i) {
    const std::string one = argument_sum(target, In::Build, checksum.pseudo[i]);
    if (one.empty())
      continue;
    out.line("if ({}.kind() == {})", fill(target, checksum), i);
    out.line("  sum{};", one);
  }
}

// -- Views
// -----------------------------------------------------------------------------------------------------

/// Declares `sum`, over the view's bytes; the checksum itself counts as 0, or as it is where that
/// makes no difference to anybody.
void sum_of_view(const Target& target, const ir::Checksum& checksum, const ir::Pseudo* pseudo,
                 bool itself) {
  Printer& out = target.out;
  const ir::Field& field = target.names.field(checksum.field);
  const std::string type = sum_type(target, checksum);
  if (pseudo != nullptr)
    out.line("{} sum = pseudo.sum(){};", type, argument_sum(target, In::View, *pseudo));
  else
    out.line("{} sum;", type);
  if (!checksum.inside || itself) {
    out.line("sum.add({});", bytes(target, checksum.begin, checksum.end));
    if (itself && !checksum.inside)
      out.line("sum.add_number({});", target.names.load(In::View, field));
    return;
  }
  out.line("sum.add({});", bytes(target, checksum.begin, field.position));
  out.line("sum.add(mpl::Bytes(mpl::kZeros).first({}));", field.wire.bits / 8);
  out.line("sum.add({});", bytes(target, field.end, checksum.end));
}

/// Leaves a function where the checksum may not be there, and is not.
void leave_without(const Target& target, const ir::Checksum& checksum, std::string_view result) {
  if (!target.names.field(checksum.field).condition)
    return;
  target.out.line("if (!{})", target.names.present(In::View, checksum.field));
  target.out.line("  return{};", result);
}

/// What is said of a checksum that may not be there.
std::string_view absent(const ir::Field& field) {
  return field.condition ? "\nTrue, too, where the field is not there." : "";
}

void emit_verify_one(const Target& target, const ir::Checksum& checksum, const ir::Pseudo* pseudo) {
  Printer& out = target.out;
  const ir::Field& field = target.names.field(checksum.field);
  out.blank();
  out.doc(fmt::format(
      "Whether `{}` is what follows from the bytes it covers, all of which are read."
      "{}{}",
      field.name, checksum.zero_is_none ? "\nTrue, too, if it is 0: then there is none." : "",
      absent(field)));
  out.from(checksum.where);
  out.open("[[nodiscard]] constexpr bool {}({}) const noexcept {{", checksum.verify,
           parameter(pseudo));
  leave_without(target, checksum, " true");
  const std::string value = target.names.load(In::View, field);
  if (checksum.zero_is_none) {
    out.line("if ({} == 0)", value);
    out.line("  return true;");
  }
  sum_of_view(target, checksum, pseudo, is_internet(checksum));
  if (is_internet(checksum))
    out.line("return sum.checksum() == 0;");
  else
    out.line("return sum.value() == {};", value);
  out.close();
  out.here();
}

void emit_verify_extern(const Target& target, const ir::Checksum& checksum) {
  Printer& out = target.out;
  const ir::Field& field = target.names.field(checksum.field);
  const std::string type = target.names.number_type(field);
  out.blank();
  out.doc(fmt::format("Whether `{}` is what `function` makes of the pieces it covers.{}{}",
                      field.name, checksum.inside ? "\nZeros stand for the field itself." : "",
                      absent(field)));
  out.from(checksum.where);
  out.open("[[nodiscard]] constexpr bool {}(mpl::ExternFill<{}>::Function function) const {{",
           checksum.verify, type);
  leave_without(target, checksum, " true");
  if (checksum.inside)
    out.line("const std::array<mpl::Bytes, 3> pieces{{{}, mpl::Bytes(mpl::kZeros).first({}), {}}};",
             bytes(target, checksum.begin, field.position), field.wire.bits / 8,
             bytes(target, field.end, checksum.end));
  else
    out.line("const std::array<mpl::Bytes, 1> pieces{{{}}};",
             bytes(target, checksum.begin, checksum.end));
  out.line("return function(pieces) == {};", target.names.load(In::View, field));
  out.close();
  out.here();
}

void emit_update_one(const Target& target, const ir::Checksum& checksum, const ir::Pseudo* pseudo) {
  Printer& out = target.out;
  const ir::Field& field = target.names.field(checksum.field);
  out.doc(fmt::format("Computes `{}` anew, from all the bytes it covers.", field.name));
  out.from(checksum.where);
  out.open("constexpr void {}({}) const noexcept {{", checksum.mend, parameter(pseudo));
  leave_without(target, checksum, "");
  sum_of_view(target, checksum, pseudo, false);
  out.line("{}", store(target, In::View, checksum, result(checksum)));
  out.close();
  out.here();
}

/// Calls `emit` for each pseudo header of a checksum, or once if it has none.
template <class Emit> void for_pseudo(const ir::Checksum& checksum, Emit emit) {
  if (checksum.pseudo.empty())
    emit(nullptr);
  for (const ir::Pseudo& pseudo : checksum.pseudo)
    emit(&pseudo);
}

// -- Setters
// -----------------------------------------------------------------------------------------------------

/// Whether what stands in `inner` is also in `outer`.
bool encloses(const ir::Packet& packet, const std::optional<ir::ClauseRef>& outer,
              std::optional<ir::ClauseRef> inner) {
  while (inner && inner != outer)
    inner = packet.classifies[inner->classify].clause;
  return inner == outer;
}

/// Whether a packet can have both the field and the checksum, and the one is covered by the other.
bool covers(const Target& target, const ir::Checksum& checksum, ir::FieldId field) {
  const ir::Packet& packet = target.names.packet();
  const auto& sum = packet.fields[checksum.field].clause;
  const auto& at = packet.fields[field].clause;
  return checksum.first <= field && field <= checksum.last && field != checksum.field &&
         (encloses(packet, sum, at) || encloses(packet, at, sum));
}

/// When the checksum is there, seen from `clause`; empty if it always is.
std::string when_there(const Target& target, const ir::Checksum& checksum,
                       const std::optional<ir::ClauseRef>& clause) {
  const ir::Packet& packet = target.names.packet();
  const ir::Field& field = packet.fields[checksum.field];
  std::string condition;
  if (!encloses(packet, field.clause, clause))
    for (auto at = field.clause; at && at != clause; at = packet.classifies[at->classify].clause)
      condition = fmt::format("at_.{} == {}{}{}", packet.classifies[at->classify].accessor,
                              at->clause, condition.empty() ? "" : " && ", condition);
  if (field.condition)
    condition += (condition.empty() ? "" : " && ") + target.names.present(In::View, checksum.field);
  return condition;
}

/// The class that has the function which computes the checksum anew, seen from `clause`, and "().".
std::string mender(const Target& target, const ir::Checksum& checksum,
                   const std::optional<ir::ClauseRef>& clause) {
  const ir::Packet& packet = target.names.packet();
  std::string name;
  for (auto at = packet.fields[checksum.field].clause; at && at != clause;
       at = packet.classifies[at->classify].clause)
    name = packet.classifies[at->classify].clauses[at->clause].cpp_name + "::" + name;
  return name.empty() ? "" : name + "Editor(at_).";
}

/// The bytes of a field from an even place of the checksum's range on.
std::string words(const Target& target, const ir::Checksum& checksum, const ir::Field& field) {
  const Spelling& names = target.names;
  const std::uint32_t last = field.end.bytes + (field.end.bits != 0 ? 1 : 0);
  if (field.position.anchor == checksum.begin.anchor) {
    const std::uint32_t odd = (field.position.bytes - checksum.begin.bytes) % 2;
    const ir::Position from{.anchor = field.position.anchor, .bytes = field.position.bytes - odd};
    return fmt::format("mpl::Bytes({}, {})", names.address(In::View, from), last - from.bytes);
  }
  return fmt::format("mpl::Bytes(at_.data, {0}).subspan({1} - ({1} - {2}) % 2)",
                     names.offset(In::View, {.anchor = field.end.anchor, .bytes = last}),
                     fmt::format("({})", names.offset(In::View, field.position)),
                     names.offset(In::View, checksum.begin));
}

/// The statement that writes a field, within those that mend the checksums that cover it, within
/// those that mend the checksums that cover these.
class MendedWrite {
public:
  /// \param clause where the setter stands.
  MendedWrite(const Target& target, std::optional<ir::ClauseRef> clause)
      : target_(target), clause_(clause) {}

  std::string run(ir::FieldId field, std::string statement) {
    open_.insert(field);
    for (const ir::Checksum& checksum : target_.names.packet().checksums) {
      if (!covers(target_, checksum, field) || open_.contains(checksum.field))
        continue;
      statement = run(checksum.field, mended(checksum, field, statement));
    }
    open_.erase(field);
    return statement;
  }

private:
  [[nodiscard]] std::string mended(const ir::Checksum& checksum, ir::FieldId field,
                                   const std::string& statement) const {
    const std::string condition = when_there(target_, checksum, clause_);
    if (!is_internet(checksum))
      return fmt::format("{} {}{}{}();", statement,
                         condition.empty() ? "" : "if (" + condition + ") ",
                         mender(target_, checksum, clause_), checksum.mend);
    const ir::Field& sum = target_.names.field(checksum.field);
    std::string mend = fmt::format(
        "mpl::mend_internet(const_cast<std::byte*>({}), {}, {}, [&] {{ {} }});",
        target_.names.address(In::View, sum.position),
        words(target_, checksum, target_.names.field(field)), checksum.zero_is_none, statement);
    return condition.empty()
               ? mend
               : fmt::format("if ({}) {{ {} }} else {{ {} }}", condition, mend, statement);
  }

  const Target& target_;
  std::optional<ir::ClauseRef> clause_;
  std::set<ir::FieldId> open_{}; ///< written by the statement: two checksums may cover each other
};

} // namespace

void emit_pseudo_headers(const Target& target) {
  for (const ir::Checksum& checksum : target.names.packet().checksums)
    for (std::size_t i = 0; i < checksum.pseudo.size(); ++i)
      emit_pseudo_header(target, checksum.pseudo[i], i);
}

void emit_verify(const Target& target, std::optional<ir::ClauseRef> clause) {
  for (const ir::Checksum& checksum : target.names.packet().checksums) {
    if (target.names.field(checksum.field).clause != clause)
      continue;
    if (checksum.algorithm == Algorithm::Extern)
      emit_verify_extern(target, checksum);
    else
      for_pseudo(checksum,
                 [&](const ir::Pseudo* pseudo) { emit_verify_one(target, checksum, pseudo); });
  }
}

void emit_update(const Target& target, std::optional<ir::ClauseRef> clause) {
  for (const ir::Checksum& checksum : target.names.packet().checksums)
    if (checksum.algorithm != Algorithm::Extern &&
        target.names.field(checksum.field).clause == clause)
      for_pseudo(checksum,
                 [&](const ir::Pseudo* pseudo) { emit_update_one(target, checksum, pseudo); });
}

bool can_mend(const Target& target, ir::FieldId field) {
  const ir::Packet& packet = target.names.packet();
  return llvm::all_of(packet.checksums, [&](const ir::Checksum& checksum) {
    // The class of the checksum is complete by then if it is that of the field, or in it.
    const bool anew =
        checksum.algorithm != Algorithm::Extern &&
        encloses(packet, packet.fields[field].clause, packet.fields[checksum.field].clause);
    return !covers(target, checksum, field) || is_internet(checksum) || anew;
  });
}

void emit_mended_write(const Target& target, ir::FieldId id, const std::string& write) {
  target.out.line("{}", MendedWrite(target, target.names.field(id).clause).run(id, write));
}

void emit_given_checksums(const Target& target) {
  for (const ir::Step& step : target.names.packet().build.write)
    if (const auto* sum = std::get_if<ir::Sum>(&step.op);
        sum && sum->from != ir::Sum::From::Values) {
      const ir::Checksum& checksum = target.names.packet().checksums[sum->checksum];
      target.out.line("[[maybe_unused]] {} {} = {}.given();",
                      target.names.number_type(target.names.field(checksum.field)),
                      local(target, checksum), fill(target, checksum));
    }
}

void open_sum(const Target& target, const ir::Checksum& checksum, bool early) {
  Printer& out = target.out;
  const std::string given = fill(target, checksum);
  if (early)
    out.line("{} {} = {}.given();", target.names.number_type(target.names.field(checksum.field)),
             local(target, checksum), given);
  out.open("if ({}.computed()) {{", given);
  if (checksum.pseudo.empty()) {
    out.line("mpl::InternetSum sum;");
    return;
  }
  out.line("mpl::InternetSum sum = {}.sum();", given);
  add_arguments(target, checksum);
  out.line("{} = sum.folded();", local(target, checksum));
  out.open("if (!{}.is_partial()) {{", given);
}

void close_sum(const Target& target, const ir::Checksum& checksum, bool early) {
  target.out.line("{} = {};", local(target, checksum), result(checksum));
  if (!checksum.pseudo.empty())
    target.out.close();
  if (!early)
    target.out.line("{}", store(target, In::Build, checksum, local(target, checksum)));
  target.out.close();
}

void emit_summand(const Target& target, const ir::Checksum& checksum, const ir::Store& store) {
  const bool only_itself = store.fields.size() == 1 && store.fields[0] == checksum.field;
  if (only_itself)
    return;
  const std::string value = unit_value(target.names, store, store.bits, checksum.field);
  // The last 16-bit word of the unit ends where the unit does, or a byte later.
  const std::uint32_t shift = (store.position.bytes + store.bits / 8) % 2 * 8;
  target.out.line("sum.{}({});", store.bits + shift > 40 ? "add_wide" : "add_number",
                  shift == 0 ? value : fmt::format("({}) << {}", value, shift));
}

void emit_summand(const Target& target, ir::FieldId id) {
  const ir::Field& field = target.names.field(id);
  if (field.wire.kind == ir::Wire::Kind::Bytes)
    return target.out.line("sum.add_padded({});", target.names.given(id));
  const std::string written =
      fmt::format("mpl::Bytes({}, {})", target.names.address(In::Build, field.position),
                  target.names.distance(In::Build, field.position, field.end));
  if (field.wire.kind == ir::Wire::Kind::Array && !field.condition)
    target.out.line("sum.add_padded(mpl::source({}, {}));", target.names.given(id), written);
  else
    target.out.line("sum.add_padded({});", written);
}

void emit_written_sum(const Target& target, const ir::Checksum& checksum) {
  Printer& out = target.out;
  const Spelling& names = target.names;
  const std::string given = fill(target, checksum);
  const std::string end = names.offset(In::Build, names.packet().end);
  out.open("if ({}.computed()) {{", given);
  out.line("const mpl::Bytes tail = whole ? mpl::Bytes() : trailing(fields);");
  out.line(
      "const mpl::Scatter pieces = mpl::cut(mpl::Bytes(data, {} - tail.size()), tail, {}, {});",
      end, names.offset(In::Build, checksum.begin), names.offset(In::Build, checksum.end));
  if (checksum.algorithm == Algorithm::Extern) {
    out.line("{}", store(target, In::Build, checksum, given + ".function()(pieces)"));
    return out.close();
  }
  if (checksum.pseudo.empty()) {
    out.line("{} sum;", sum_type(target, checksum));
  } else {
    out.line("mpl::InternetSum sum = {}.sum();", given);
    add_arguments(target, checksum);
    out.line("if ({}.is_partial())", given);
    out.line("  {}", store(target, In::Build, checksum, "sum.folded()"));
    out.open("else {{");
  }
  out.line("sum.add(pieces[0]).add(pieces[1]);");
  out.line("{}", store(target, In::Build, checksum, result(checksum)));
  if (!checksum.pseudo.empty())
    out.close();
  out.close();
}

} // namespace mir::mplc::cpp

#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/print/expression.hpp"
#include "mplc/backends/cpp/print/format.hpp"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

#include <functional>
#include <set>

namespace mir::mplc::cpp {

namespace {

/// Prints the steps of a build: measure() lays the packet out, settle() computes and checks,
/// write() stores.
class BuildPrinter {
public:
  explicit BuildPrinter(const Target& target)
      : target_(target), out_(target.out), names_(target.names), expression_(names_, In::Build) {}

  void plan();
  void measure();
  void settle();
  void write();
  void trailing();

private:
  void plan_values(const ir::Block& block);
  void steps(const ir::Block& block);
  void step(const ir::Measure& measure);
  void step(const ir::Compute& compute);
  void step(const ir::Check& check);
  void step(const ir::Validate& validate);
  void step(const ir::Store& store);
  void step(const ir::StoreField& store);
  void step(const ir::Optional& optional);
  void step(const ir::Leave& leave);
  void step(const ir::Sum& sum);
  void step(const ir::Branch& branch);
  template <class Other> void step(const Other&) {
    llvm_unreachable("not a step that this back end can build");
  }
  using Wanted = std::function<bool(std::size_t)>;
  /// For the clause that the caller chose, the block that `body(i)` prints; some clauses need none.
  template <class Body>
  void for_clauses(const ir::Classify& classify, const Wanted& wanted, Body body);
  void tags(const ir::Body& body);
  void inner_checks(const ir::Body& body);
  void inner_check(ir::FieldId id);
  [[nodiscard]] bool has_nested(const ir::Body& body) const;
  [[nodiscard]] bool has_payload(const ir::Body& body) const;
  void trailing_of(const ir::Body& body);
  [[nodiscard]] std::string refused(const ir::Check& check, const ir::Field& field) const;
  void fail_if(const std::string& condition, const std::string& reason, const std::string& row,
               const ir::Field& field, const std::string& value);

  const Target& target_;
  Printer& out_;
  const Spelling& names_;
  ExpressionPrinter expression_;
  bool measuring_ = false;                ///< the steps define positions
  const ir::Checksum* summing_ = nullptr; ///< the steps are summed up, not written
};

/// `Outer::Inner::`, the classes of the clauses that a classify stands in.
std::string enum_scope(const Spelling& names, const ir::Classify& classify) {
  if (!classify.clause)
    return "";
  const ir::Classify& outer = names.packet().classifies[classify.clause->classify];
  return enum_scope(names, outer) + outer.clauses[classify.clause->clause].cpp_name + "::";
}

bool any_checked(const ir::Block& block) {
  return llvm::any_of(block, [](const ir::Step& step) {
    if (const auto* check = std::get_if<ir::Check>(&step.op))
      return needs_checked(check->condition);
    if (const auto* compute = std::get_if<ir::Compute>(&step.op))
      return needs_checked(compute->value);
    if (const auto* optional = std::get_if<ir::Optional>(&step.op))
      return any_checked(optional->block);
    if (const auto* branch = std::get_if<ir::Branch>(&step.op))
      return llvm::any_of(branch->blocks, any_checked);
    return false;
  });
}

/// Whether a build computes with the end of the bytes: then that is the end of what it writes.
bool uses_extent(const ir::Expr& expr) {
  return (expr.op == ir::Expr::Op::Position && expr.position.anchor == 1) ||
         llvm::any_of(expr.args, uses_extent);
}

bool uses_extent(const ir::Block& block) {
  return llvm::any_of(block, [](const ir::Step& step) {
    if (const auto* check = std::get_if<ir::Check>(&step.op))
      return uses_extent(check->condition);
    if (const auto* compute = std::get_if<ir::Compute>(&step.op))
      return uses_extent(compute->value);
    if (const auto* optional = std::get_if<ir::Optional>(&step.op))
      return uses_extent(optional->block);
    if (const auto* branch = std::get_if<ir::Branch>(&step.op))
      return llvm::any_of(branch->blocks,
                          [](const ir::Block& inner) { return uses_extent(inner); });
    return false;
  });
}

template <class Body>
void BuildPrinter::for_clauses(const ir::Classify& classify, const Wanted& wanted, Body body) {
  const std::string choice = names_.fields_of(classify.clause) + "." + classify.accessor;
  const std::size_t count = classify.clauses.size();
  bool open = false;
  bool all = true;
  for (std::size_t i = 0; i < count; ++i) {
    if (!wanted(i)) {
      all = false;
      continue;
    }
    const std::string condition =
        fmt::format("{}.clause_ == {}{}::{}", choice, enum_scope(names_, classify),
                    classify.cpp_name, classify.clauses[i].cpp_name);
    if (!open)
      out_.open("if ({}) {{", condition);
    else if (i + 1 == count && all)
      out_.reopen("}} else {{");
    else
      out_.reopen("}} else if ({}) {{", condition);
    open = true;
    body(i);
  }
  if (open)
    out_.close();
}

void BuildPrinter::steps(const ir::Block& block) {
  for (const ir::Step& step : block) {
    out_.from(step.where);
    std::visit([this](const auto& op) { this->step(op); }, step.op);
  }
  out_.here();
}

void BuildPrinter::step(const ir::Branch& branch) {
  const ir::Classify& classify = names_.packet().classifies[branch.classify];
  out_.here();
  const bool joins = measuring_ && classify.join;
  const auto wanted = [&](std::size_t i) { return joins || !branch.blocks[i].empty(); };
  for_clauses(classify, wanted, [&](std::size_t i) {
    steps(branch.blocks[i]);
    if (joins)
      out_.line("{} = {};", names_.anchor(In::Build, *classify.join),
                names_.offset(In::Build, classify.clauses[i].end));
  });
}

void BuildPrinter::step(const ir::Optional& optional) {
  const ir::Field& field = names_.field(optional.field);
  if (measuring_)
    out_.line("{} = {};", names_.anchor(In::Build, field.end.anchor),
              names_.offset(In::Build, field.position));
  out_.open("if ({}) {{", names_.present(In::Build, optional.field));
  steps(optional.block);
  out_.close();
}

/// A region ends where its content does, rounded up; what is padding is written before the content.
void BuildPrinter::step(const ir::Leave& leave) {
  const ir::Region& region = names_.packet().regions[leave.region];
  if (!measuring_)
    return emit_padding(target_, region);
  const std::string begin = names_.offset(In::Build, region.begin);
  const std::string content = names_.offset(In::Build, region.content_end);
  const std::string end = names_.anchor(In::Build, region.end);
  if (region.align_bytes > 1)
    out_.line("{} = {}mpl::padded({}, {});", end, begin == "0" ? "" : begin + " + ",
              names_.distance(In::Build, region.begin, region.content_end), region.align_bytes);
  else if (content != end)
    out_.line("{} = {};", end, content);
}

// -- Plan
// -----------------------------------------------------------------------------------------------------

void BuildPrinter::plan_values(const ir::Block& block) {
  for (const ir::Step& step : block) {
    const auto* compute = std::get_if<ir::Compute>(&step.op);
    if (compute && names_.field(compute->field).role != ir::Role::Tag) {
      using Type = ir::Expr::Type;
      const Type type = compute->value.type;
      out_.line("{} {}_value = {{}};",
                type == Type::Bool  ? "bool"
                : type == Type::U64 ? "std::uint64_t"
                                    : "std::int64_t",
                names_.unique(compute->field));
    } else if (const auto* optional = std::get_if<ir::Optional>(&step.op)) {
      plan_values(optional->block);
    } else if (const auto* branch = std::get_if<ir::Branch>(&step.op)) {
      for (const ir::Block& clause : branch->blocks)
        plan_values(clause);
    }
  }
}

void BuildPrinter::plan() {
  const ir::Packet& packet = names_.packet();
  out_.blank();
  out_.doc("Where the variable parts of a packet to be built end, and what is computed for it.");
  out_.open("struct Plan {{");
  out_.line(
      "using For = Fields; // named by way of the plan: what is done with it is made on use only");
  out_.line("std::size_t given = 0;");
  std::set<std::string> places;
  for (ir::AnchorId id = 2; id < packet.anchors.size(); ++id)
    if (places.insert(names_.variable(id)).second)
      out_.line("std::size_t {} = 0;", names_.variable(id));
  for (ir::FieldId id = 0; id < packet.fields.size(); ++id)
    if (packet.fields[id].role == ir::Role::Tag)
      out_.line("{} {}_value{{}};",
                is_string(packet.fields[id].wire) ? "mpl::String" : "std::uint64_t",
                names_.unique(id));
    else if (packet.fields[id].counted)
      out_.line("std::int64_t {}_count = 0;", names_.unique(id));
  plan_values(packet.build.compute);
  out_.close("};");
}

// -- measure()
// -----------------------------------------------------------------------------------------------------

void BuildPrinter::step(const ir::Measure& measure) {
  const ir::Field& field = names_.field(measure.field);
  const std::string given = names_.given(measure.field);
  const std::string type = names_.view_type(field);
  const bool nested = field.wire.kind == ir::Wire::Kind::Packet;
  if (field.fixed_size)
    return;
  if (const std::optional<std::uint32_t> bytes = ir::constant_size(field);
      bytes && field.condition) {
    out_.line("{} += {};", names_.anchor(In::Build, field.end.anchor), *bytes);
    return;
  }
  if (field.wire.kind == ir::Wire::Kind::Array)
    return emit_measure_array(target_, measure.field);
  const bool placed = nested && names_.module().packets[field.wire.packet].compresses;
  const std::string size = nested ? fmt::format("{}::{}({}{})", type, placed ? "place" : "size",
                                                given, names_.nested_build_arguments(field))
                                  : wire_size(names_, field, given);
  const std::string begin = names_.offset(In::Build, field.position);
  out_.line("{} = {}{};", names_.anchor(In::Build, field.end.anchor),
            begin == "0" ? "" : begin + " + ", size);
}

void BuildPrinter::measure() {
  out_.blank();
  out_.line("template <class Plan_>");
  out_.open("{}static constexpr Plan_ measure([[maybe_unused]] const typename Plan_::For& "
            "fields{}) noexcept {{",
            names_.inlined(), names_.build_parameters());
  out_.line("Plan_ plan;");
  if (arguments_checked(names_.packet())) // settle() looks at it
    out_.line("[[maybe_unused]] mpl::Checked checked;");
  tags(names_.packet().body);
  measuring_ = true;
  steps(names_.packet().build.measure);
  measuring_ = false;
  if (names_.packet().end.anchor != 1 && uses_extent(names_.packet().build.compute))
    out_.line("plan.given = {};", names_.offset(In::Build, names_.packet().end));
  out_.line("return plan;");
  out_.close();
}

/// A tag field takes its value from the clause that the caller chose.
void BuildPrinter::tags(const ir::Body& body) {
  for (const ir::Item& item : body) {
    if (item.kind != ir::Item::Kind::Classify)
      continue;
    const ir::Classify& classify = names_.packet().classifies[item.index];
    const ir::Field& field = names_.field(classify.field);
    const bool nested = llvm::any_of(classify.clauses, [](const ir::Clause& clause) {
      return llvm::any_of(clause.body, [](const ir::Item& inner) {
        return inner.kind == ir::Item::Kind::Classify;
      });
    });
    if ((field.role != ir::Role::Tag || !classify.is_field) && !nested)
      continue;
    const auto every = [](std::size_t) { return true; };
    for_clauses(classify, every, [&](std::size_t i) {
      const ir::Clause& clause = classify.clauses[i];
      const ir::ClauseRef at{.classify = item.index, .clause = static_cast<std::uint32_t>(i)};
      const std::string value = "plan." + names_.unique(classify.field) + "_value";
      if (clause.tag == ir::TagSource::Given && is_string(field.wire))
        out_.line("{} = {}.{};", value, names_.fields_of(at), field.cpp_name);
      else if (clause.tag == ir::TagSource::Given)
        out_.line("{} = static_cast<std::uint64_t>({}.{});", value, names_.fields_of(at),
                  field.cpp_name);
      else if (clause.tag == ir::TagSource::Pattern && is_string(field.wire))
        out_.line("{} = {};", value, text_literal(clause.patterns[0].text));
      else if (clause.tag == ir::TagSource::Pattern)
        out_.line("{} = {};", value, clause.patterns[0].low);
      tags(clause.body);
    });
  }
}

// -- settle()
// -----------------------------------------------------------------------------------------------------

void BuildPrinter::fail_if(const std::string& condition, const std::string& reason,
                           const std::string& row, const ir::Field& field,
                           const std::string& value) {
  out_.line("if ({}) [[unlikely]]", condition);
  out_.line("  return mpl::fail({}, {}, {}, {});", reason, row,
            names_.offset(In::Build, field.position), value);
}

void BuildPrinter::step(const ir::Compute& compute) {
  const ir::Field& field = names_.field(compute.field);
  const std::string value = expression_.bare(compute.value);
  out_.line("plan.{}_value = {};", names_.unique(compute.field),
            field.role == ir::Role::Tag ? fmt::format("static_cast<std::uint64_t>({})", value)
                                        : value);
  if (needs_checked(compute.value))
    fail_if("checked.overflow()", "mpl::Reason::Overflow", target_.table.row(compute.field), field,
            "0");
}

/// The value that an error reports: what was compared, or the field.
std::string BuildPrinter::refused(const ir::Check& check, const ir::Field& field) const {
  const ir::Expr& condition = check.condition;
  if (check.reason == ir::Reason::WrongPresence)
    return fmt::format("static_cast<std::uint64_t>({})", expression_.bare(condition.args[1]));
  if (condition.args.size() == 2 && condition.args[0].type != ir::Expr::Type::Bool &&
      condition.args[0].type != ir::Expr::Type::Text)
    return fmt::format("static_cast<std::uint64_t>({})", expression_.bare(condition.args[0]));
  if (is_number(field.wire))
    return fmt::format("static_cast<std::uint64_t>({})", names_.given(check.field));
  return "0";
}

void BuildPrinter::step(const ir::Check& check) {
  const ir::Field& field = names_.field(check.field);
  const std::string condition = expression_.negated(check.condition);
  const std::string value = refused(check, field);
  fail_if(condition, fmt::format("mpl::Reason::{}", ir::name(check.reason)),
          target_.table.check(check), field, value);
  if (needs_checked(check.condition))
    fail_if("checked.overflow()", "mpl::Reason::Overflow", target_.table.row(check.field), field,
            value);
}

void BuildPrinter::step(const ir::Validate& validate) {
  const ir::Field& field = names_.field(validate.field);
  const Refusal refused = refusal(field, names_.given(validate.field));
  fail_if(refused.condition, fmt::format("mpl::Reason::{}", refused.reason),
          target_.table.row(validate.field), field, refused.value);
}

void BuildPrinter::settle() {
  const ir::Block& block = names_.packet().build.compute;
  out_.blank();
  out_.line("template <class Plan_>");
  out_.open("{}static constexpr mpl::Outcome<Plan_> settle(const typename Plan_::For& fields{}) "
            "noexcept {{",
            names_.inlined(), names_.build_parameters());
  out_.line("Plan_ plan = measure<Plan_>(fields{});", names_.build_arguments());
  if (any_checked(block) || arguments_checked(names_.packet()))
    out_.line("mpl::Checked checked;");
  steps(block);
  inner_checks(names_.packet().body);
  out_.line("return plan;");
  out_.close();
}

/// Packets within this one must be ones that can be built.
void BuildPrinter::inner_checks(const ir::Body& body) {
  for (const ir::Item& item : body) {
    if (item.kind == ir::Item::Kind::Classify) {
      const ir::Classify& classify = names_.packet().classifies[item.index];
      const auto wanted = [&](std::size_t i) { return has_nested(classify.clauses[i].body); };
      for_clauses(classify, wanted, [&](std::size_t i) { inner_checks(classify.clauses[i].body); });
      continue;
    }
    const ir::Field& field = names_.field(item.index);
    if (field.wire.kind != ir::Wire::Kind::Packet && field.wire.kind != ir::Wire::Kind::Array)
      continue;
    if (field.condition)
      out_.open("if ({}) {{", names_.present(In::Build, item.index));
    inner_check(item.index);
    if (field.condition)
      out_.close();
  }
}

void BuildPrinter::inner_check(ir::FieldId id) {
  const ir::Field& field = names_.field(id);
  if (field.wire.kind == ir::Wire::Kind::Array)
    return emit_check_array(target_, id);
  const std::string local = names_.unique(id) + "_checked";
  out_.line("const std::expected<void, mpl::Error> {} = {}::check({}{});", local,
            names_.view_type(field), names_.given(id), names_.nested_build_arguments(field));
  if (arguments_checked(field))
    fail_if("checked.overflow()", "mpl::Reason::Overflow", target_.table.row(id), field, "0");
  out_.line("if (!{}) [[unlikely]]", local);
  out_.line("  return mpl::nested({}.error(), {});", local,
            names_.offset(In::Build, field.position));
}

bool BuildPrinter::has_nested(const ir::Body& body) const {
  return llvm::any_of(body, [this](const ir::Item& item) {
    if (item.kind == ir::Item::Kind::Field)
      return names_.field(item.index).wire.kind == ir::Wire::Kind::Packet ||
             names_.field(item.index).wire.kind == ir::Wire::Kind::Array;
    return llvm::any_of(names_.packet().classifies[item.index].clauses,
                        [this](const ir::Clause& clause) { return has_nested(clause.body); });
  });
}

// -- write()
// -----------------------------------------------------------------------------------------------------

void BuildPrinter::step(const ir::Sum& sum) {
  const ir::Checksum& checksum = names_.packet().checksums[sum.checksum];
  if (sum.from == ir::Sum::From::Bytes)
    return emit_written_sum(target_, checksum);
  const bool early = sum.from == ir::Sum::From::Values;
  open_sum(target_, checksum, early);
  summing_ = &checksum;
  steps(sum.parts);
  summing_ = nullptr;
  close_sum(target_, checksum, early);
}

void BuildPrinter::step(const ir::Store& store) {
  if (summing_ != nullptr)
    return emit_summand(target_, *summing_, store);
  const std::uint32_t bytes = (store.position.bits + store.bits + 7) / 8;
  const std::string at = names_.address(In::Build, store.position);
  const std::string value = unit_value(names_, store, bytes * 8);
  if (store.merge)
    out_.line("mpl::set_bits<{}, {}>({}, ({}) >> {});", store.position.bits, store.bits, at, value,
              bytes * 8 - store.position.bits - store.bits);
  else
    out_.line("mpl::store<{}{}>({}, {});", bytes,
              store.endian == ir::Endian::Little && bytes > 1 ? ", std::endian::little" : "", at,
              value);
}

void BuildPrinter::step(const ir::StoreField& store) {
  if (summing_ != nullptr)
    return emit_summand(target_, store.field);
  const ir::Field& field = names_.field(store.field);
  const std::string given = names_.given(store.field);
  const std::string at = names_.address(In::Build, field.position);
  if (field.wire.kind == ir::Wire::Kind::Packet) {
    // settle() has shown that this cannot fail.
    out_.line("static_cast<void>({}::build(mpl::MutableBytes({}, {}), {}{}));",
              names_.view_type(field), at, names_.distance(In::Build, field.position, field.end),
              given, names_.nested_build_arguments(field));
    return;
  }
  if (is_scanned(field.wire) || is_string(field.wire)) {
    out_.line("{}", put_call(names_, field, given));
    return;
  }
  if (field.wire.kind == ir::Wire::Kind::Array)
    return emit_write_array(target_, store.field);
  const bool in_place = field.payload && field.align_bytes <= 1;
  if (in_place)
    out_.line("if (whole)");
  out_.line("{}mpl::copy({}, {});", in_place ? "  " : "", at, given);
  if (field.align_bytes > 1)
    out_.line("mpl::zero({0} + {1}.size(), {2} - {1}.size());", at, given,
              names_.distance(In::Build, field.position, field.end));
}

void BuildPrinter::write() {
  out_.blank();
  out_.doc("Fills in the packet, with its payload if `whole`.");
  out_.line("template <class Plan_>");
  out_.open("{}static constexpr void write([[maybe_unused]] std::byte* data, [[maybe_unused]] "
            "const typename Plan_::For& fields, [[maybe_unused]] const Plan_& plan, "
            "[[maybe_unused]] bool "
            "whole{}) noexcept {{",
            names_.inlined(), names_.build_parameters());
  emit_given_checksums(target_);
  if (arguments_checked(names_.packet())) // settle() has looked at it
    out_.line("[[maybe_unused]] mpl::Checked checked;");
  steps(names_.packet().build.write);
  out_.close();
}

// -- The payload
// -----------------------------------------------------------------------------------------------------

/// Some clause, or the body itself, ends with a payload.
bool BuildPrinter::has_payload(const ir::Body& body) const {
  for (const ir::Item& item : llvm::reverse(body)) {
    if (item.kind == ir::Item::Kind::Classify)
      return llvm::any_of(names_.packet().classifies[item.index].clauses,
                          [this](const ir::Clause& clause) { return has_payload(clause.body); });
    const ir::Field& field = names_.field(item.index);
    if (field.wire.kind != ir::Wire::Kind::Label)
      return field.payload && field.align_bytes <= 1;
  }
  return false;
}

/// Returns the payload, if the clauses chosen have one.
void BuildPrinter::trailing_of(const ir::Body& body) {
  for (const ir::Item& item : llvm::reverse(body)) {
    if (item.kind == ir::Item::Kind::Classify) {
      const ir::Classify& classify = names_.packet().classifies[item.index];
      const auto payload = [&](std::size_t i) { return has_payload(classify.clauses[i].body); };
      for_clauses(classify, payload, [&](std::size_t i) { trailing_of(classify.clauses[i].body); });
      break;
    }
    if (names_.field(item.index).wire.kind == ir::Wire::Kind::Label)
      continue;
    const ir::Field& field = names_.field(item.index);
    if (field.condition)
      out_.line("return {0} ? {1} : mpl::Bytes{{}};", names_.present(In::Build, item.index),
                names_.given(item.index));
    else
      out_.line("return {};", names_.given(item.index));
    return;
  }
}

void BuildPrinter::trailing() {
  out_.blank();
  out_.doc("The bytes at the end that a build may leave where they are.");
  out_.open("{}static constexpr mpl::Bytes trailing([[maybe_unused]] const Fields& fields) "
            "noexcept {{",
            names_.inlined());
  const ir::Body& body = names_.packet().body;
  const bool payload = has_payload(body);
  if (payload)
    trailing_of(body);
  const auto last = llvm::find_if(llvm::reverse(body), [this](const ir::Item& item) {
    return item.kind == ir::Item::Kind::Classify ||
           names_.field(item.index).wire.kind != ir::Wire::Kind::Label;
  });
  if (!payload || last->kind == ir::Item::Kind::Classify)
    out_.line("return {{}};");
  out_.close();
}

} // namespace

std::string unit_value(const Spelling& names, const ir::Store& store, std::uint32_t width,
                       std::optional<ir::FieldId> left_out) {
  std::uint32_t left = width - store.position.bits;
  std::string text;
  for (const ir::FieldId id : store.fields) {
    const ir::Field& field = names.field(id);
    left -= field.wire.bits;
    if (id == left_out)
      continue;
    const std::string shift = left == 0 ? "" : fmt::format(" << {}", left);
    text += text.empty() ? "" : " | ";
    if (field.role == ir::Role::Constant)
      text += fmt::format("std::uint64_t{{{}u}}{}", field.constant->value, shift);
    else
      text += fmt::format("static_cast<std::uint64_t>({}){}", names.given(id), shift);
  }
  return text;
}

void emit_build_parts(const Target& target) {
  BuildPrinter printer(target);
  printer.plan();
  printer.measure();
  printer.settle();
  printer.write();
  printer.trailing();
}

} // namespace mir::mplc::cpp

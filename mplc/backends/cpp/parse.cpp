#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/print/expression.hpp"
#include "mplc/backends/cpp/print/format.hpp"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

#include <set>

namespace mir::mplc::cpp {

namespace {

/// Prints the steps of parse().
class ParsePrinter {
public:
  explicit ParsePrinter(const Target& target)
      : target_(target), out_(target.out), names_(target.names), expression_(names_, In::Parse) {}

  void function();

private:
  void declare_positions(const ir::Block& block, bool nested);
  void find_recalled(const ir::Block& block, bool within);
  void steps(const ir::Block& block);
  void step(const ir::Need& need);
  void step(const ir::Load& load);
  void step(const ir::Check& check);
  void step(const ir::Size& size);
  void step(const ir::Scan& scan);
  void step(const ir::Nested& nested);
  void nested_in_place(const ir::Nested& nested);
  void step(const ir::Optional& optional);
  void step(const ir::Repeat& repeat);
  void step(const ir::Enter& enter);
  void step(const ir::Leave& leave);
  void step(const ir::Within& within);
  void step(const ir::Branch& branch);
  template <class Other> void step(const Other&) {
    llvm_unreachable("not a step that this back end can parse");
  }
  /// What a size must satisfy: `local`, from `position` on, before `limit`.
  struct Bound {
    ir::FieldId field;
    ir::Position position;
    ir::AnchorId limit;
    bool check_negative, check_end;
    std::uint32_t multiple;
    bool small;    ///< can be added to a position without an overflow
    bool deferred; ///< tested by the next with `together`
    bool together;
    std::string local;
  };
  template <class Step>
  static Bound bound(const Step& step, ir::FieldId field, ir::Position position, ir::AnchorId limit,
                     const std::string& local);
  void size_check(const Bound& bound);
  void end_check(const Bound& bound);
  [[nodiscard]] std::string reaches_past(const Bound& bound) const;
  void define(ir::AnchorId anchor, const std::string& value);
  void declare_optional(ir::FieldId field);
  [[nodiscard]] std::string failed(const std::string& reason, const std::string& row,
                                   const std::string& offset, const std::string& value) const;
  void fail_if(const std::string& condition, const std::string& reason, const std::string& row,
               const std::string& offset, const std::string& value);
  void fail_on_overflow(const ir::Expr& expr, ir::FieldId field);
  [[nodiscard]] std::string seen(ir::FieldId field) const;
  [[nodiscard]] std::string matches(const ir::Classify& classify, const ir::Clause& clause) const;
  void open_entry(std::string_view name, std::string_view parameters);
  void open_parse(std::string_view parameters);
  void open_each();
  void call_in_place(const std::string& arguments);
  void in_place();
  void work();
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> kept() const;
  void result();

  const Target& target_;
  Printer& out_;
  const Spelling& names_;
  ExpressionPrinter expression_;
  std::set<ir::FieldId> loaded_;
  std::set<ir::FieldId> recalled_;         ///< loaded again in a Within
  std::set<ir::AnchorId> declared_;        ///< anchors that are variables of the whole function
  std::set<std::string> shared_;           ///< variables of several of them
  std::vector<const ir::Check*> deferred_; ///< tested with the next that is `together`
  std::optional<Bound> deferred_bound_;    ///< the same of sizes
};

/// Some clause of the classify is chosen by arithmetic that may overflow.
bool chooses_checked(const ir::Classify& classify) {
  return llvm::any_of(classify.clauses, [](const ir::Clause& clause) {
    return (clause.condition && needs_checked(*clause.condition)) ||
           (clause.guard && needs_checked(*clause.guard));
  });
}

bool any_checked(const ir::Packet& packet, const ir::Block& block) {
  return llvm::any_of(block, [&packet](const ir::Step& step) {
    if (const auto* check = std::get_if<ir::Check>(&step.op))
      return needs_checked(check->condition);
    if (const auto* size = std::get_if<ir::Size>(&step.op))
      return needs_checked(size->size);
    if (const auto* enter = std::get_if<ir::Enter>(&step.op))
      return needs_checked(enter->size);
    if (const auto* repeat = std::get_if<ir::Repeat>(&step.op))
      return repeat->count && needs_checked(*repeat->count);
    if (const auto* within = std::get_if<ir::Within>(&step.op))
      return any_checked(packet, within->block);
    if (const auto* optional = std::get_if<ir::Optional>(&step.op))
      return any_checked(packet, optional->block);
    if (const auto* branch = std::get_if<ir::Branch>(&step.op))
      return chooses_checked(packet.classifies[branch->classify]) ||
             llvm::any_of(branch->blocks,
                          [&](const ir::Block& inner) { return any_checked(packet, inner); });
    return false;
  });
}

/// Whether an optional field is there, and where it ends, is known to the whole function.
void ParsePrinter::declare_optional(ir::FieldId id) {
  const ir::Field& field = names_.field(id);
  if (declared_.insert(field.end.anchor).second) {
    out_.line("std::size_t {} = 0;", names_.anchor(In::Parse, field.end.anchor));
    out_.line("bool {} = false;", names_.present(In::Parse, id));
    if (field.counted)
      out_.line("std::int64_t {}_count = 0;", names_.unique(id));
  }
}

/// Positions that are settled inside a clause and used outside it are variables of the function.
void ParsePrinter::declare_positions(const ir::Block& block, bool nested) {
  const ir::Packet& packet = names_.packet();
  const auto declare = [&](ir::AnchorId id) {
    const bool shared =
        !packet.anchors[id].shared.empty() && !shared_.insert(names_.variable(id)).second;
    if (declared_.insert(id).second && !shared)
      out_.line("std::size_t {} = 0;", names_.anchor(In::Parse, id));
  };
  const auto define = [&](ir::AnchorId id) {
    if (nested && id > 1 && (packet.anchors[id].stored || packet.end.anchor == id))
      declare(id);
  };
  for (const ir::Step& step : block) {
    if (const auto* size = std::get_if<ir::Size>(&step.op)) {
      define(packet.fields[size->field].end.anchor);
    } else if (const auto* scan = std::get_if<ir::Scan>(&step.op)) {
      define(packet.fields[scan->field].end.anchor);
    } else if (const auto* repeat = std::get_if<ir::Repeat>(&step.op)) {
      define(packet.fields[repeat->field].end.anchor);
      declare_arguments(target_, repeat->field);
    } else if (const auto* enter = std::get_if<ir::Enter>(&step.op)) {
      define(packet.regions[enter->region].end);
    } else if (const auto* optional = std::get_if<ir::Optional>(&step.op)) {
      declare_optional(optional->field);
      declare_positions(optional->block, true);
    } else if (const auto* inner = std::get_if<ir::Nested>(&step.op)) {
      define(packet.fields[inner->field].end.anchor);
      if (!names_.in_place(inner->field))
        out_.line("mpl::Maybe<{}> {}_view;", names_.view_type(names_.field(inner->field)),
                  names_.unique(inner->field));
    } else if (const auto* branch = std::get_if<ir::Branch>(&step.op)) {
      const ir::Classify& classify = packet.classifies[branch->classify];
      out_.line("{} {}{{}};", Spelling::clause_type(classify), classify.accessor);
      if (classify.join)
        declare(*classify.join);
      for (const ir::Block& clause : branch->blocks)
        declare_positions(clause, true);
    }
  }
}

void ParsePrinter::find_recalled(const ir::Block& block, bool within) {
  for (const ir::Step& step : block) {
    if (const auto* load = std::get_if<ir::Load>(&step.op); load && within)
      recalled_.insert(load->field);
    if (const auto* inner = std::get_if<ir::Within>(&step.op))
      find_recalled(inner->block, true);
    if (const auto* branch = std::get_if<ir::Branch>(&step.op))
      for (const ir::Block& clause : branch->blocks)
        find_recalled(clause, within);
  }
}

std::string ParsePrinter::failed(const std::string& reason, const std::string& row,
                                 const std::string& offset, const std::string& value) const {
  return failure(names_, fmt::format("mpl::fail({}, {}, {}, {})", reason, row, offset, value));
}

void ParsePrinter::fail_if(const std::string& condition, const std::string& reason,
                           const std::string& row, const std::string& offset,
                           const std::string& value) {
  out_.line("if ({}) [[unlikely]]", condition);
  out_.line("  return {};", failed(reason, row, offset, value));
}

void ParsePrinter::fail_on_overflow(const ir::Expr& expr, ir::FieldId field) {
  if (needs_checked(expr))
    fail_if("checked.overflow()", "mpl::Reason::Overflow", target_.table.row(field),
            names_.offset(In::Parse, names_.field(field).position), seen(field));
}

/// The value an error reports for a field: what was read there, if it was.
std::string ParsePrinter::seen(ir::FieldId field) const {
  if (!loaded_.contains(field))
    return "0";
  return fmt::format("static_cast<std::uint64_t>({})", names_.number(In::Parse, field));
}

void ParsePrinter::step(const ir::Need& need) {
  const std::string from = names_.offset(In::Parse, need.from);
  const std::string limit = names_.anchor(In::Parse, need.limit);
  const bool at_start = need.from.anchor == 0 && need.from.bytes == 0;
  const std::string left = at_start                ? limit
                           : need.from.anchor == 0 ? fmt::format("{} - {}", limit, from)
                           : need.from.bytes == 0  ? fmt::format("{} - {}", limit, from)
                                                   : fmt::format("{} - ({})", limit, from);
  // What errors call the fields counts from the anchor, not from where the run begins.
  const std::string base = names_.anchor(In::Parse, need.from.anchor);
  const std::string since = need.from.anchor == 0 ? limit : fmt::format("{} - {}", limit, base);
  out_.line("if ({} < {}) [[unlikely]]", left, need.bytes);
  out_.line("  return {};", failure(names_, fmt::format("mpl::truncated(&{}, {}, {})",
                                                        target_.table.run(need), base, since)));
}

void ParsePrinter::step(const ir::Load& load) {
  const ir::Field& field = names_.field(load.field);
  loaded_.insert(load.field);
  if (field.condition)
    return; // read where it is used: a local would end with the block of what may not be there
  // One that is only needed once its clause has ended is read again there.
  out_.line("{}const {} {} = {};", recalled_.contains(load.field) ? "[[maybe_unused]] " : "",
            names_.number_type(field), names_.number(In::Parse, load.field),
            names_.load(In::Parse, field));
}

void ParsePrinter::step(const ir::Check& check) {
  if (check.deferred)
    return deferred_.push_back(&check);
  const auto reason = [](const ir::Check& one) {
    return fmt::format("mpl::Reason::{}", ir::name(one.reason));
  };
  const auto offset = [this](const ir::Check& one) {
    return names_.offset(In::Parse, names_.field(one.field).position);
  };
  const auto fail_unless = [&](const ir::Check& one) {
    fail_if(expression_.negated(one.condition), reason(one), target_.table.check(one), offset(one),
            seen(one.field));
  };
  if (!check.together) {
    fail_unless(check);
    return fail_on_overflow(check.condition, check.field);
  }
  const ir::Wide& wide = *check.together;
  out_.open("if (mpl::outside<{}>({}, {:#x}u, {:#x}u, {:#x}u)) [[unlikely]] {{", wide.bytes,
            names_.address(In::Parse, wide.position), wide.mask, wide.low, wide.high);
  for (const ir::Check* const before : std::exchange(deferred_, {}))
    fail_unless(*before);
  out_.line("return {};",
            failed(reason(check), target_.table.check(check), offset(check), seen(check.field)));
  out_.close();
}

template <class Step>
ParsePrinter::Bound ParsePrinter::bound(const Step& step, ir::FieldId field, ir::Position position,
                                        ir::AnchorId limit, const std::string& local) {
  constexpr std::int64_t most = std::int64_t{1} << 40;
  return {.field = field,
          .position = position,
          .limit = limit,
          .check_negative = step.check_negative,
          .check_end = step.check_end,
          .multiple = step.multiple,
          .small = -most <= step.size.low && step.size.high <= most,
          .deferred = step.deferred,
          .together = false,
          .local = local};
}

/// Where sizes are small the end is compared: the size is often what a field says less what stands
/// before it, and then the two cancel out.
std::string ParsePrinter::reaches_past(const Bound& size) const {
  const std::string value = fmt::format("static_cast<std::uint64_t>({})", size.local);
  if (!size.small || (size.check_negative && !size.together))
    return fmt::format("{} > {}", value,
                       names_.distance(In::Parse, size.position, {.anchor = size.limit}));
  const std::string begin = names_.offset(In::Parse, size.position);
  return fmt::format("{}{} > {}", begin == "0" ? "" : begin + " + ", value,
                     names_.anchor(In::Parse, size.limit));
}

/// One comparison tells a negative size and one that is too large alike: as an unsigned number both
/// exceed what is left. Not so where the begin itself may lie past the end.
void ParsePrinter::end_check(const Bound& size) {
  const std::string negative = size.check_negative && size.together ? size.local + " < 0 || " : "";
  const std::string reason =
      size.check_negative
          ? fmt::format("{} < 0 ? mpl::Reason::NegativeSize : mpl::Reason::PastEnd", size.local)
          : "mpl::Reason::PastEnd";
  out_.open("if ({}{}) [[unlikely]] {{", negative, reaches_past(size));
  if (size.together)
    end_check(*std::exchange(deferred_bound_, std::nullopt));
  out_.line("return {};",
            failed(reason, target_.table.row(size.field), names_.offset(In::Parse, size.position),
                   fmt::format("static_cast<std::uint64_t>({})", size.local)));
  out_.close();
}

/// What a size must satisfy.
void ParsePrinter::size_check(const Bound& size) {
  if (size.deferred) {
    deferred_bound_ = size;
    return;
  }
  const std::string row = target_.table.row(size.field);
  const std::string offset = names_.offset(In::Parse, size.position);
  const std::string value = fmt::format("static_cast<std::uint64_t>({})", size.local);
  if (size.check_end)
    end_check(size);
  else if (size.check_negative)
    fail_if(size.local + " < 0", "mpl::Reason::NegativeSize", row, offset, value);
  if (size.multiple > 1)
    fail_if(fmt::format("{} % {} != 0", size.local, size.multiple), "mpl::Reason::NotMultiple", row,
            offset, value);
}

/// The variable of a position, which may have been declared for the whole function.
void ParsePrinter::define(ir::AnchorId anchor, const std::string& value) {
  out_.line("{}{} = {};", declared_.contains(anchor) ? "" : "[[maybe_unused]] const std::size_t ",
            names_.anchor(In::Parse, anchor), value);
}

void ParsePrinter::step(const ir::Repeat& repeat) {
  const ir::Field& field = names_.field(repeat.field);
  for (const ir::Expr& argument : field.wire.arguments)
    out_.line("{} = {};",
              names_.kept_argument(
                  repeat.field, static_cast<std::size_t>(&argument - field.wire.arguments.data())),
              expression_.bare(argument));
  const std::string local = names_.unique(repeat.field);
  if (repeat.count) {
    out_.line("{}{}_count = {};", field.condition ? "" : "const std::int64_t ", local,
              expression_.bare(*repeat.count));
    fail_on_overflow(*repeat.count, repeat.field);
    if (repeat.check_negative)
      fail_if(local + "_count < 0", "mpl::Reason::NegativeSize", target_.table.row(repeat.field),
              names_.offset(In::Parse, field.position),
              fmt::format("static_cast<std::uint64_t>({}_count)", local));
  }
  if (repeat.lazy)
    return;
  emit_repeat(target_, repeat);
  if (field.end.anchor != repeat.limit)
    define(field.end.anchor, local + "_at");
}

void ParsePrinter::step(const ir::Optional& optional) {
  const ir::Field& field = names_.field(optional.field);
  const std::string present = names_.present(In::Parse, optional.field);
  const std::string end = names_.anchor(In::Parse, field.end.anchor);
  const auto defines = [](const ir::Step& step) {
    return !std::holds_alternative<ir::Load>(step.op) &&
           !std::holds_alternative<ir::Check>(step.op);
  };
  // Once it has been read, it may be looked at again, when more is known.
  const bool first = llvm::any_of(optional.block, defines);
  if (first) {
    out_.line("{} = {};", present, expression_.bare(*field.condition));
    fail_on_overflow(*field.condition, optional.field);
    out_.line("{} = {};", end, names_.offset(In::Parse, field.position));
  }
  out_.open("if ({}) {{", present);
  if (const std::optional<std::uint32_t> bytes = ir::constant_size(field); bytes && first)
    out_.line("{} += {};", end, *bytes);
  const std::set<ir::FieldId> around = loaded_;
  steps(optional.block);
  loaded_ = around;
  out_.close();
}

void ParsePrinter::step(const ir::Enter& enter) {
  const ir::Region& region = names_.packet().regions[enter.region];
  const std::string local = names_.packet().anchors[region.end].name + "_size";
  out_.line("const std::int64_t {} = {};", local, expression_.bare(enter.size));
  fail_on_overflow(enter.size, region.field);
  size_check(bound(enter, region.field, region.begin, region.outer, local));
  const std::string begin = names_.offset(In::Parse, region.begin);
  define(region.end,
         fmt::format("{}static_cast<std::size_t>({})", begin == "0" ? "" : begin + " + ", local));
}

void ParsePrinter::step(const ir::Leave& leave) {
  if (!leave.check)
    return;
  const ir::Region& region = names_.packet().regions[leave.region];
  const std::string content = names_.offset(In::Parse, region.content_end);
  const std::string end = names_.anchor(In::Parse, region.end);
  fail_if(fmt::format("{} != {}", content, end), "mpl::Reason::TrailingBytes",
          target_.table.row(region.field), content,
          names_.distance(In::Parse, region.content_end, ir::Position{.anchor = region.end}));
}

void ParsePrinter::step(const ir::Size& size) {
  const ir::Field& field = names_.field(size.field);
  const bool to_end = field.end.anchor == size.limit; // takes all that is left
  if (to_end && !size.check_end && !size.check_negative && size.multiple == 1)
    return;
  const std::string local = names_.unique(size.field) + "_size";
  out_.line("const std::int64_t {} = {};", local, expression_.bare(size.size));
  fail_on_overflow(size.size, size.field);
  Bound end = bound(size, size.field, field.position, size.limit, local);
  end.together = size.together;
  size_check(end);
  if (to_end)
    return;
  const std::string begin = names_.offset(In::Parse, field.position);
  define(field.end.anchor, fmt::format("{} + static_cast<std::size_t>({})", begin, local));
}

void ParsePrinter::step(const ir::Scan& scan) {
  const ir::Field& field = names_.field(scan.field);
  const std::string local = names_.unique(scan.field) + "_scanned";
  const std::string begin = names_.offset(In::Parse, field.position);
  const bool name = is_name(field.wire);
  out_.line("const {} {} = {};", name ? "std::size_t" : "mpl::Scanned", local,
            scan_call(names_, scan));
  if (name) {
    out_.line("if ({} == 0) [[unlikely]]", local);
    out_.line("  return {};",
              failure(names_, fmt::format("mpl::fail_name({}, {}, message, {}, {})",
                                          target_.table.row(scan.field), begin,
                                          names_.address(In::Parse, field.position),
                                          names_.distance(In::Parse, field.position,
                                                          ir::Position{.anchor = scan.limit}))));
  } else {
    fail_if(local + ".broken", local + ".reason", target_.table.row(scan.field), begin,
            local + ".size");
  }
  const bool declared = declared_.contains(field.end.anchor);
  out_.line("{}{} = {}{}{};", declared ? "" : "[[maybe_unused]] const std::size_t ",
            names_.anchor(In::Parse, field.end.anchor), begin == "0" ? "" : begin + " + ", local,
            name ? "" : ".size");
}

/// A clause that matched earlier: what it has read is out of scope and is read again.
void ParsePrinter::step(const ir::Within& within) {
  const ir::Classify& classify = names_.packet().classifies[within.clause.classify];
  out_.open("if ({} == {}) {{", classify.accessor, within.clause.clause);
  const std::set<ir::FieldId> around = loaded_;
  steps(within.block);
  loaded_ = around;
  out_.close();
}

/// The inner packet checks itself; its errors count from the start of the outer one.
void ParsePrinter::step(const ir::Nested& nested) {
  const ir::Field& field = names_.field(nested.field);
  const std::string local = names_.unique(nested.field);
  const std::string type = names_.view_type(field);
  const std::string offset = names_.offset(In::Parse, field.position);
  const ir::Packet& inner = names_.module().packets[field.wire.packet];
  const bool in_message = inner.names && !inner.message;
  if (names_.in_place(nested.field))
    return nested_in_place(nested);
  out_.line("const mpl::Outcome<{0}> {1}_parsed = {0}::parse<mpl::Outcome<{0}>>(mpl::Bytes({2}, "
            "{3}){4}{5});",
            type, local, names_.address(In::Parse, field.position),
            names_.distance(In::Parse, field.position, ir::Position{.anchor = nested.limit}),
            in_message ? ", message" : "", names_.nested_arguments(In::Parse, field));
  if (arguments_checked(field)) // what was parsed with a number that is none means nothing
    fail_if("checked.overflow()", "mpl::Reason::Overflow", target_.table.row(nested.field), offset,
            "0");
  out_.line("if (!{}_parsed) [[unlikely]]", local);
  out_.line("  return {};",
            failure(names_, fmt::format("mpl::nested({}_parsed.error(), {})", local, offset)));
  out_.line("{0}_view = *{0}_parsed;", local);
  if (field.end.anchor <= 1 || field.fixed_size)
    return;
  define(field.end.anchor, fmt::format("{} + {}_view->bytes().size()", offset, local));
}

/// The view of a packet with names is large: it is written where it stays, and not copied.
void ParsePrinter::nested_in_place(const ir::Nested& nested) {
  const ir::Field& field = names_.field(nested.field);
  const ir::Packet& inner = names_.module().packets[field.wire.packet];
  const std::string local = names_.unique(nested.field);
  const std::string offset = names_.offset(In::Parse, field.position);
  const std::string address = names_.address(In::Parse, field.position);
  out_.line(
      "const bool {0}_parsed = {1}::parse_into(view.at_.{0}_view, error, mpl::Bytes({2}, {3}), "
      "{4}, names.after({5}){6}{7});",
      local, names_.view_type(field), address,
      names_.distance(In::Parse, field.position, ir::Position{.anchor = nested.limit}),
      inner.message ? address : "message", names_.name_slot(nested.field),
      visits(inner) ? ", mpl::kNoVisit" : "", names_.nested_arguments(In::Parse, field));
  if (arguments_checked(field)) // what was parsed with a number that is none means nothing
    fail_if("checked.overflow()", "mpl::Reason::Overflow", target_.table.row(nested.field), offset,
            "0");
  out_.line("if (!{}_parsed) [[unlikely]]", local);
  out_.line("  return {};", failure(names_, fmt::format("mpl::nested(error, {})", offset)));
  if (field.end.anchor <= 1 || field.fixed_size)
    return;
  define(field.end.anchor, fmt::format("{} + view.at_.{}_view.bytes().size()", offset, local));
}

std::string ParsePrinter::matches(const ir::Classify& classify, const ir::Clause& clause) const {
  std::string text;
  const ir::Field& field = names_.field(classify.field);
  const std::string value = names_.number(In::Parse, classify.field);
  const std::uint64_t highest =
      field.wire.bits >= 64 ? UINT64_MAX : (std::uint64_t{1} << field.wire.bits) - 1;
  if (clause.condition && !clause.condition->is_constant())
    text =
        clause.guard ? expression_.print(*clause.condition) : expression_.bare(*clause.condition);
  for (const ir::Pattern& pattern :
       clause.condition ? std::vector<ir::Pattern>{} : clause.patterns) {
    text += text.empty() ? "" : " || ";
    if (field.wire.kind == ir::Wire::Kind::Boolean)
      text += pattern.low != 0 ? value : "!" + value;
    else if (pattern.low == pattern.high)
      text += fmt::format("{} == {}", value, pattern.low);
    else if (pattern.low == 0 && pattern.high >= highest)
      text += "true";
    else if (pattern.low == 0)
      text += fmt::format("{} <= {}", value, pattern.high);
    else if (pattern.high >= highest)
      text += fmt::format("{} >= {}", value, pattern.low);
    else
      text += fmt::format("({0} >= {1} && {0} <= {2})", value, pattern.low, pattern.high);
  }
  if (!clause.guard)
    return text;
  const std::string guard = expression_.print(*clause.guard);
  return text.empty()                                      ? guard
         : clause.patterns.size() == 1 || clause.condition ? text + " && " + guard
                                                           : fmt::format("({}) && {}", text, guard);
}

void ParsePrinter::step(const ir::Branch& branch) {
  const ir::Classify& classify = names_.packet().classifies[branch.classify];
  bool exhaustive = false;
  for (std::size_t i = 0; i < classify.clauses.size(); ++i) {
    const ir::Clause& clause = classify.clauses[i];
    const std::string condition = matches(classify, clause);
    out_.from(clause.where);
    if (i == 0)
      out_.open("if ({}) {{", condition.empty() ? "true" : condition);
    else if (condition.empty())
      out_.reopen("}} else {{");
    else
      out_.reopen("}} else if ({}) {{", condition);
    exhaustive = condition.empty();
    out_.line("{} = {}; // {}", classify.accessor, i, clause.name);
    const std::set<ir::FieldId> around = loaded_;
    steps(branch.blocks[i]);
    loaded_ = around; // what was read in the clause is out of scope
    if (classify.join)
      out_.line("{} = {};", names_.anchor(In::Parse, *classify.join),
                names_.offset(In::Parse, clause.end));
    if (exhaustive)
      break; // sema has refused or warned of clauses that cannot be reached
  }
  out_.here();
  if (!exhaustive) {
    out_.reopen("}} else [[unlikely]] {{");
    out_.line("return {};", failed("mpl::Reason::NoClause", target_.table.row(classify.field),
                                   names_.offset(In::Parse, names_.field(classify.field).position),
                                   seen(classify.field)));
  }
  out_.close();
  if (chooses_checked(classify))
    fail_if("checked.overflow()", "mpl::Reason::Overflow", target_.table.row(classify.field),
            names_.offset(In::Parse, names_.field(classify.field).position), seen(classify.field));
}

void ParsePrinter::steps(const ir::Block& block) {
  for (const ir::Step& step : block) {
    out_.from(step.where);
    std::visit([this](const auto& op) { this->step(op); }, step.op);
  }
  out_.here();
}

/// What the view keeps, and its values.
std::vector<std::pair<std::string, std::string>> ParsePrinter::kept() const {
  const ir::Packet& packet = names_.packet();
  std::vector<std::pair<std::string, std::string>> kept{{"data", "data"}};
  if (packet.names)
    kept.emplace_back("message", "message");
  if (!names_.fixed_size())
    kept.emplace_back("size", names_.offset(In::Parse, packet.end));
  if (names_.keeps_given())
    kept.emplace_back("given", "given");
  for (const ir::AnchorId id : names_.stored())
    kept.emplace_back(names_.variable(id), names_.anchor(In::Parse, id));
  for (const ir::Classify& classify : packet.classifies)
    kept.emplace_back(classify.accessor, classify.accessor);
  for (const ir::FieldId id : names_.optional())
    kept.emplace_back(names_.unique(id) + "_present", names_.present(In::Parse, id));
  for (const ir::FieldId id : names_.arrays_with_arguments())
    for (std::size_t i = 0; i < names_.field(id).wire.arguments.size(); ++i)
      kept.emplace_back(names_.kept_argument(id, i), names_.kept_argument(id, i));
  if (names_.has_own_names())
    kept.emplace_back("names", "names");
  for (const ir::FieldId id : names_.nested())
    if (!names_.in_place(id))
      kept.emplace_back(names_.unique(id) + "_view", names_.unique(id) + "_view");
  return kept;
}

/// The view, from the positions that it keeps.
void ParsePrinter::result() {
  if (names_.packet().names) {
    for (const auto& [member, value] : kept())
      out_.line("view.at_.{} = {};", member, value);
    out_.line("return true;");
    return;
  }
  std::string values;
  for (const auto& [member, value] : kept())
    values += (values.empty() ? "" : ", ") + value;
  out_.line("return {}(Layout{{{}}});", names_.packet().cpp_name, values);
}

/// The head of parse(), or of a function beside it.
/// A program that names no result gets a std::expected.
void ParsePrinter::open_entry(std::string_view name, std::string_view parameters) {
  const bool each = name == "parse_each";
  out_.line("template <class Result_ = std::expected<{}, mpl::Error>{}>", names_.packet().cpp_name,
            each ? ", class Visit_" : "");
  out_.open("[[nodiscard]] static constexpr Result_ {}(mpl::Bytes bytes{}{}){} {{", name,
            parameters, names_.parameters(), each ? "" : " noexcept");
}

void ParsePrinter::open_parse(std::string_view parameters) {
  out_.doc(
      "Checks the packet at the start of `bytes`, once and for all; more bytes may follow it.\n"
      "The view borrows the bytes: it is valid as long as they are there.");
  open_entry("parse", parameters);
}

void ParsePrinter::open_each() {
  out_.doc("As parse(), and calls `visitor` with each element of the arrays as soon as it is "
           "checked.\nAn element and the names in it are there until `visitor` returns. Where the "
           "result is an\nerror, those that were handed out belong to no packet.");
  open_entry("parse_each", ", Visit_&& visitor");
}

/// Where parse_into() does the work: what calls it. A function stands before those that call it,
/// for a template is made where a constant needs it only if it was seen by then.
void ParsePrinter::call_in_place(const std::string& arguments) {
  out_.line("Result_ result(std::in_place, mpl::Unread{{}});");
  out_.line("mpl::Error error{{}};");
  out_.line("if (!parse_into(*result, error, bytes, {}{})) [[unlikely]]", arguments,
            names_.arguments());
  out_.line("  result = std::unexpected(error);");
  out_.line("return result;");
  out_.close();
  out_.blank();
}

void ParsePrinter::in_place() {
  const ir::Packet& packet = names_.packet();
  const bool each = visits(packet);
  out_.doc("What the others call: writes a view into `view` or an error into `error`.");
  out_.open(
      "{}static constexpr bool parse_into({}& view, mpl::Error& error, mpl::Bytes bytes, const "
      "std::byte* message, [[maybe_unused]] mpl::NameSlots names{}{}){} {{",
      each ? "template <class Visit_> " : "", packet.cpp_name,
      each ? ", [[maybe_unused]] Visit_& visitor" : "", names_.parameters(),
      each ? "" : " noexcept");
  work();
  out_.doc("As the parse() that follows, for a packet of a message that begins at `message`: all\n"
           "bytes from there to the end of `bytes` are there, and names may point back to them.");
  open_entry("parse", ", const std::byte* message");
  call_in_place(std::string("message, mpl::NameSlots()") + (each ? ", mpl::kNoVisit" : ""));
  if (each) {
    open_each();
    call_in_place("bytes.data(), mpl::NameSlots(), visitor");
  }
  open_parse("");
  out_.line("return parse<Result_>(bytes, bytes.data(){});", names_.arguments());
  out_.close();
}

/// The body of the function that parses, to its end.
void ParsePrinter::work() {
  const ir::Packet& packet = names_.packet();
  out_.line("const std::byte* const data = bytes.data();");
  out_.line("[[maybe_unused]] const std::size_t given = bytes.size();");
  declare_positions(packet.parse, false);
  find_recalled(packet.parse, false);
  if (any_checked(packet, packet.parse) || arguments_checked(packet))
    out_.line("mpl::Checked checked;");
  steps(packet.parse);
  result();
  out_.close();
  out_.blank();
}

void ParsePrinter::function() {
  out_.blank();
  if (names_.packet().names)
    return in_place();
  if (!visits(names_.packet())) {
    open_parse("");
    return work();
  }
  open_each();
  work();
  open_parse("");
  out_.line("return parse_each<Result_>(bytes, mpl::kNoVisit{});", names_.arguments());
  out_.close();
}

/// Some array of a block is gone through.
bool goes_through(const ir::Block& block) {
  return llvm::any_of(block, [](const ir::Step& step) {
    if (const auto* repeat = std::get_if<ir::Repeat>(&step.op))
      return !repeat->lazy;
    if (const auto* within = std::get_if<ir::Within>(&step.op))
      return goes_through(within->block);
    if (const auto* optional = std::get_if<ir::Optional>(&step.op))
      return goes_through(optional->block);
    if (const auto* branch = std::get_if<ir::Branch>(&step.op))
      return llvm::any_of(branch->blocks, goes_through);
    return false;
  });
}

} // namespace

bool visits(const ir::Packet& packet) { return goes_through(packet.parse); }

std::string failure(const Spelling& names, const std::string& error) {
  return names.packet().names ? fmt::format("mpl::refuse(error, {})", error) : error;
}

void emit_parse(const Target& target) { ParsePrinter(target).function(); }

} // namespace mir::mplc::cpp

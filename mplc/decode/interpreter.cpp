#include "mplc/decode/interpreter.hpp"

#include "mplc/decode/evaluate.hpp"
#include "mplc/decode/scan.hpp"

#include <llvm/Support/ErrorHandling.h>

#include <algorithm>

namespace mir::mplc::decode {
namespace {

bool is_scalar(const ir::Field& field) {
  return field.wire.kind == ir::Wire::Kind::Unsigned || field.wire.kind == ir::Wire::Kind::Signed ||
         field.wire.kind == ir::Wire::Kind::Boolean;
}

/// Some clause is chosen by arithmetic that may overflow.
bool chooses_checked(const ir::Classify& classify) {
  return std::ranges::any_of(classify.clauses, [](const ir::Clause& clause) {
    return (clause.condition && may_overflow(*clause.condition)) ||
           (clause.guard && may_overflow(*clause.guard));
  });
}

/// One packet on its way from bytes to Packet. Positions are from the start of the packet.
class Frame {
public:
  Frame(const ir::Module& module, ir::PacketId id, Bytes message, std::size_t base,
        std::size_t given, std::size_t names, std::vector<Value> arguments)
      : module_(module), packet_(module.packets[id]), message_(message), base_(base),
        arguments_(std::move(arguments)),
        evaluator_([this](const ir::Expr& expr) { return leaf(expr); }),
        anchors_(packet_.anchors.size()), loaded_(packet_.fields.size()),
        present_(packet_.fields.size()), counts_(packet_.fields.size()),
        nested_(packet_.fields.size()), deferred_(packet_.fields.size()) {
    anchors_[1] = given;
    result_.id = id;
    result_.begin = base;
    result_.names = names;
    result_.slots.resize(packet_.fields.size());
    result_.clauses.resize(packet_.classifies.size());
  }

  std::expected<Packet, Fault> run() {
    if (!block(packet_.parse))
      return std::unexpected(std::move(fault_));
    result_.size = offset(packet_.end);
    place(packet_.body);
    return std::move(result_);
  }

  /// Whether the packet that was read is the last of its array.
  [[nodiscard]] bool ends_array() { return evaluator_.run(*packet_.last).bits != 0; }

private:
  [[nodiscard]] std::size_t offset(const ir::Position& position) const {
    return anchors_[position.anchor] + position.bytes;
  }

  // -- failing ------------------------------------------------------------------------------

  bool fail(ir::Reason reason, ir::FieldId field, std::size_t at, std::uint64_t value,
            std::string_view message = {}) {
    fault_ = {.reason = reason,
              .packet = packet_.name,
              .path = packet_.fields[field].path,
              .offset = base_ + at,
              .value = value,
              .message = std::string(message)};
    return false;
  }
  bool fail_at(ir::Reason reason, ir::FieldId field, std::string_view message = {}) {
    return fail(reason, field, offset(packet_.fields[field].position), seen(field), message);
  }
  /// What an error says was there: the value read, if it was read.
  [[nodiscard]] std::uint64_t seen(ir::FieldId field) const {
    return loaded_[field].value_or(Value{}).bits;
  }
  bool settled(const ir::Expr& expr, ir::FieldId field) {
    return !may_overflow(expr) || !evaluator_.overflow() || fail_at(ir::Reason::Overflow, field);
  }

  // -- values -------------------------------------------------------------------------------

  Value leaf(const ir::Expr& expr) const {
    switch (expr.op) {
    case ir::Expr::Op::Field:
      return value(expr.index);
    case ir::Expr::Op::Parameter:
      return arguments_[expr.index];
    case ir::Expr::Op::ParameterLength:
      return {.bits = arguments_[expr.index].text.size()};
    case ir::Expr::Op::Position:
      return {.bits = offset(expr.position)};
    case ir::Expr::Op::Count:
      return {.bits = counts_[expr.index]};
    case ir::Expr::Op::Present:
      return {.bits = present_[expr.index] ? 1u : 0u};
    case ir::Expr::Op::Length: {
      const ir::Field& field = packet_.fields[expr.index];
      return {.bits = offset(field.end) - offset(field.position)};
    }
    default:
      llvm_unreachable("not a leaf that a parse can have");
    }
  }

  [[nodiscard]] Value value(ir::FieldId id) const {
    if (loaded_[id])
      return *loaded_[id];
    const ir::Field& field = packet_.fields[id];
    if (is_scalar(field))
      return {.bits = load(field, message_, base_ + offset(field.position))};
    return {.text = contents(field.wire, message_, base_ + offset(field.position),
                             base_ + offset(field.end))};
  }

  // -- steps --------------------------------------------------------------------------------

  bool block(const ir::Block& steps) {
    return std::ranges::all_of(steps, [this](const ir::Step& step) {
      return std::visit([this](const auto& op) { return this->step(op); }, step.op);
    });
  }

  template <class Other> bool step(const Other&) {
    llvm_unreachable("not a step of a parse that this interpreter knows");
  }

  bool step(const ir::Need& need) {
    if (anchors_[need.limit] - offset(need.from) >= need.bytes)
      return true;
    // Of the run, the field in which the bytes end; places count from the anchor.
    const std::size_t base = anchors_[need.from.anchor];
    const std::size_t left = anchors_[need.limit] - base;
    for (const ir::FieldId id : need.fields) {
      const ir::Field& field = packet_.fields[id];
      const std::uint32_t end = field.condition
                                    ? field.position.bytes + ir::constant_size(field).value_or(0)
                                    : field.end.bytes + (field.end.bits != 0 ? 1 : 0);
      if (end > left)
        return fail(ir::Reason::Truncated, id, base + field.position.bytes, left);
    }
    llvm_unreachable("a run that ends before its bytes do");
  }

  bool step(const ir::Load& step) {
    const ir::Field& field = packet_.fields[step.field];
    loaded_[step.field] = Value{.bits = load(field, message_, base_ + offset(field.position))};
    return true;
  }

  bool step(const ir::Check& check) {
    if (evaluator_.run(check.condition).bits == 0)
      return fail_at(check.reason, check.field, check.message);
    return settled(check.condition, check.field);
  }

  bool step(const ir::Size& step) {
    const ir::Field& field = packet_.fields[step.field];
    const std::size_t begin = offset(field.position);
    const auto size = this->size(step, step.field, begin, anchors_[step.limit]);
    if (!size)
      return false;
    define(field, step.limit, begin + *size);
    return true;
  }

  /// The size of a field or of a region, within its bounds.
  template <class Step>
  std::optional<std::size_t> size(const Step& step, ir::FieldId field, std::size_t begin,
                                  std::size_t limit) {
    const std::int64_t size = evaluator_.run(step.size).number();
    if (!settled(step.size, field))
      return std::nullopt;
    const auto value = static_cast<std::uint64_t>(size);
    if (step.check_negative && size < 0)
      fail(ir::Reason::NegativeSize, field, begin, value);
    else if (step.check_end && value > limit - begin)
      fail(ir::Reason::PastEnd, field, begin, value);
    else if (size % static_cast<std::int64_t>(step.multiple) != 0)
      fail(ir::Reason::NotMultiple, field, begin, value);
    else
      return value;
    return std::nullopt;
  }

  bool step(const ir::Scan& step) {
    const ir::Field& field = packet_.fields[step.field];
    const std::size_t begin = offset(field.position);
    const Scanned scanned =
        scan(field.wire, message_, result_.names, base_ + begin, base_ + anchors_[step.limit]);
    if (scanned.broken)
      return fail(*scanned.broken, step.field, begin, scanned.size);
    anchors_[field.end.anchor] = begin + scanned.size;
    return true;
  }

  bool step(const ir::Enter& enter) {
    const ir::Region& region = packet_.regions[enter.region];
    const std::size_t begin = offset(region.begin);
    const auto size = this->size(enter, region.field, begin, anchors_[region.outer]);
    if (size)
      anchors_[region.end] = begin + *size;
    return size.has_value();
  }

  bool step(const ir::Leave& leave) {
    const ir::Region& region = packet_.regions[leave.region];
    const std::size_t content = offset(region.content_end), end = anchors_[region.end];
    return !leave.check || content == end ||
           fail(ir::Reason::TrailingBytes, region.field, content, end - content);
  }

  bool step(const ir::Nested& step) {
    const ir::Field& field = packet_.fields[step.field];
    const std::size_t begin = offset(field.position);
    auto inner = Frame(module_, field.wire.packet, message_, base_ + begin,
                       anchors_[step.limit] - begin, names_of(field, begin), arguments(field))
                     .run();
    if (!inner) {
      fault_ = std::move(inner.error());
      return false;
    }
    define(field, 1, begin + inner->size);
    nested_[step.field].push_back(std::move(*inner));
    return true;
  }

  /// Where the names of a packet in this one, at `begin`, count from.
  [[nodiscard]] std::size_t names_of(const ir::Field& field, std::size_t begin) const {
    const ir::Packet& inner = module_.packets[field.wire.packet];
    return inner.names && !inner.message ? result_.names : base_ + begin;
  }

  std::vector<Value> arguments(const ir::Field& field) {
    std::vector<Value> values;
    for (const ir::Expr& argument : field.wire.arguments)
      values.push_back(evaluator_.run(argument));
    return values;
  }

  bool step(const ir::Repeat& repeat) {
    const ir::Field& field = packet_.fields[repeat.field];
    const std::vector<Value> arguments = this->arguments(field);
    std::int64_t left = 0;
    if (repeat.count) {
      left = evaluator_.run(*repeat.count).number();
      if (!settled(*repeat.count, repeat.field))
        return false;
      if (repeat.check_negative && left < 0)
        return fail(ir::Reason::NegativeSize, repeat.field, offset(field.position),
                    static_cast<std::uint64_t>(left));
    }
    counts_[repeat.field] = 0;
    std::size_t at = offset(field.position);
    for (bool ended = false; !ended && more(repeat, left, at); --left) {
      if (element(repeat, arguments, at, ended))
        continue;
      if (!repeat.lazy)
        return false;
      deferred_[repeat.field] = std::move(fault_); // it ends there, as generated iterators do
      break;
    }
    if (field.end.anchor != repeat.limit)
      anchors_[field.end.anchor] = at;
    return true;
  }

  [[nodiscard]] bool more(const ir::Repeat& repeat, std::int64_t left, std::size_t at) const {
    switch (repeat.extent) {
    case ir::Repeat::Extent::Count:
      return left > 0;
    case ir::Repeat::Extent::Until:
      return true;
    default:
      return at != anchors_[repeat.limit];
    }
  }

  /// One element from `at` on, which moves to its end.
  bool element(const ir::Repeat& repeat, const std::vector<Value>& arguments, std::size_t& at,
               bool& ended) {
    const ir::Field& field = packet_.fields[repeat.field];
    Frame frame(module_, field.wire.packet, message_, base_ + at, anchors_[repeat.limit] - at,
                names_of(field, at), arguments);
    auto element = frame.run();
    if (!element) {
      fault_ = std::move(element.error());
      return false;
    }
    if (repeat.may_be_empty && element->size == 0)
      return fail(ir::Reason::EmptyElement, repeat.field, at, 0);
    at += element->size;
    ++counts_[repeat.field];
    nested_[repeat.field].push_back(std::move(*element));
    ended = (repeat.extent == ir::Repeat::Extent::Until ||
             repeat.extent == ir::Repeat::Extent::RestUntil) &&
            frame.ends_array();
    return true;
  }

  bool step(const ir::Branch& branch) {
    const ir::Classify& classify = packet_.classifies[branch.classify];
    for (std::uint32_t i = 0; i < classify.clauses.size(); ++i) {
      if (!matches(classify, classify.clauses[i]))
        continue;
      result_.clauses[branch.classify] = i;
      if (!block(branch.blocks[i]))
        return false;
      if (classify.join)
        anchors_[*classify.join] = offset(classify.clauses[i].end);
      return !chooses_checked(classify) || !evaluator_.overflow() ||
             fail_at(ir::Reason::Overflow, classify.field);
    }
    return fail_at(ir::Reason::NoClause, classify.field);
  }

  /// The steps of a field that is not there are skipped; a second run of them finds it as the first
  /// did.
  bool step(const ir::Optional& optional) {
    const ir::Field& field = packet_.fields[optional.field];
    present_[optional.field] = evaluator_.run(*field.condition).bits != 0;
    if (!settled(*field.condition, optional.field))
      return false;
    const std::size_t begin = offset(field.position);
    if (!present_[optional.field]) {
      anchors_[field.end.anchor] = begin;
      return true;
    }
    if (const auto size = ir::constant_size(field))
      anchors_[field.end.anchor] = begin + *size;
    const bool sound = block(optional.block);
    loaded_[optional.field].reset(); // nobody behind it knows whether it is there
    return sound;
  }

  bool step(const ir::Within& within) {
    return result_.clauses[within.clause.classify] != within.clause.clause || block(within.block);
  }

  bool matches(const ir::Classify& classify, const ir::Clause& clause) {
    if (clause.condition && !clause.condition->is_constant() &&
        evaluator_.run(*clause.condition).bits == 0)
      return false;
    if (!clause.otherwise && !clause.condition) {
      const std::uint64_t value = seen(classify.field);
      if (std::ranges::none_of(clause.patterns, [value](const ir::Pattern& pattern) {
            return pattern.low <= value && value <= pattern.high;
          }))
        return false;
    }
    return !clause.guard || evaluator_.run(*clause.guard).bits != 0;
  }

  /// The end of a field whose size is known only now, unless it ends where `limit` does.
  void define(const ir::Field& field, ir::AnchorId limit, std::size_t end) {
    if (field.end.anchor > 1 && field.end.anchor != limit && !field.fixed_size)
      anchors_[field.end.anchor] = end;
  }

  // -- the result ---------------------------------------------------------------------------

  void place(const ir::Body& body) {
    for (const ir::Item& item : body) {
      if (item.kind == ir::Item::Kind::Classify) {
        place(packet_.classifies[item.index].clauses[*result_.clauses[item.index]].body);
        continue;
      }
      const ir::Field& field = packet_.fields[item.index];
      if (field.condition && !present_[item.index])
        continue;
      result_.slots[item.index] =
          Slot{.begin = base_ + offset(field.position),
               .end = base_ + offset(field.end) + (field.end.bits != 0 ? 1 : 0),
               .packets = std::move(nested_[item.index]),
               .fault = std::move(deferred_[item.index])};
    }
  }

  const ir::Module& module_;
  const ir::Packet& packet_;
  Bytes message_;
  std::size_t base_; // where it begins in the message
  std::vector<Value> arguments_;
  Evaluator evaluator_;
  std::vector<std::size_t> anchors_;
  std::vector<std::optional<Value>> loaded_;
  std::vector<bool> present_;                  // of fields with a condition
  std::vector<std::size_t> counts_;            // of arrays: the elements read
  std::vector<std::vector<Packet>> nested_;    // one a field
  std::vector<std::optional<Fault>> deferred_; // one a field: of lazy arrays
  Packet result_;
  Fault fault_;
};

} // namespace

std::uint64_t load(const ir::Field& field, Bytes message, std::size_t begin) {
  const ir::Wire& wire = field.wire;
  if (wire.kind == ir::Wire::Kind::Boolean)
    return message[begin] != 0 ? 1 : 0;
  std::uint64_t value = 0;
  if (wire.packed || wire.bits % 8 != 0) {
    for (std::uint32_t i = 0; i < wire.bits; ++i) {
      const std::uint32_t bit = field.position.bits + i;
      value = value << 1 | (message[begin + bit / 8] >> (7 - bit % 8) & 1);
    }
    return value;
  }
  const std::size_t size = wire.bits / 8;
  for (std::size_t i = 0; i < size; ++i)
    value = value << 8 | message[begin + (wire.endian == ir::Endian::Big ? i : size - 1 - i)];
  if (wire.kind == ir::Wire::Kind::Signed && wire.bits < 64 && (value >> (wire.bits - 1)) != 0)
    value |= ~std::uint64_t{0} << wire.bits;
  return value;
}

const Fault* deferred_fault(const Packet& packet) {
  for (const std::optional<Slot>& slot : packet.slots) {
    if (!slot)
      continue;
    for (const Packet& inner : slot->packets)
      if (const Fault* const fault = deferred_fault(inner))
        return fault;
    if (slot->fault)
      return &*slot->fault;
  }
  return nullptr;
}

std::expected<Packet, Fault> interpret(const ir::Module& module, ir::PacketId packet, Bytes message,
                                       const std::vector<Argument>& arguments) {
  std::vector<Value> values;
  for (const Argument& argument : arguments)
    values.push_back({.bits = static_cast<std::uint64_t>(argument.number), .text = argument.text});
  return Frame(module, packet, message, 0, message.size(), 0, std::move(values)).run();
}

} // namespace mir::mplc::decode

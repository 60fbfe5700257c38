#include "mplc/sema/packet.hpp"

#include <algorithm>

namespace mir::mplc::sema {
namespace {

/// The value(..) that makes a field follow from the bytes it sizes; "" where the size is not simply
/// the field, or the field and one constant.
std::string tying(const Context& context, const Field& sized, const Expr& size) {
  if (sized.kind != FieldKind::Bytes && sized.kind != FieldKind::Array)
    return {};
  const std::string bytes =
      (sized.kind == FieldKind::Array ? "array_length(" : "sizeof(") + sized.name + ")";
  if (size.op == Op::Field)
    return " value(" + bytes + ")";
  const bool simple = size.operands.size() == 2 && size.operands[0].op == Op::Field &&
                      size.operands[1].op == Op::Constant;
  const char* const inverse = !simple                   ? nullptr
                              : size.op == Op::Add      ? " - "
                              : size.op == Op::Subtract ? " + "
                              : size.op == Op::Multiply ? " / "
                                                        : nullptr;
  if (!inverse)
    return {};
  return " value(" + bytes + inverse + std::string(context.sources.text(size.operands[1].range)) +
         ")";
}

void mark_parameters(Packet& packet, const Expr& expr) {
  if (expr.op == Op::Parameter)
    packet.parameters[expr.index].sizes = true;
  for (const Expr& operand : expr.operands)
    mark_parameters(packet, operand);
}

/// What has a size or a count, for what is said of it.
struct Sized {
  Range range;
  std::string_view name;
  std::string value{}; ///< the value(..) that would tie it; "" if none comes to mind
};

/// Fields used by `expr` drive the parse; the tie rule (A.5) asks that what is built follow from
/// what is given.
void tie(Context& context, Packet& packet, const Sized& sized, const Expr& expr) {
  std::vector<FieldId> used;
  used_fields(expr, used);
  mark_parameters(packet, expr);
  for (const FieldId id : used) {
    Field& field = packet.fields[id];
    field.drives = true;
    if (field.value || field.value_failed || field.classified || field.constant)
      continue;
    context.diagnostics.report(Diag::Untied, sized.range, {field.name, sized.name})
        .note(Diag::NoteDeclaredHere, field.range, {field.name})
        .fix_if(field.tail, sized.value);
  }
}

/// Orders computed fields so that each follows those it uses.
class ComputeOrder {
public:
  ComputeOrder(Context& context, Packet& packet)
      : context_(context), packet_(packet), state_(packet.fields.size(), State::New) {}

  void run() {
    for (FieldId id = 0; id < packet_.fields.size(); ++id)
      visit(id);
  }

private:
  enum class State : unsigned char { New, Open, Done };

  void visit(FieldId id) {
    const Field& field = packet_.fields[id];
    if (!field.value || state_[id] == State::Done)
      return;
    if (state_[id] == State::Open)
      return report(id);
    state_[id] = State::Open;
    path_.push_back(id);
    std::vector<FieldId> used;
    used_fields(*field.value, used);
    for (const FieldId other : used)
      visit(other);
    path_.pop_back();
    state_[id] = State::Done;
    packet_.compute_order.push_back(id);
  }

  void report(FieldId id) {
    std::string chain;
    for (auto at = std::ranges::find(path_, id); at != path_.end(); ++at)
      chain += "'" + packet_.fields[*at].name + "' -> ";
    chain += "'" + packet_.fields[id].name + "'";
    context_.diagnostics.report(Diag::ValueCycle, packet_.fields[id].value->range, {chain}).done();
  }

  Context& context_;
  Packet& packet_;
  std::vector<State> state_;
  std::vector<FieldId> path_;
};

} // namespace

namespace {

/// What `expr` uses drives the parse.
void drive(Packet& packet, const Expr& expr) {
  std::vector<FieldId> used;
  used_fields(expr, used);
  for (const FieldId id : used)
    packet.fields[id].drives = true;
}

} // namespace

void apply_rules(Context& context, const std::vector<Packet>& packets, Packet& packet) {
  for (const Field& field : packet.fields) {
    const Sized sized{field.range, field.name};
    for (const auto& size : {field.size, field.repetition.count})
      if (size)
        tie(context, packet, {field.range, field.name, tying(context, field, *size)}, *size);
    for (std::size_t i = 0; i < field.arguments.size(); ++i) {
      if (packets[field.packet].parameters[i].sizes)
        tie(context, packet, sized, field.arguments[i]);
      else if (field.kind != FieldKind::Array) // the inner packet checks it when it is built
        drive(packet, field.arguments[i]);
    }
  }
  for (const Region& region : packet.regions)
    tie(context, packet, {region.range, "in byte[..]"}, region.size);
  for (const Field& field : packet.fields)
    if (field.condition)
      drive(packet, *field.condition);
  for (const Classify& classify : packet.classifies) {
    if (classify.is_field)
      packet.fields[classify.field].drives = true;
    for (const Expr& subject : classify.subjects)
      drive(packet, subject);
  }
  ComputeOrder(context, packet).run();
}

} // namespace mir::mplc::sema

#include "mplc/sema/packet.hpp"

#include <algorithm>

namespace mir::mplc::sema {
namespace {

/// The value(..) that makes a field follow from the bytes it sizes; "" where the size is not simply
/// the field, or the field and one constant.
std::string tying(const Context& context, const Field& sized, const Expr& size) {
  if (sized.kind != FieldKind::Bytes)
    return {};
  const std::string bytes = "sizeof(" + sized.name + ")";
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

/// Fields used by `expr` drive the parse; the tie rule (A.5) asks that what is built follow from
/// what is given.
void tie(Context& context, Packet& packet, const Field& sized, const Expr& expr) {
  std::vector<FieldId> used;
  used_fields(expr, used);
  for (const FieldId id : used) {
    Field& field = packet.fields[id];
    field.drives = true;
    if (field.value || field.classified || field.constant)
      continue;
    context.diagnostics.report(Diag::Untied, sized.range, {field.name, sized.name})
        .note(Diag::NoteDeclaredHere, field.range, {field.name})
        .fix_if(field.tail, tying(context, sized, expr));
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

void apply_rules(Context& context, Packet& packet) {
  for (const Field& field : packet.fields) {
    if (field.size)
      tie(context, packet, field, *field.size);
    for (const Expr& argument : field.arguments)
      tie(context, packet, field, argument);
  }
  for (const Classify& classify : packet.classifies)
    packet.fields[classify.field].drives = true;
  ComputeOrder(context, packet).run();
}

} // namespace mir::mplc::sema

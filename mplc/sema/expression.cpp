#include "mplc/sema/packet.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace mir::mplc::sema {
namespace {

Op op_of(ast::ExprKind kind) {
  static_assert(static_cast<int>(ast::ExprKind::Modulo) - static_cast<int>(ast::ExprKind::Or) ==
                static_cast<int>(Op::Modulo) - static_cast<int>(Op::Or));
  return static_cast<Op>(static_cast<int>(kind) - static_cast<int>(ast::ExprKind::Or) +
                         static_cast<int>(Op::Or));
}

class Resolver {
public:
  explicit Resolver(const Place& place) : place_(place), diagnostics_(place.context.diagnostics) {}

  Expr run(const ast::Expr& expr) {
    switch (expr.kind) {
    case ast::ExprKind::Error:
      return {};
    case ast::ExprKind::Integer:
      return constant(expr.range, Type::Int, Int(expr.value));
    case ast::ExprKind::Boolean:
      return constant(expr.range, Type::Bool, Int(expr.value));
    case ast::ExprKind::String:
      return {.op = Op::Text, .type = Type::Text, .range = expr.range, .text = expr.text};
    case ast::ExprKind::Name:
      return name(expr);
    case ast::ExprKind::Call:
      return call(expr);
    case ast::ExprKind::Tag:
      diagnostics_.report(Diag::TagOutOfPlace, expr.range, {expr.text}).done();
      return {};
    case ast::ExprKind::Range:
      diagnostics_.report(Diag::RangeOutOfPlace, expr.range).done();
      return {};
    case ast::ExprKind::Tuple:
      // What several subjects have was taken apart: here one is looked at.
      diagnostics_
          .report(Diag::PatternParts, expr.range, {std::to_string(expr.operands.size()), "1"})
          .done();
      return {};
    case ast::ExprKind::Named:
      assert(false && "who takes named arguments looks at them first");
      return {};
    case ast::ExprKind::Negate:
      return negate(expr);
    case ast::ExprKind::Not:
      return invert(expr);
    case ast::ExprKind::Select:
      return select(expr);
    default:
      return binary(expr);
    }
  }

  Expr as(const ast::Expr& expr, Type type) { return require(run(expr), type); }
  Expr integer(const ast::Expr& expr) { return as(expr, Type::Int); }

  Expr condition(const ast::Expr& expr) {
    Expr result = run(expr);
    if (result.type == Type::Int) { // B.8 writes `when (flags & 1)`
      Expr test{.op = Op::NotEqual, .type = Type::Bool, .range = expr.range};
      test.operands.push_back(std::move(result));
      test.operands.push_back(constant(expr.range, Type::Int, 0));
      return fold(std::move(test));
    }
    return require(std::move(result), Type::Bool);
  }

  Expr bit(const ast::Expr& expr) {
    Expr result = run(expr);
    if (result.type != Type::Bool)
      return require(std::move(result), Type::Int);
    Expr chosen{.op = Op::Select, .type = Type::Int, .range = expr.range};
    chosen.operands.push_back(std::move(result));
    chosen.operands.push_back(constant(expr.range, Type::Int, 1));
    chosen.operands.push_back(constant(expr.range, Type::Int, 0));
    return fold(std::move(chosen));
  }

private:
  Expr require(Expr expr, Type type) {
    if (expr.failed() || expr.type == type)
      return expr;
    if (expr.op == Op::Field && place_.packet.fields[expr.index].kind == FieldKind::Bytes) {
      diagnostics_.report(Diag::NoValue, expr.range, {place_.packet.fields[expr.index].name})
          .done();
      return {};
    }
    diagnostics_.report(Diag::WrongType, expr.range, {name_of(expr.type), name_of(type)}).done();
    return {};
  }

  Expr name(const ast::Expr& expr) {
    for (std::uint32_t i = 0; i < place_.packet.parameters.size(); ++i)
      if (place_.packet.parameters[i].name == expr.text && place_.use != Use::Constant)
        return {.op = Op::Parameter,
                .type = place_.packet.parameters[i].type,
                .range = expr.range,
                .index = i};
    const auto id = find_field(place_, expr.text);
    if (!id) {
      if (sees_outside(expr.text))
        return capture(expr, expr.text);
      if (const auto found = place_.context.constants.find(expr.text);
          found != place_.context.constants.end()) {
        Expr value = found->second;
        value.range = expr.range;
        return value;
      }
      unknown(expr.text, expr.range);
      return {};
    }
    if (!usable(*id, expr.range, expr.text))
      return {};
    const Field& field = place_.packet.fields[*id];
    switch (field.kind) {
    case FieldKind::Error:
      return {};
    case FieldKind::Unsigned:
    case FieldKind::Signed:
      return {.op = Op::Field, .type = Type::Int, .range = expr.range, .index = *id};
    case FieldKind::Boolean:
      return {.op = Op::Field, .type = Type::Bool, .range = expr.range, .index = *id};
    case FieldKind::Text:
    case FieldKind::CString:
    case FieldKind::Bytes:
      return {.op = Op::Field, .type = Type::Text, .range = expr.range, .index = *id};
    default:
      diagnostics_.report(Diag::NoValue, expr.range, {expr.text}).done();
      return {};
    }
  }

  /// What surrounds the packet of this expression, if that is the element of an array.
  [[nodiscard]] const Enclosing* enclosing() const {
    const Enclosing* around = place_.context.enclosing;
    return around != nullptr && &around->element == &place_.packet ? around : nullptr;
  }

  /// Whether a packet around this one has `name` where the array stands.
  [[nodiscard]] bool sees_outside(std::string_view name) const {
    for (const Enclosing* around = enclosing(); around != nullptr; around = around->outer) {
      const auto& parameters = around->place.packet.parameters;
      if (find_field(around->place, name) ||
          std::ranges::find(parameters, name, &Parameter::name) != parameters.end())
        return true;
    }
    return false;
  }

  /// A parameter of the element, and as its argument what `expr` is in the packet around it.
  Expr capture(const ast::Expr& expr, std::string name) {
    if (place_.use == Use::Constant) {
      diagnostics_.report(Diag::NotConstant, expr.range, {expr.text}).done();
      return {};
    }
    const Enclosing& around = *enclosing();
    place_.context.enclosing = around.outer;
    Expr outside = resolve(around.place, expr);
    place_.context.enclosing = &around;
    if (outside.failed())
      return {};
    auto& parameters = around.element.parameters;
    const auto known = std::ranges::find(parameters, name, &Parameter::name);
    const Expr result{.op = Op::Parameter,
                      .type = outside.type,
                      .range = expr.range,
                      .index = static_cast<std::uint32_t>(known - parameters.begin())};
    if (known == parameters.end()) {
      parameters.push_back({.name = std::move(name),
                            .type = outside.type,
                            .range = expr.range,
                            .bounds = bounds_of(around.place.packet, outside)});
      around.arguments.push_back(std::move(outside));
    }
    return result;
  }

  static std::optional<std::pair<Int, Int>> bounds_of(const Packet& packet, const Expr& expr) {
    constexpr Int kLongest = Int{1} << 48; // bytes: more than any address space of today maps
    if (expr.op == Op::Parameter)
      return packet.parameters[expr.index].bounds;
    if (expr.op != Op::Field)
      return std::pair{Int{0}, kLongest};
    const Field& field = packet.fields[expr.index];
    if (field.bits >= 64)
      return std::nullopt;
    // One that is not there is 0.
    return field.optional ? std::pair{std::min(smallest(field), Int{0}), largest(field)}
                          : std::pair{smallest(field), largest(field)};
  }

  /// A field that an expression outside of its clause names; whether it is one.
  bool of_clause(std::string_view name, Range range) {
    const auto& fields = place_.packet.fields;
    const auto field = std::ranges::find(fields, name, &Field::name);
    if (field == fields.end() || !field->clause ||
        std::ranges::count(fields, name, &Field::name) != 1)
      return false;
    const Classify& classify = place_.packet.classifies[field->clause->classify];
    diagnostics_
        .report(Diag::FieldOfClause, range, {name, classify.clauses[field->clause->clause].name})
        .note(Diag::NoteDeclaredHere, field->range, {name});
    return true;
  }

  void unknown(std::string_view name, Range range) {
    if (of_clause(name, range))
      return;
    std::vector<std::string_view> names;
    for (const Field& field : place_.packet.fields)
      if (encloses(place_.packet, field.clause, place_.clause))
        names.push_back(field.name);
    for (const Parameter& parameter : place_.packet.parameters)
      names.push_back(parameter.name);
    for (const Enclosing* around = enclosing(); around != nullptr; around = around->outer)
      for (const Field& field : around->place.packet.fields)
        names.push_back(field.name);
    for (const auto& [constant, value] : place_.context.constants)
      names.push_back(constant);
    const Near near = nearest(name, names);
    if (near.empty())
      diagnostics_.report(Diag::UnknownName, range, {name, place_.packet.name}).done();
    else
      diagnostics_.report(Diag::UnknownNameNear, range, {name, place_.packet.name, near.name})
          .fix_if(range, near.mend());
  }

  /// Whether a field may be named here; reports it if not.
  bool usable(FieldId id, Range range, std::string_view name) {
    const Field& field = place_.packet.fields[id];
    if (place_.use == Use::Constant) {
      diagnostics_.report(Diag::NotConstant, range, {name})
          .note(Diag::NoteDeclaredHere, field.range, {name});
      return false;
    }
    if (place_.use == Use::Earlier && id >= place_.limit) {
      diagnostics_.report(Diag::UsedBeforeDeclared, range, {name})
          .note(Diag::NoteDeclaredHere, field.range, {name});
      return false;
    }
    return true;
  }

  /// The name in front of the parentheses.
  static Range callee(const ast::Expr& call) {
    const auto length = static_cast<std::uint32_t>(call.text.size());
    return {call.range.file, call.range.begin, call.range.begin + length};
  }

  Expr call(const ast::Expr& expr) {
    constexpr std::array<std::string_view, 4> kBuiltins{"sizeof", "offset", "remaining",
                                                        "array_length"};
    const auto* builtin = std::ranges::find(kBuiltins, expr.text);
    if (builtin == kBuiltins.end()) {
      const Near near = nearest(expr.text, kBuiltins);
      if (near.empty())
        diagnostics_.report(Diag::UnknownBuiltin, expr.range, {expr.text}).done();
      else
        diagnostics_.report(Diag::UnknownBuiltinNear, expr.range, {expr.text, near.name})
            .fix_if(callee(expr), near.mend());
      return {};
    }
    const bool takes_field = expr.text != "remaining";
    const bool one_name = expr.operands.size() == 1 && expr.operands[0].kind == ast::ExprKind::Name;
    if (takes_field ? !one_name : !expr.operands.empty()) {
      Report report =
          diagnostics_.report(Diag::BuiltinArgument, expr.range,
                              {expr.text, takes_field ? "the name of one field" : "nothing"});
      if (!takes_field)
        report.fix(join(expr.operands.front().range, expr.operands.back().range), "");
      return {};
    }
    if (place_.use == Use::Constant) {
      diagnostics_.report(Diag::NotConstant, expr.range, {expr.text}).done();
      return {};
    }
    Expr result{.op = Op::Remaining, .type = Type::Int, .range = expr.range};
    if (!takes_field)
      return result;
    return measure(expr, std::move(result));
  }

  /// sizeof, offset or array_length of what stands in the parentheses.
  Expr measure(const ast::Expr& expr, Expr result) {
    const ast::Expr& argument = expr.operands[0];
    const auto parameter =
        std::ranges::find(place_.packet.parameters, argument.text, &Parameter::name);
    if (expr.text == "sizeof" && parameter != place_.packet.parameters.end() &&
        parameter->type == Type::Text) {
      result.op = Op::SizeOfParameter;
      result.index = static_cast<std::uint32_t>(parameter - place_.packet.parameters.begin());
      return result;
    }
    const auto id = find_field(place_, argument.text);
    if (!id && sees_outside(argument.text))
      return capture(expr, expr.text + "(" + argument.text + ")");
    if (!id)
      return of_struct(expr);
    const Field& field = place_.packet.fields[*id];
    if (!usable(*id, argument.range, argument.text) || field.kind == FieldKind::Error)
      return {};
    if (expr.text == "array_length" && field.kind != FieldKind::Array) {
      diagnostics_.report(Diag::NotAnArray, argument.range, {field.name})
          .note(Diag::NoteDeclaredHere, field.range, {field.name})
          .fix(callee(expr), "sizeof");
      return {};
    }
    if (expr.text == "array_length" && field.repetition.lazy) {
      diagnostics_.report(Diag::LazyCount, argument.range, {field.name})
          .note(Diag::NoteDeclaredHere, field.range, {field.name})
          .fix(callee(expr), "sizeof");
      return {};
    }
    result.op = expr.text == "sizeof"   ? Op::SizeOf
                : expr.text == "offset" ? Op::OffsetOf
                                        : Op::CountOf;
    result.index = *id;
    return result;
  }

  /// The same of a field that a struct expands: its members together.
  Expr of_struct(const ast::Expr& expr) {
    const ast::Expr& argument = expr.operands[0];
    const std::string whole = std::string(place_.prefix) + argument.text;
    std::vector<FieldId> members;
    for (FieldId id = 0; id < place_.packet.fields.size(); ++id) {
      const Field& field = place_.packet.fields[id];
      const bool in = std::ranges::find(field.structs, whole) != field.structs.end();
      if (in && encloses(place_.packet, field.clause, place_.clause))
        members.push_back(id);
    }
    if (members.empty() || expr.text == "array_length") {
      unknown(argument.text, argument.range);
      return {};
    }
    if (!usable(members.back(), argument.range, argument.text))
      return {};
    const bool offset = expr.text == "offset";
    auto of = [&](FieldId id) {
      return Expr{.op = offset ? Op::OffsetOf : Op::SizeOf,
                  .type = Type::Int,
                  .range = expr.range,
                  .index = id};
    };
    if (offset)
      return of(members.back());
    Expr sum = of(members.front());
    for (std::size_t i = 1; i < members.size(); ++i) {
      Expr more{.op = Op::Add, .type = Type::Int, .range = expr.range};
      more.operands = {std::move(sum), of(members[i])};
      sum = std::move(more);
    }
    return sum;
  }

  Expr negate(const ast::Expr& expr) {
    Expr result{.op = Op::Negate, .type = Type::Int, .range = expr.range};
    result.operands.push_back(integer(expr.operands[0]));
    return fold(std::move(result));
  }

  Expr invert(const ast::Expr& expr) {
    Expr result{.op = Op::Not, .type = Type::Bool, .range = expr.range};
    result.operands.push_back(condition(expr.operands[0]));
    return fold(std::move(result));
  }

  Expr select(const ast::Expr& expr) {
    place_.context.modern = true;
    Expr result{.op = Op::Select, .range = expr.range};
    result.operands.push_back(condition(expr.operands[0]));
    result.operands.push_back(run(expr.operands[1]));
    result.operands.push_back(run(expr.operands[2]));
    result.type = result.operands[1].type;
    if (!result.operands[2].failed() && !result.failed() &&
        result.operands[2].type != result.type) {
      diagnostics_
          .report(Diag::WrongType, result.operands[2].range,
                  {name_of(result.operands[2].type), name_of(result.type)})
          .done();
      return {};
    }
    return fold(std::move(result));
  }

  Expr binary(const ast::Expr& expr) {
    const Op op = op_of(expr.kind);
    Expr result{.op = op, .type = Type::Int, .range = expr.range};
    if (op == Op::And || op == Op::Or) {
      result.type = Type::Bool;
      result.operands.push_back(condition(expr.operands[0]));
      result.operands.push_back(condition(expr.operands[1]));
    } else if (op == Op::Equal || op == Op::NotEqual) {
      result.type = Type::Bool;
      equality(expr, result);
      if (op == Op::NotEqual)
        place_.context.modern = true;
      if (result.op == Op::And || result.op == Op::Not)
        return result; // of a tag that is a range: nothing in it is constant
    } else {
      if (op >= Op::Greater && op <= Op::LessEqual)
        result.type = Type::Bool;
      result.operands.push_back(number_beside(expr.operands[0], expr.operands[1]));
      result.operands.push_back(number_beside(expr.operands[1], expr.operands[0]));
    }
    // These came with part B; a file that uses one is not of 2006.
    if (op == Op::NotEqual || op == Op::Modulo || (op >= Op::BitOr && op <= Op::ShiftRight))
      place_.context.modern = true;
    return fold(std::move(result));
  }

  /// An operand of arithmetic: a tag is its number next to a field that has it, as in `flags &
  /// Syn`.
  Expr number_beside(const ast::Expr& expr, const ast::Expr& other) {
    if (expr.kind == ast::ExprKind::Tag && other.kind == ast::ExprKind::Name)
      if (const auto id = find_field(place_, other.text))
        return require(resolve_value_of(place_, place_.packet.fields[*id], expr), Type::Int);
    return integer(expr);
  }

  /// `field == Tag`, where the tag is a range of values.
  Expr within(Expr field, const Tag& tag, Range range) {
    auto side = [&](Op op, std::uint64_t limit) {
      Expr expr{.op = op, .type = Type::Bool, .range = range};
      expr.operands.push_back(field);
      expr.operands.push_back(constant(range, Type::Int, Int(limit)));
      return expr;
    };
    Expr both{.op = Op::And, .type = Type::Bool, .range = range};
    both.operands.push_back(side(Op::GreaterEqual, tag.value));
    both.operands.push_back(side(Op::LessEqual, tag.high));
    return both;
  }

  /// Gives `value` the type of `side`, if that is a field beside which it may be written.
  void alike(const Expr& side, Expr& value) const {
    if (side.op == Op::Field)
      value.type = type_beside(place_.packet.fields[side.index], value);
  }

  /// Both sides of == and !=: anything of one type; a tag or its name as a string where the other
  /// side is a variant.
  void equality(const ast::Expr& expr, Expr& result) {
    auto is_tag = [](const ast::Expr& side) {
      return side.kind == ast::ExprKind::Tag || side.kind == ast::ExprKind::String;
    };
    const bool tag_left = is_tag(expr.operands[0]) && !is_tag(expr.operands[1]);
    Expr other = run(expr.operands[tag_left ? 1 : 0]);
    const ast::Expr& second = expr.operands[tag_left ? 0 : 1];
    Expr value;
    if (other.op == Op::Field && is_tag(second)) {
      const Field& field = place_.packet.fields[other.index];
      const Tag* tag = second.kind == ast::ExprKind::Tag && field.variant
                           ? named_tag(*field.variant, second.text)
                           : nullptr;
      if (tag && tag->high != tag->value) {
        Expr in = within(std::move(other), *tag, expr.range);
        if (result.op == Op::Equal) {
          result = std::move(in);
          return;
        }
        result.op = Op::Not;
        result.operands.push_back(std::move(in));
        return;
      }
      value = resolve_value_of(place_, place_.packet.fields[other.index], second);
    } else {
      value = run(second);
      alike(other, value);
      alike(value, other);
      if (!other.failed())
        value = require(std::move(value), other.type);
    }
    result.operands.push_back(std::move(other));
    result.operands.push_back(std::move(value));
  }

  Expr fold(Expr expr) { return sema::fold(diagnostics_, std::move(expr)); }

  const Place& place_;
  Diagnostics& diagnostics_;
};

} // namespace

bool encloses(const Packet& packet, std::optional<ClauseRef> outer,
              std::optional<ClauseRef> inner) {
  for (;;) {
    if (outer == inner)
      return true;
    if (!inner)
      return false;
    inner = packet.classifies[inner->classify].clause;
  }
}

std::optional<FieldId> find_field(const Place& place, std::string_view name) {
  const std::string prefixed = std::string(place.prefix) + std::string(name);
  for (const std::string_view wanted : {std::string_view(prefixed), name})
    for (FieldId id = 0; id < place.packet.fields.size(); ++id)
      if (place.packet.fields[id].name == wanted &&
          encloses(place.packet, place.packet.fields[id].clause, place.clause))
        return id;
  return std::nullopt;
}

Expr resolve(const Place& place, const ast::Expr& expr) { return Resolver(place).run(expr); }
Expr resolve_integer(const Place& place, const ast::Expr& expr) {
  return Resolver(place).integer(expr);
}
Expr resolve_as(const Place& place, const ast::Expr& expr, Type type) {
  return Resolver(place).as(expr, type);
}
Expr resolve_condition(const Place& place, const ast::Expr& expr) {
  return Resolver(place).condition(expr);
}

Expr resolve_bit(const Place& place, const ast::Expr& expr) { return Resolver(place).bit(expr); }

bool has_text(const Field& field) {
  return field.kind == FieldKind::Text || field.kind == FieldKind::CString ||
         field.kind == FieldKind::Bytes;
}

bool is_string(const Field& field) {
  return has_text(field) && (field.kind != FieldKind::Bytes || field.text);
}

void used_fields(const Expr& expr, std::vector<FieldId>& out) {
  if (expr.op == Op::Field)
    out.push_back(expr.index);
  for (const Expr& operand : expr.operands)
    used_fields(operand, out);
}

std::string to_string(Int value) {
  if (value < 0)
    return "-" + to_string(-value);
  return std::to_string(static_cast<std::uint64_t>(value));
}

} // namespace mir::mplc::sema

#include "mplc/lower/vector.hpp"

namespace mir::mplc::ir {
namespace {

Expr constant_of(const sema::Expr& source, Location where) {
  if (source.op == sema::Op::Text)
    return {.op = Expr::Op::Text, .type = Expr::Type::Text, .text = source.text, .where = where};
  const bool negative = source.value < 0;
  return {.type = negative ? Expr::Type::I64 : Expr::Type::U64,
          .value = static_cast<std::uint64_t>(source.value),
          .where = where};
}

Expr argument_of(const sema::Expr& source, Location where) {
  Expr argument = constant_of(source, where);
  if (argument.type == Expr::Type::U64)
    argument.type = source.type == sema::Type::Bool ? Expr::Type::Bool : Expr::Type::I64;
  return argument;
}

} // namespace

void lower_vectors(const sema::Model& model, const SourceManager& sources, Module& module) {
  auto where = [&sources](Range range) {
    const LineColumn place = sources.line_column(range.file, range.begin);
    return Location{range.file == 0 ? 0 : range.file - 1, place.line, place.column};
  };
  for (const sema::Vector& source : model.vectors) {
    Vector vector{.test = source.test,
                  .packet = source.packet,
                  .arguments = {},
                  .bytes = source.bytes,
                  .expected = {},
                  .faults = {},
                  .where = where(source.range)};
    for (const sema::Expr& argument : source.arguments)
      vector.arguments.push_back(argument_of(argument, vector.where));
    for (const sema::Expectation& expectation : source.expected) {
      const Location place = where(expectation.range);
      Expectation lowered{.name = expectation.name, .alternatives = {}, .where = place};
      for (const auto& [path, field, value, high] : expectation.alternatives) {
        Expectation::Alternative one{.owner = source.packet,
                                     .field = field,
                                     .value = constant_of(value, place),
                                     .high = high};
        for (const sema::Descent& descent : path) {
          one.path.push_back({descent.field, descent.element});
          one.owner = model.packets[one.owner].fields[descent.field].packet;
        }
        lowered.alternatives.push_back(std::move(one));
      }
      vector.expected.push_back(std::move(lowered));
    }
    for (const sema::Fault& fault : source.faults)
      vector.faults.push_back({fault.packet, fault.field});
    module.vectors.push_back(std::move(vector));
  }
}

} // namespace mir::mplc::ir

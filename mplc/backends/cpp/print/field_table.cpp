#include "mplc/backends/cpp/print/field_table.hpp"

namespace mir::mplc::cpp {

namespace {

/// The rows of these fields follow each other anyway.
bool neighbours(const std::vector<ir::FieldId>& fields) {
  for (std::size_t i = 1; i < fields.size(); ++i)
    if (fields[i] != fields[i - 1] + 1)
      return false;
  return true;
}

} // namespace

FieldTable::FieldTable(const Spelling& spelling) : spelling_(spelling) {
  const ir::Packet& packet = spelling.packet();
  for (const ir::Block* block :
       {&packet.parse, &packet.build.measure, &packet.build.compute, &packet.build.write})
    collect(*block);
}

void FieldTable::collect(const ir::Block& block) {
  for (const ir::Step& step : block) {
    if (const auto* need = std::get_if<ir::Need>(&step.op); need && !neighbours(need->fields)) {
      first_[need] = extra_.size();
      for (const ir::FieldId field : need->fields)
        extra_.push_back({.field = field});
    } else if (const auto* check = std::get_if<ir::Check>(&step.op);
               check && !check->message.empty()) {
      first_[check] = extra_.size();
      extra_.push_back({.field = check->field, .message = check->message});
    } else if (const auto* optional = std::get_if<ir::Optional>(&step.op)) {
      collect(optional->block);
    } else if (const auto* branch = std::get_if<ir::Branch>(&step.op)) {
      for (const ir::Block& clause : branch->blocks)
        collect(clause);
    }
  }
}

std::string FieldTable::row(ir::FieldId field) const { return fmt::format("kFields[{}]", field); }

std::string FieldTable::packet_row() const {
  return fmt::format("kFields[{}]", spelling_.packet().fields.size());
}

std::string FieldTable::run(const ir::Need& need) const {
  const auto found = first_.find(&need);
  if (found == first_.end())
    return row(need.fields.front());
  return fmt::format("kFields[{}]", spelling_.packet().fields.size() + 1 + found->second);
}

std::string FieldTable::check(const ir::Check& check) const {
  const auto found = first_.find(&check);
  if (found == first_.end())
    return row(check.field);
  return fmt::format("kFields[{}]", spelling_.packet().fields.size() + 1 + found->second);
}

void FieldTable::print(Printer& out) const {
  const ir::Packet& packet = spelling_.packet();
  const std::string name = quoted(packet.name);
  const auto print_row = [&](ir::FieldId id, const std::string& message) {
    const ir::Field& field = packet.fields[id];
    // A field of unknown size has no end in its run; one that may be absent is a run by itself.
    const std::uint32_t end = field.condition
                                  ? field.position.bytes + ir::constant_size(field).value_or(0)
                              : field.fixed_size ? field.end.bytes + (field.end.bits != 0 ? 1 : 0)
                                                 : field.position.bytes;
    const std::string text = message.empty() ? "" : ", " + quoted(message);
    out.line("{{{}, {}, {}, {}{}}},", name, quoted(field.path), field.position.bytes, end, text);
  };
  out.open("static constexpr std::array<mpl::Field, {}> kFields{{{{",
           packet.fields.size() + 1 + extra_.size());
  for (ir::FieldId id = 0; id < packet.fields.size(); ++id)
    print_row(id, "");
  out.line("{{{}, \"\"}},", name);
  for (const Row& row : extra_)
    print_row(row.field, row.message);
  out.close("}};");
}

} // namespace mir::mplc::cpp

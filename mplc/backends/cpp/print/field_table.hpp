#pragma once
// The table `kFields` of a packet: what errors call its fields.

#include "mplc/backends/cpp/print/printer.hpp"
#include "mplc/backends/cpp/print/spelling.hpp"

#include <map>
#include <string>
#include <vector>

namespace mir::mplc::cpp {

/// One row a field, in their order, then one for the packet itself, then the rows that only some
/// steps need: runs of fields that are not neighbours in the packet's list, and checks with a
/// message.
class FieldTable {
public:
  explicit FieldTable(const Spelling& spelling);

  /// The row of one field: `kFields[3]`.
  [[nodiscard]] std::string row(ir::FieldId field) const;
  [[nodiscard]] std::string packet_row() const;
  /// The first of the rows of a run.
  [[nodiscard]] std::string run(const ir::Need& need) const;
  /// The row of a check, with its message.
  [[nodiscard]] std::string check(const ir::Check& check) const;

  void print(Printer& out) const;

private:
  struct Row {
    ir::FieldId field = 0;
    std::string message{};
  };
  void collect(const ir::Block& block);

  const Spelling& spelling_;
  std::vector<Row> extra_;
  std::map<const void*, std::size_t> first_; ///< of a Need or a Check, into extra_
};

} // namespace mir::mplc::cpp

/// \file
/// What a comparison found: counts, and the disagreements.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace mir::wire_test {

struct Report {
  using Counts = std::map<std::string, std::size_t>;

  std::size_t files = 0;
  std::size_t packets = 0;
  std::size_t fields = 0;  ///< compared with tshark's and found equal
  std::size_t rebuilt = 0; ///< headers that the builder made again, byte for byte
  Counts layers;           ///< headers compared, by protocol
  Counts refused;          ///< headers refused rightly, by reason
  Counts excused;          ///< what could not be compared, by reason
  Counts not_canonical;    ///< headers accepted that the builder would write otherwise, by reason
  std::vector<std::string> failures;

  /// Writes all of it to the standard output.
  void print() const;
};

} // namespace mir::wire_test

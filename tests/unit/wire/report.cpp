#include "report.hpp"

#include <cstdio>

namespace mir::wire_test {

namespace {

constexpr std::size_t kMostFailuresShown = 40;

void print_counts(const char* title, const Report::Counts& counts) {
  std::size_t total = 0;
  for (const auto& [reason, count] : counts)
    total += count;
  std::printf("%s: %zu\n", title, total);
  for (const auto& [reason, count] : counts)
    std::printf("  %6zu  %s\n", count, reason.c_str());
}

} // namespace

void Report::print() const {
  std::printf("files: %zu\npackets: %zu\n", files, packets);
  print_counts("headers compared", layers);
  std::printf("fields equal to tshark's: %zu\n", fields);
  print_counts("headers refused, as the RFCs want", refused);
  print_counts("not comparable", excused);
  std::printf("headers rebuilt byte for byte: %zu\n", rebuilt);
  print_counts("headers not canonical", not_canonical);
  for (std::size_t i = 0; i < failures.size() && i < kMostFailuresShown; ++i)
    std::printf("FAILED %s\n", failures[i].c_str());
  std::printf("disagreements: %zu\n", failures.size());
}

} // namespace mir::wire_test

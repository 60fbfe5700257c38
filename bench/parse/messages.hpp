#pragma once
// DNS messages as a resolver gets them.
#include "workload.h"

#include <array>
#include <cstdint>

/// Answers to "www.example.org": an alias, two addresses, two name servers, their addresses, and a
/// mail exchanger; ten names after the question, nine of them with a pointer. They differ in their
/// letters.
class Messages {
public:
  static constexpr std::size_t kCount = 256;

  Messages() {
    for (std::size_t i = 0; i < kCount; ++i) {
      bytes_[i] = kModel;
      bytes_[i][1] = static_cast<std::uint8_t>(i);
      bytes_[i][13] = static_cast<std::uint8_t>('a' + i % 26);
      frames_[i] = {bytes_[i].data(), bytes_[i].size()};
    }
  }
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;

  [[nodiscard]] sums parse(parse_kernel* kernel) const { return kernel(frames_.data(), kCount); }

private:
  // clang-format off
  static constexpr auto kModel = std::to_array<std::uint8_t>({
      0, 1, 0x81, 0x80, 0, 1, 0, 4, 0, 2, 0, 2,
      3, 'w', 'w', 'w', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'o', 'r', 'g', 0, 0, 1, 0, 1,      // 12: the question
      0xc0, 12, 0, 5, 0, 1, 0, 0, 1, 0, 0, 6, 3, 'w', 'e', 'b', 0xc0, 16,                           // 33: web, at 45
      0xc0, 45, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 192, 0, 2, 1,
      0xc0, 45, 0, 28, 0, 1, 0, 0, 1, 0, 0, 16, 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
      0xc0, 16, 0, 15, 0, 1, 0, 0, 1, 0, 0, 9, 0, 10, 4, 'm', 'a', 'i', 'l', 0xc0, 16,
      0xc0, 16, 0, 2, 0, 1, 0, 0, 1, 0, 0, 6, 3, 'n', 's', '1', 0xc0, 16,                           // 116: ns1, at 128
      0xc0, 16, 0, 2, 0, 1, 0, 0, 1, 0, 0, 6, 3, 'n', 's', '2', 0xc0, 16,                           // 134: ns2, at 146
      0xc0, 128, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 192, 0, 2, 53,
      0xc0, 146, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 192, 0, 2, 54});
  // clang-format on
  std::array<std::array<std::uint8_t, kModel.size()>, kCount> bytes_{};
  std::array<frame, kCount> frames_{};
};

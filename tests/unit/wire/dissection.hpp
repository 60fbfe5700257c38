/// \file
/// What tshark says of the packets of a capture file, field by field.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mir::wire_test {

/// One field of tshark's, of the thousands it knows.
struct Item {
  std::string name;
  std::string show;  ///< as a person would want it
  std::string value; ///< hexadecimal digits: the bytes, or of a bit field the number
  std::size_t pos;   ///< bytes from the start of the packet
  std::size_t size;  ///< bytes
  bool masked;       ///< a bit field: `value` is its number, not its bytes
};

/// One header of a packet. The fields within fields are listed like the others.
struct Protocol {
  std::string name;
  std::size_t pos;
  std::size_t size;
  std::vector<Item> items;

  [[nodiscard]] const Item* find(std::string_view item) const;
};

/// All headers of a packet, outermost first; those that tshark nests in others (ICMP errors) follow
/// them.
struct Dissection {
  std::vector<Protocol> protocols;

  [[nodiscard]] const Protocol* find(std::string_view name, std::size_t pos) const;
  [[nodiscard]] bool has(std::string_view name) const;
};

/// tshark at work on one file, in a process of its own.
class Tshark {
public:
  explicit Tshark(const std::filesystem::path& path);
  ~Tshark();
  Tshark(const Tshark&) = delete;
  Tshark& operator=(const Tshark&) = delete;

  /// What it says of the next packet. \returns nothing after the last, or when its output makes no
  /// sense.
  [[nodiscard]] std::optional<Dissection> next();

private:
  class Output;
  std::unique_ptr<Output> output_;
};

} // namespace mir::wire_test

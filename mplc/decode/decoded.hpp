#pragma once
// What an interpreter makes of bytes.

#include "mplc/ir/ir.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mir::mplc::decode {

using Bytes = std::span<const std::uint8_t>;

struct Packet;

/// Why and where bytes are not the packet.
struct Fault {
  ir::Reason reason = ir::Reason::Truncated;
  std::string packet, path; ///< as mpl::Error has them
  std::size_t offset = 0;   ///< bytes from the start of the message
  std::uint64_t value = 0;  ///< what was seen, as mpl::Error has it
  std::string message{};    ///< of the author's check
};

/// Where one field lies; its value is in the bytes.
struct Slot {
  std::size_t begin = 0, end = 0; ///< bytes from the start of the message
  std::vector<Packet> packets;    ///< of a nested packet one, of an array its elements
  std::optional<Fault> fault{};   ///< of a lazy array: why what follows `packets` is no element
};

/// A packet that keeps to its specification. It owns no bytes.
struct Packet {
  ir::PacketId id = 0;
  std::size_t begin = 0, size = 0;          ///< bytes from the start of the message
  std::size_t names = 0;                    ///< where the pointers of its names count from
  std::vector<std::optional<Slot>> slots{}; ///< one a field; none where its clause did not match
  std::vector<std::optional<std::uint32_t>> clauses{}; ///< one a classify: which one matched
};

/// The first element of a lazy array that is none, down to what is in nested packets and elements;
/// nullptr if there is no such. As check_elements() of a generated view would report it.
[[nodiscard]] const Fault* deferred_fault(const Packet& packet);

/// One argument of a packet.
struct Argument {
  std::int64_t number = 0; ///< of a boolean 0 or 1
  std::string text{};      ///< of bytes
};

} // namespace mir::mplc::decode

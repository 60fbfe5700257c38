#include "malformed.hpp"

namespace mir::wire_test {

namespace {

constexpr Fault kShort{"", "ends inside the header"};

std::size_t byte(Bytes bytes, std::size_t at) { return std::to_integer<std::size_t>(bytes[at]); }
std::size_t word(Bytes bytes, std::size_t at) { return byte(bytes, at) << 8 | byte(bytes, at + 1); }

/// Options with a length, and the two of one byte (RFC 791 3.1, RFC 9293 3.2).
///
/// \param rule what is wrong with one option; its length byte is there and its bytes are.
std::optional<Fault> options_fault(Bytes options, std::optional<Fault> (*rule)(Bytes option)) {
  while (!options.empty() && byte(options, 0) != 0) {
    const bool single = byte(options, 0) == 1;
    if (!single && options.size() < 2)
      return Fault{"length", "ends before the length of an option"};
    const std::size_t size = single ? 1 : byte(options, 1);
    // Which field says so depends on the option: its length, or what that length is of.
    if (size == 0 || (!single && size < 2) || size > options.size())
      return Fault{"", "an option that cannot be as long as it says"};
    if (!single)
      if (const auto fault = rule(options.first(size)))
        return fault;
    options = options.subspan(size);
  }
  return std::nullopt;
}

std::optional<Fault> size_fault(Bytes option, std::size_t size) {
  return option.size() == size ? std::nullopt : std::optional(Fault{"length", "not that option's"});
}

std::optional<Fault> tcp_option_fault(Bytes option) {
  switch (byte(option, 0)) {
  case 2:
    return size_fault(option, 4);
  case 3:
    return size_fault(option, 3);
  case 4:
    return size_fault(option, 2);
  case 5:
    return size_fault(option, 2 + option.size() / 8 * 8);
  case 8:
    return size_fault(option, 10);
  default:
    return std::nullopt;
  }
}

std::optional<Fault> ipv4_option_fault(Bytes option) {
  switch (byte(option, 0)) {
  case 7:
  case 131:
  case 137:
    if (option.size() < 3 || byte(option, 2) < 4)
      return Fault{"pointer", "into the option's head"};
    return size_fault(option, 3 + (option.size() - 3) / 4 * 4);
  case 68: {
    if (option.size() < 4 || byte(option, 2) < 5)
      return Fault{"stamp_pointer", "into the option's head"};
    const std::size_t flag = byte(option, 3) & 15;
    const std::size_t each = flag == 0 ? 4 : flag == 1 || flag == 3 ? 8 : 1;
    return size_fault(option, 4 + (option.size() - 4) / each * each);
  }
  case 148:
    return size_fault(option, 4);
  default:
    return std::nullopt;
  }
}

/// A length or a type (IEEE 802.3 3.2.6), and what follows it.
std::optional<Fault> type_fault(std::size_t type, std::size_t left) {
  if (type > 1500 && type < 1536)
    return Fault{"type", "neither a length nor a type"};
  if (type <= 1500 && type > left)
    return Fault{"payload", "802.3 length past the end"};
  return std::nullopt;
}

} // namespace

std::optional<Fault> ethernet_fault(Bytes bytes) {
  return bytes.size() < 14 ? kShort : type_fault(word(bytes, 12), bytes.size() - 14);
}

std::optional<Fault> vlan_fault(Bytes bytes) {
  return bytes.size() < 4 ? kShort : type_fault(word(bytes, 2), bytes.size() - 4);
}

std::optional<Fault> arp_fault(Bytes bytes) {
  if (bytes.size() < 28)
    return kShort;
  if (word(bytes, 0) != 1)
    return Fault{"hardware", "not Ethernet"};
  if (word(bytes, 2) != 0x0800)
    return Fault{"protocol", "not IPv4"};
  if (byte(bytes, 4) != 6)
    return Fault{"hardware_length", "not 6"};
  if (byte(bytes, 5) != 4)
    return Fault{"protocol_length", "not 4"};
  return std::nullopt;
}

std::optional<Fault> ipv4_fault(Bytes bytes) {
  if (bytes.size() < 20)
    return kShort;
  const std::size_t header = (byte(bytes, 0) & 15) * 4;
  const std::size_t total = word(bytes, 2);
  if (byte(bytes, 0) >> 4 != 4)
    return Fault{"version", "not 4"};
  if (header < 20)
    return Fault{"header_length", "under 5"};
  if (header > bytes.size())
    return Fault{"options", "header past the end"};
  if (const auto fault = options_fault(bytes.subspan(20, header - 20), ipv4_option_fault))
    return fault;
  if (total < header)
    return Fault{"payload", "total length ends inside the header"};
  if (total > bytes.size())
    return Fault{"payload", "total length past the end"};
  return std::nullopt;
}

std::optional<Fault> icmp_fault(Bytes bytes) {
  if (bytes.size() < 4)
    return kShort;
  switch (byte(bytes, 0)) {
  case 0:
  case 3:
  case 4:
  case 5:
  case 8:
  case 11:
  case 12:
    return bytes.size() < 8 ? std::optional(kShort) : std::nullopt;
  case 13:
  case 14:
    return bytes.size() < 20 ? std::optional(kShort) : std::nullopt;
  default:
    return std::nullopt;
  }
}

std::optional<Fault> udp_fault(Bytes bytes) {
  if (bytes.size() < 8)
    return kShort;
  if (word(bytes, 4) < 8)
    return Fault{"length", "under 8"};
  if (word(bytes, 4) > bytes.size())
    return Fault{"payload", "length past the end"};
  return std::nullopt;
}

std::optional<Fault> tcp_fault(Bytes bytes) {
  if (bytes.size() < 20)
    return kShort;
  const std::size_t header = (byte(bytes, 12) >> 4) * 4;
  if (header < 20)
    return Fault{"data_offset", "under 5"};
  if (header > bytes.size())
    return Fault{"options", "header past the end"};
  return options_fault(bytes.subspan(20, header - 20), tcp_option_fault);
}

} // namespace mir::wire_test

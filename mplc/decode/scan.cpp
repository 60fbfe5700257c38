#include "mplc/decode/scan.hpp"

#include <llvm/Support/ErrorHandling.h>

#include <algorithm>

namespace mir::mplc::decode {
namespace {

using Kind = ir::Wire::Kind;
using enum ir::Reason;

constexpr std::size_t kLongestName = 255; // octets, with the root (RFC 1035 3.1)
constexpr std::size_t kLongestLabel = 63; // octets (RFC 1035 3.1)
constexpr unsigned kPointer = 0xc0;       // RFC 1035 4.1.4

std::string_view characters(Bytes bytes, std::size_t begin, std::size_t end) {
  return {reinterpret_cast<const char*>(bytes.data()) + begin, end - begin};
}

Scanned scan_text(std::uint32_t prefix, bool little, Bytes bytes, std::size_t at, std::size_t end) {
  if (end - at < prefix)
    return {end - at, Truncated};
  std::size_t size = 0;
  for (std::uint32_t i = 0; i < prefix; ++i)
    size = size << 8 | bytes[at + (little ? prefix - 1 - i : i)];
  if (size > end - at - prefix)
    return {size, PastEnd};
  return {.size = prefix + size};
}

Scanned scan_cstring(Bytes bytes, std::size_t at, std::size_t end) {
  const std::size_t zero = characters(bytes, at, end).find('\0');
  return zero == std::string_view::npos ? Scanned{end - at, Truncated} : Scanned{.size = zero + 1};
}

/// No byte more than needed (RFC 4251 5).
Scanned scan_mpint(Bytes bytes, std::size_t at, std::size_t end) {
  const Scanned scanned = scan_text(4, false, bytes, at, end);
  if (scanned.broken || scanned.size == 4)
    return scanned;
  const Bytes number = bytes.subspan(at + 4, scanned.size - 4);
  const bool high = number.size() > 1 && (number[1] & 0x80) != 0;
  const bool redundant = number[0] == (high ? 0xff : 0) && (number.size() > 1 || number[0] == 0);
  return redundant ? Scanned{4, Malformed} : scanned;
}

/// The pointer of two bytes at `at`.
std::size_t pointer(Bytes bytes, std::size_t at) {
  return (bytes[at] & std::size_t{0x3f}) << 8 | bytes[at + 1];
}

/// Each pointer must lead further back than the piece it ends, so that the name comes to an end.
Scanned scan_name(Bytes bytes, std::size_t message, std::size_t at, std::size_t end) {
  const std::size_t left = end - at;
  std::size_t piece = at, next = at, size = 0, length = 1;
  while (next != end) {
    const std::size_t octet = bytes[next];
    // Errors count from the name itself; behind a pointer, from the pointer.
    const std::size_t here = size != 0 ? size - 2 : next - at;
    if (octet == 0)
      return {.size = size != 0 ? size : next - at + 1};
    if (octet <= kLongestLabel) {
      if (end - next <= octet)
        break;
      length += octet + 1;
      if (length > kLongestName)
        return {here, Malformed};
      next += octet + 1;
      continue;
    }
    if (octet >= kPointer && end - next < 2)
      break;
    if (octet >= kPointer && size == 0) {
      size = next - at + 2;
      end = next + 2; // an earlier piece has no label that reaches beyond the name
    }
    if (octet < kPointer || pointer(bytes, next) >= piece - message)
      return {size != 0 ? size - 2 : next - at, Malformed};
    next = piece = message + pointer(bytes, next);
  }
  return {left, Truncated};
}

} // namespace

Scanned scan(const ir::Wire& wire, Bytes bytes, std::size_t message, std::size_t at,
             std::size_t end) {
  switch (wire.kind) {
  case Kind::Text:
    return scan_text(wire.prefix_bytes, wire.endian == ir::Endian::Little, bytes, at, end);
  case Kind::CString:
    return scan_cstring(bytes, at, end);
  case Kind::Mpint:
    return scan_mpint(bytes, at, end);
  case Kind::DnsName:
  case Kind::DnsNameCompressed:
    return scan_name(bytes, message, at, end);
  default:
    llvm_unreachable("not a field that says how long it is");
  }
}

std::string_view contents(const ir::Wire& wire, Bytes bytes, std::size_t begin, std::size_t end) {
  switch (wire.kind) {
  case Kind::Text:
    return characters(bytes, begin + wire.prefix_bytes, end);
  case Kind::Mpint:
    return characters(bytes, begin + 4, end);
  case Kind::CString:
    return characters(bytes, begin, end - 1);
  default: {
    const std::string_view all = characters(bytes, begin, end);
    return wire.text && wire.fixed_bytes ? all.substr(0, all.find('\0')) : all;
  }
  }
}

std::vector<std::string_view> labels(Bytes bytes, std::size_t message, std::size_t at) {
  std::vector<std::string_view> list;
  while (bytes[at] != 0) {
    if (bytes[at] >= kPointer) {
      at = message + pointer(bytes, at);
      continue;
    }
    list.push_back(characters(bytes, at + 1, at + 1 + bytes[at]));
    at += 1u + bytes[at];
  }
  return list;
}

} // namespace mir::mplc::decode

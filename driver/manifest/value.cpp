#include "driver/manifest/value.hpp"

#include <arpa/inet.h>
#include <array>
#include <string>

namespace mir::driver {
namespace {

/// The width of the address in bits; 0 when it is not one.
unsigned address_width(llvm::StringRef text) {
  std::array<unsigned char, 16> bytes;
  std::string address = text.str();
  if (::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
    return 32;
  return ::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1 ? 128 : 0;
}

} // namespace

std::optional<std::uint64_t> parse_size(llvm::StringRef text) {
  unsigned shift = 0;
  switch (text.empty() ? '\0' : text.back()) {
  case 'K':
    shift = 10;
    break;
  case 'M':
    shift = 20;
    break;
  case 'G':
    shift = 30;
    break;
  default:
    break;
  }
  std::uint64_t number = 0;
  if ((shift ? text.drop_back() : text).getAsInteger(10, number) || number == 0)
    return std::nullopt;
  if (number > (UINT64_MAX >> shift))
    return std::nullopt;
  return number << shift;
}

bool is_ip_address(llvm::StringRef text) { return address_width(text) != 0; }

bool is_ip_network(llvm::StringRef text) {
  auto [address, length] = text.split('/');
  unsigned bits = 0;
  return !length.getAsInteger(10, bits) && bits <= address_width(address) &&
         address_width(address) != 0;
}

} // namespace mir::driver

#include "driver/plan/net_definitions.hpp"

#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

/// -DNAME="TEXT", the text as a string of C++.
std::string definition(llvm::StringRef name, llvm::StringRef text) {
  std::string result = ("-D" + name + "=\"").str();
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    if (llvm::isPrint(c) || static_cast<unsigned char>(c) >= 0x80) {
      result += c;
      continue;
    }
    for (unsigned shift : {6u, 3u, 0u}) // \ooo
      result +=
          (shift == 6 ? "\\" : "") + std::to_string(static_cast<unsigned char>(c) >> shift & 7u);
  }
  return result + '"';
}

} // namespace

std::vector<std::string> net_definitions(const Manifest::Net& net) {
  std::vector<std::string> definitions;
  if (net.address)
    definitions.push_back(definition("MIR_NET_ADDRESS", net.address->value));
  if (net.gateway)
    definitions.push_back(definition("MIR_NET_GATEWAY", net.gateway->value));
  if (!net.dns.empty()) {
    std::vector<std::string> servers;
    for (const Text& server : net.dns)
      servers.push_back(server.value);
    definitions.push_back(definition("MIR_NET_DNS", llvm::join(servers, ",")));
  }
  if (net.mtu)
    definitions.push_back(definition("MIR_NET_MTU", std::to_string(*net.mtu)));
  if (net.pcap)
    definitions.push_back(definition("MIR_NET_PCAP", net.pcap->value));
  return definitions;
}

} // namespace mir::driver

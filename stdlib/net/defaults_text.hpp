/// \file
/// NetTexts: NetDefaults for a compiler in a hurry. The driver compiles one file with the
/// manifest's [net] in each build of an application; without the C++ library's headers that takes a
/// tenth of the time.
#pragma once

namespace mir::net {

/// As NetDefaults has them, each ended by a zero.
struct NetTexts {
  const char* address;
  const char* gateway;
  const char* dns;
  const char* mtu;
  const char* pcap;
};

extern const NetTexts kNetTexts;

} // namespace mir::net

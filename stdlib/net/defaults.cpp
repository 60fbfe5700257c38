#include <mir/net/defaults_text.hpp>

// The driver defines what the manifest says when it compiles this file, and no other.
#ifndef MIR_NET_ADDRESS
#define MIR_NET_ADDRESS ""
#endif
#ifndef MIR_NET_GATEWAY
#define MIR_NET_GATEWAY ""
#endif
#ifndef MIR_NET_DNS
#define MIR_NET_DNS ""
#endif
#ifndef MIR_NET_MTU
#define MIR_NET_MTU ""
#endif
#ifndef MIR_NET_PCAP
#define MIR_NET_PCAP ""
#endif

namespace mir::net {

constexpr NetTexts kNetTexts{.address = MIR_NET_ADDRESS,
                             .gateway = MIR_NET_GATEWAY,
                             .dns = MIR_NET_DNS,
                             .mtu = MIR_NET_MTU,
                             .pcap = MIR_NET_PCAP};

} // namespace mir::net

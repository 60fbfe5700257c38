#pragma once
// Where in a frame a protocol begins: enough of the layers below it to find out.

#include "mplc/decode/capture.hpp"

#include <string_view>

namespace mir::mplc::decode {

/// What carries the packets that are looked for.
struct Carrier {
  enum class Layer {
    Skip,    ///< `skip` bytes, whatever they are
    Link,    ///< nothing: the frame itself, if its link layer is the right one
    Network, ///< a frame whose EtherType is `number`
    Ip,      ///< an IPv4 or IPv6 packet whose protocol is `number`
    Udp,     ///< a datagram from or to port `number`
    Tcp      ///< a segment with data from or to port `number`
  };
  Layer layer = Layer::Link;
  std::vector<std::uint32_t> numbers{}; ///< any of them
  std::size_t skip = 0;
};

/// What carries a protocol, by the name that its specification has for it: "ipv4", "udp", "dns".
/// Nothing for a name unheard of.
[[nodiscard]] std::optional<Carrier> carrier_of(std::string_view packet);

/// Whether frames of that link layer are looked into for what the carrier carries.
[[nodiscard]] bool reads_link(const Carrier& carrier, int link);

/// What of the frame is the packet looked for, without the padding of the layers below; nothing if
/// the frame carries none. A fragment is no packet and is passed over; of a TCP connection each
/// segment counts by itself.
[[nodiscard]] std::optional<Bytes> carried(const Carrier& carrier, const Frame& frame);

} // namespace mir::mplc::decode

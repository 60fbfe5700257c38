#include "comparison.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <pcap.h>

namespace mir::wire_test {

namespace {

constexpr std::size_t kIpv4Type = 0x0800;
constexpr std::size_t kArpType = 0x0806;
constexpr std::size_t kVlanType = 0x8100;
constexpr std::size_t kProviderType = 0x88a8;

std::size_t word(Bytes bytes, std::size_t at) {
  return std::to_integer<std::size_t>(bytes[at]) << 8 | std::to_integer<std::size_t>(bytes[at + 1]);
}

/// Puts a value back at the end of the block.
template <class Value> class Restored {
public:
  Restored(Value& at, Value meanwhile) : at_(at), before_(std::exchange(at, meanwhile)) {}
  ~Restored() { at_ = before_; }
  Restored(const Restored&) = delete;
  Restored& operator=(const Restored&) = delete;

private:
  Value& at_;
  Value before_;
};

} // namespace

void Comparison::run(int link_type) {
  switch (link_type) {
  case DLT_EN10MB:
    ethernet(packet_);
    break;
  case DLT_RAW:
  case DLT_IPV4:
    if (!packet_.empty() && std::to_integer<int>(packet_[0]) >> 4 == 4)
      ipv4(packet_);
    break;
  case DLT_NULL: // the address family, in the byte order of who captured it: AF_INET is 2
    if (packet_.size() > 4 &&
        (hex(packet_.first(4)) == "02000000" || hex(packet_.first(4)) == "00000002"))
      ipv4(packet_.subspan(4));
    break;
  case DLT_LINUX_SLL:
    if (packet_.size() >= 16)
      by_type(word(packet_, 14), packet_.subspan(16), false);
    break;
  case DLT_LINUX_SLL2:
    if (packet_.size() >= 20)
      by_type(word(packet_, 0), packet_.subspan(20), false);
    break;
  default: // by_place() finds what there is
    break;
  }
  by_place();
}

/// \param framed an Ethernet frame ends where the payload does, so what its packet leaves over is a
/// trailer.
void Comparison::by_type(std::size_t type, Bytes payload, bool framed) {
  std::size_t used = payload.size();
  switch (type) {
  case kIpv4Type:
    ipv4(payload);
    if (!ipv4_fault(payload))
      used = word(payload, 2);
    break;
  case kArpType:
    arp(payload);
    if (!arp_fault(payload))
      used = 28;
    break;
  case kVlanType:
    return vlan(payload, false);
  case kProviderType:
    return vlan(payload, true);
  default:
    return;
  }
  if (framed)
    trailer(payload.subspan(used));
}

void Comparison::trailer(Bytes rest) {
  if (rest.empty())
    return;
  const std::size_t at = place(rest);
  for (const Protocol& protocol : tshark_.protocols)
    for (const Item& item : protocol.items)
      if (item.pos == at && item.size == rest.size() && item.name.ends_with(".trailer")) {
        FieldCheck(report_, where_, protocol).bytes(item.name, at - protocol.pos, rest);
        return;
      }
  fail("trailer: ours " + std::to_string(rest.size()) + " bytes at byte " + std::to_string(at) +
       ", tshark's absent");
}

// ------------------------------------------------------------------------------------------------
// headers elsewhere

void Comparison::by_place() {
  static constexpr std::array<std::string_view, 8> kNames{"eth", "vlan", "ieee8021ad", "arp",
                                                          "ip",  "icmp", "udp",        "tcp"};
  const Restored around(around_, Around::Tunnel);
  const Restored end_known(end_known_, false);
  for (const Protocol& protocol : tshark_.protocols) {
    if (std::ranges::find(kNames, protocol.name) == kNames.end() ||
        visited_.contains({protocol.name, protocol.pos}))
      continue;
    if (protocol.pos >= refused_from_)
      ++report_.excused["header behind one that was refused"];
    else
      at_place(protocol);
  }
}

void Comparison::at_place(const Protocol& protocol) {
  // What tshark decrypted, decompressed or put together lies in a buffer of its own, and positions
  // are of that one.
  for (const Item& item : protocol.items)
    if (item.pos + item.size > packet_.size() ||
        (item.size != 0 && !item.masked && !item.value.empty() &&
         FieldCheck::differs(item, packet_))) {
      ++report_.excused["header in a buffer that tshark made itself"];
      return;
    }
  const Bytes rest = packet_.subspan(protocol.pos);
  if (protocol.name == "eth")
    ethernet(rest);
  else if (protocol.name == "vlan" || protocol.name == "ieee8021ad")
    vlan(rest, protocol.name != "vlan");
  else if (protocol.name == "arp")
    arp(rest);
  else if (protocol.name == "ip")
    ipv4(rest);
  else if (protocol.name == "icmp")
    icmp(rest);
  else if (protocol.name == "udp")
    udp(rest);
  else
    tcp(rest);
}

// ------------------------------------------------------------------------------------------------
// one header

std::string Comparison::around() const {
  if (around_ == Around::IcmpError)
    return ", quoted by ICMP";
  return around_ == Around::Tunnel ? ", in a tunnel or IPv6"
         : first_fragment_         ? ", first fragment"
                                   : "";
}

void Comparison::refused(const char* name, const Fault& fault, std::string_view path,
                         std::size_t at) {
  if (!fault.field.empty() && path != fault.field &&
      !path.ends_with("." + std::string(fault.field)))
    fail(std::string(name) + ": refused for " + std::string(path) + ", not for " +
         std::string(fault.field));
  std::string reason = std::string(name) + ": ";
  if (!fault.field.empty())
    reason.append(fault.field).append(": ");
  ++report_.refused[reason.append(fault.why) + around()];
  refused_from_ = std::min(refused_from_, at);
}

template <class View>
std::optional<std::pair<View, const Protocol*>> Comparison::enter(const char* name, Bytes bytes,
                                                                  std::optional<Fault> fault) {
  const std::size_t at = place(bytes);
  visited_.emplace(name, at);
  const auto view = mpl::with_elements(View::parse(bytes)); // and what a parse leaves for later
  if (!view) {
    if (fault) {
      refused(name, *fault, view.error().path(), at);
    } else {
      std::array<char, 256> text{};
      fail("refused, but it is well formed: " +
           std::string(mpl::describe(view.error(), bytes, text)));
    }
    return std::nullopt;
  }
  if (fault) {
    fail(std::string(name) + ": accepted, but " + std::string(fault->field) + " " +
         std::string(fault->why));
    return std::nullopt;
  }
  rebuild(name, *view);
  const Protocol* const protocol = tshark_.find(name, at);
  if (protocol == nullptr) {
    fail(std::string(name) + " at byte " + std::to_string(at) + ": tshark sees none");
    return std::nullopt;
  }
  ++report_.layers[name + around()];
  return std::pair{*view, protocol};
}

template <class View> void Comparison::rebuild(const char* name, const View& view) {
  const Bytes original = view.bytes();
  std::vector<std::byte> buffer(original.size());
  const auto built = View::build(buffer, view.fields());
  if (!built) {
    std::array<char, 256> text{};
    fail("not rebuilt: " + std::string(mpl::describe(built.error(), original, text)));
  } else if (std::ranges::equal(*built, original)) {
    ++report_.rebuilt;
  } else {
    fail(std::string(name) + ": rebuilt otherwise: " + hex(original) + " became " + hex(*built));
  }
}

void Comparison::ethernet(Bytes bytes) {
  const auto both = enter<wire::Ethernet>("eth", bytes, ethernet_fault(bytes));
  if (!both)
    return;
  FieldCheck check(report_, where_, *both->second);
  compare_fields(check, both->first);
  if (const auto length = both->first.as_length())
    trailer(length->padding());
  else
    by_type(both->first.type(), bytes.subspan(14), end_known_);
}

void Comparison::vlan(Bytes bytes, bool provider) {
  const auto both = enter<wire::Vlan>(provider ? "ieee8021ad" : "vlan", bytes, vlan_fault(bytes));
  if (!both)
    return;
  FieldCheck check(report_, where_, *both->second);
  compare_fields(check, both->first, provider);
  if (const auto length = both->first.as_length())
    trailer(length->padding());
  else
    by_type(both->first.type(), bytes.subspan(4), end_known_);
}

void Comparison::arp(Bytes bytes) {
  if (const auto both = enter<wire::Arp>("arp", bytes, arp_fault(bytes))) {
    FieldCheck check(report_, where_, *both->second);
    compare_fields(check, both->first);
  }
}

void Comparison::ipv4(Bytes bytes) {
  const auto both = enter<wire::Ipv4>("ip", bytes, ipv4_fault(bytes));
  if (!both)
    return;
  FieldCheck check(report_, where_, *both->second);
  compare_fields(check, both->first);
  if (both->first.fragment_offset() == 0) // else the middle of a transport header, or of its data
    ipv4_payload(both->first);
}

void Comparison::ipv4_payload(const wire::Ipv4& packet) {
  const bool first_of_many = packet.more_fragments() != 0;
  const Restored first_fragment(first_fragment_, first_of_many);
  const Restored end_known(end_known_, !first_of_many && around_ != Around::IcmpError);
  switch (packet.protocol()) {
  case wire::Ipv4::Protocol::Icmp:
    return icmp(packet.payload());
  case wire::Ipv4::Protocol::Ipv4:
    return ipv4(packet.payload());
  case wire::Ipv4::Protocol::Tcp:
    return tcp(packet.payload());
  case wire::Ipv4::Protocol::Udp:
    return udp(packet.payload());
  default:
    return;
  }
}

void Comparison::icmp(Bytes bytes) {
  const auto both = enter<wire::Icmp>("icmp", bytes, icmp_fault(bytes));
  if (!both)
    return;
  const wire::Icmp& message = both->first;
  FieldCheck check(report_, where_, *both->second);
  compare_fields(check, message, {.end_known = end_known_});
  const Restored around(around_, Around::IcmpError);
  const auto quoted = [&](const auto& report) {
    if (report && !report->original().empty())
      ipv4(report->original());
  };
  quoted(message.as_unreachable());
  quoted(message.as_source_quench());
  quoted(message.as_redirect());
  quoted(message.as_time_exceeded());
  quoted(message.as_parameter_problem());
}

void Comparison::udp(Bytes bytes) {
  if (const auto both = enter<wire::Udp>("udp", bytes, udp_fault(bytes))) {
    FieldCheck check(report_, where_, *both->second);
    const bool more_follows = both->first.bytes().size() < bytes.size();
    compare_fields(check, both->first, {.end_known = end_known_, .more_follows = more_follows});
  }
}

void Comparison::tcp(Bytes bytes) {
  if (const auto both = enter<wire::Tcp>("tcp", bytes, tcp_fault(bytes))) {
    FieldCheck check(report_, where_, *both->second);
    compare_fields(check, both->first, {.end_known = end_known_});
  }
}

} // namespace mir::wire_test

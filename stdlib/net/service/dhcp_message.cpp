#include <mir/net/service/dhcp_message.hpp>

#include <array>
#include <bit>

#include <mir/net/wire/dhcp.hpp>
#include <mir/os/base/check.hpp>

namespace mir::net {
namespace {

using wire::DhcpOption;
using Code = DhcpOption::Code;
using Type = DhcpOption::MessageTypeType;

constexpr std::size_t kLeastMessage = 300;      // RFC 1542 2.1
constexpr std::uint16_t kLeastMaximum = 576;    // RFC 2132 9.10
constexpr std::size_t kMostHostName = 63;       // one label (RFC 1035 2.3.4)
constexpr std::uint32_t kForEver = 0xffff'ffff; // RFC 2131 3.3

/// What we ask for (RFC 2132 9.8).
constexpr std::array kWanted{Code::SubnetMask,   Code::Routers,   Code::NameServers,
                             Code::InterfaceMtu, Code::LeaseTime, Code::RenewalTime,
                             Code::RebindingTime};

Type type_of(DhcpRequest::Kind kind) {
  switch (kind) {
  case DhcpRequest::Kind::Discover:
    return Type::Discover;
  case DhcpRequest::Kind::Request:
    return Type::Request;
  case DhcpRequest::Kind::Decline:
    return Type::Decline;
  case DhcpRequest::Kind::Release:
    break;
  }
  return Type::Release;
}

/// The options of one message, in the order they are written.
class OptionList {
public:
  void add(const DhcpOption::CodeClauseFields& clause) { options_[count_++].code_clause = clause; }
  [[nodiscard]] std::span<const DhcpOption::Fields> list() const {
    return std::span(options_).first(count_);
  }

private:
  static constexpr std::size_t kMost = 8;
  static constexpr DhcpOption::Fields kEnd{.code_clause = DhcpOption::End::Fields{}};
  std::array<DhcpOption::Fields, kMost> options_{kEnd, kEnd, kEnd, kEnd, kEnd, kEnd, kEnd, kEnd};
  std::size_t count_ = 0;
};

/// The address of one host, as a server may give it, or be it.
bool is_host(const Address& address) {
  constexpr std::uint32_t kClassE = 0xf000'0000; // RFC 1112 4; holds the broadcast address too
  const std::uint32_t number = address.v4_number();
  return number >> 24 != 0 && !address.is_loopback() && !address.is_multicast() && number < kClassE;
}

/// What the options of a message say.
struct Said {
  std::optional<Type> type;
  std::optional<Address> server;
  std::optional<std::uint32_t> mask;
  std::optional<std::uint32_t> duration, renewal, rebinding;
  std::optional<Address> gateway;
  NameServers name_servers;
  std::uint16_t mtu = 0;
  bool more_in_file = false, more_in_name = false;
};

void take_addresses(Said& said, const DhcpOption::Addresses& option, Code code) {
  for (const auto element : option.addresses()) {
    const Address address = Address::v4(element.address());
    if (!is_host(address))
      continue;
    if (code == Code::NameServers)
      said.name_servers.add(address);
    else if (code == Code::Routers && !said.gateway)
      said.gateway = address;
  }
}

/// The first of a kind counts.
template <class T> void keep(std::optional<T>& place, const T& value) {
  if (!place)
    place = value;
}

void take_option(Said& said, const DhcpOption& option) {
  const Code code = option.code();
  if (const auto type = option.as_message_type()) {
    keep(said.type, type->type());
  } else if (const auto address = option.as_address()) {
    if (code == Code::SubnetMask)
      keep(said.mask, address->address());
    else if (code == Code::ServerIdentifier)
      keep(said.server, Address::v4(address->address()));
  } else if (const auto addresses = option.as_addresses()) {
    take_addresses(said, *addresses, code);
  } else if (const auto time = option.as_seconds()) {
    keep(code == Code::LeaseTime     ? said.duration
         : code == Code::RenewalTime ? said.renewal
                                     : said.rebinding,
         time->seconds());
  } else if (const auto size = option.as_size()) {
    if (code == Code::InterfaceMtu && said.mtu == 0)
      said.mtu = size->size();
  } else if (const auto overload = option.as_overload()) {
    using Where = DhcpOption::OverloadOverload;
    said.more_in_file |= overload->overload() != Where::ServerName;
    said.more_in_name |= overload->overload() != Where::File;
  }
}

/// The options in a field that has another purpose else (RFC 2132 9.3). \returns whether they are
/// options.
bool take_overloaded(Said& said, os::Bytes field) {
  while (!field.empty()) {
    const auto option = DhcpOption::parse(field);
    if (!option)
      return false;
    if (option->as_end())
      return true;
    take_option(said, *option);
    field = field.subspan(option->bytes().size());
  }
  return true;
}

os::Duration seconds_of(std::uint32_t seconds) {
  return seconds == kForEver ? os::Duration::max() : os::Duration::seconds(seconds);
}

/// T1 and T2 (RFC 2131 4.4.5), if they are missing or out of order.
void set_times(DhcpLease& lease, const Said& said) {
  lease.duration = seconds_of(*said.duration);
  if (lease.duration == os::Duration::max()) {
    lease.renewal = lease.rebinding = os::Duration::max();
    return;
  }
  lease.renewal = said.renewal ? seconds_of(*said.renewal) : lease.duration / 2;
  lease.rebinding = said.rebinding ? seconds_of(*said.rebinding) : lease.duration / 8 * 7;
  if (lease.renewal <= os::Duration() || lease.renewal >= lease.rebinding ||
      lease.rebinding >= lease.duration) {
    lease.renewal = lease.duration / 2;
    lease.rebinding = lease.duration / 8 * 7;
  }
}

/// The bits of a mask. Without one: those of the class of the address (RFC 950 2.1).
/// \returns nothing for a mask with holes, or one that leaves no host.
std::optional<unsigned> prefix_of(const Said& said, const Address& address) {
  if (!said.mask) {
    const std::uint32_t first = address.v4_number() >> 24;
    return first < 128 ? 8u : first < 192 ? 16u : 24u;
  }
  const auto bits = static_cast<unsigned>(std::countl_one(*said.mask));
  if (static_cast<unsigned>(std::popcount(*said.mask)) != bits || bits == 0)
    return std::nullopt;
  return bits;
}

/// Whether the address is not one of its network's two special ones (RFC 1122 3.2.1.3).
bool is_host_of(const Address& address, unsigned prefix_length) {
  if (prefix_length > 30)
    return true; // RFC 3021
  const std::uint32_t host = ~std::uint32_t{0} >> prefix_length;
  const std::uint32_t number = address.v4_number() & host;
  return number != 0 && number != host;
}

std::optional<DhcpLease> lease_of(const Said& said, const Address& address) {
  const std::optional<unsigned> prefix = prefix_of(said, address);
  if (!prefix || !said.server || !is_host(*said.server) || !said.duration || *said.duration == 0 ||
      !is_host(address) || !is_host_of(address, *prefix))
    return std::nullopt;
  DhcpLease lease{.address = address,
                  .prefix_length = *prefix,
                  .gateway = said.gateway,
                  .name_servers = said.name_servers,
                  .mtu = said.mtu,
                  .server = *said.server};
  if (lease.gateway == address)
    lease.gateway.reset();
  set_times(lease, said);
  return lease;
}

} // namespace

// ------------------------------------------------------------------------------------------------
// writing

os::Bytes write_dhcp(os::MutableBytes into, const DhcpIdentity& self, const DhcpRequest& request) {
  OptionList options;
  options.add(DhcpOption::MessageType::Fields{.type = type_of(request.kind)});
  if (request.requested)
    options.add(DhcpOption::Address::Fields{.code = Code::RequestedAddress,
                                            .address = request.requested->v4_number()});
  if (request.server)
    options.add(DhcpOption::Address::Fields{.code = Code::ServerIdentifier,
                                            .address = request.server->v4_number()});
  const bool asks =
      request.kind == DhcpRequest::Kind::Discover || request.kind == DhcpRequest::Kind::Request;
  if (asks) { // RFC 2131 4.4.1, table 5: the others say no more
    options.add(DhcpOption::Bytes::Fields{.code = Code::ParameterRequestList,
                                          .data = std::as_bytes(std::span(kWanted))});
    options.add(DhcpOption::Size::Fields{.code = Code::MaximumSize,
                                         .size = std::max(self.mtu, kLeastMaximum)});
    if (!self.host_name.empty())
      options.add(DhcpOption::Bytes::Fields{
          .code = Code::HostName, .data = os::as_bytes(self.host_name.substr(0, kMostHostName))});
  }
  options.add(DhcpOption::End::Fields{});

  wire::Dhcp::Fields fields{.op = wire::Dhcp::Op::Request,
                            .xid = request.xid,
                            .seconds = request.seconds,
                            .broadcast = request.broadcast,
                            .client = request.client.v4_number(),
                            .hardware_address = {},
                            .server_name = {},
                            .file = {},
                            .options = options.list()};
  std::ranges::copy(self.mac.bytes(), fields.hardware_address.begin());
  static constexpr std::array<std::byte, kLeastMessage> kPadding{};
  const std::size_t size = wire::Dhcp::size(fields);
  if (size < kLeastMessage)
    fields.padding = std::span(kPadding).first(kLeastMessage - size);
  const auto written = wire::Dhcp::build(into, fields);
  MIR_CHECK(written);
  return *written;
}

// ------------------------------------------------------------------------------------------------
// reading

std::expected<DhcpReply, DhcpRefusal> read_dhcp(os::Bytes bytes, const MacAddress& mac,
                                                std::uint32_t xid) {
  const auto message = wire::Dhcp::parse(bytes);
  if (!message)
    return std::unexpected(DhcpRefusal::Malformed);
  const std::span<const std::byte, 16> hardware = message->hardware_address();
  if (message->op() != wire::Dhcp::Op::Reply || message->xid() != xid ||
      message->hardware_length() != MacAddress::kSize ||
      !std::ranges::equal(hardware.first<MacAddress::kSize>(), mac.bytes()))
    return std::unexpected(DhcpRefusal::Foreign);
  Said said;
  for (const DhcpOption option : message->options())
    take_option(said, option);
  if ((said.more_in_file && !take_overloaded(said, message->file())) ||
      (said.more_in_name && !take_overloaded(said, message->server_name())))
    return std::unexpected(DhcpRefusal::Malformed);

  DhcpReply reply{.server = said.server};
  if (said.type == Type::Nak)
    return reply;
  if (said.type != Type::Offer && said.type != Type::Ack)
    return std::unexpected(said.type ? DhcpRefusal::Foreign : DhcpRefusal::Malformed);
  reply.kind = said.type == Type::Offer ? DhcpReply::Kind::Offer : DhcpReply::Kind::Ack;
  const std::optional<DhcpLease> lease = lease_of(said, Address::v4(message->your()));
  if (!lease)
    return std::unexpected(DhcpRefusal::Malformed);
  reply.lease = *lease;
  return reply;
}

} // namespace mir::net

/// \file
/// Walks through one packet with the generated parsers and holds every header against tshark's
/// reading of it.
#pragma once

#include "dissection.hpp"
#include "header_fields.hpp"
#include "malformed.hpp"
#include "report.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace mir::wire_test {

/// The comparison of one packet.
///
/// Headers are reached in two ways: from the link header inwards, as a stack would, each bounded by
/// the one around it; and, for what lies in tunnels and in IPv6, at the place where tshark found
/// one.
class Comparison {
public:
  /// \param where for messages. Borrows everything.
  Comparison(Report& report, const std::string& where, Bytes packet, const Dissection& tshark)
      : report_(report), where_(where), packet_(packet), tshark_(tshark) {}

  /// \param link_type DLT_... of libpcap.
  void run(int link_type);

private:
  /// What stands around a header, for the report.
  enum class Around { Packet, Tunnel, IcmpError };

  void by_type(std::size_t type, Bytes payload, bool framed);
  void trailer(Bytes rest);
  void by_place();
  void at_place(const Protocol& protocol);

  void ethernet(Bytes bytes);
  void vlan(Bytes bytes, bool provider);
  void arp(Bytes bytes);
  void ipv4(Bytes bytes);
  void ipv4_payload(const wire::Ipv4& packet);
  void icmp(Bytes bytes);
  void udp(Bytes bytes);
  void tcp(Bytes bytes);

  /// Parses one header, and settles everything about it but its fields.
  ///
  /// \returns the header and tshark's reading of it, when both have one.
  template <class View>
  std::optional<std::pair<View, const Protocol*>> enter(const char* name, Bytes bytes,
                                                        std::optional<Fault> fault);
  template <class View> void rebuild(const char* name, const View& view);
  void refused(const char* name, const Fault& fault, std::string_view path, std::size_t at);
  void fail(const std::string& what) { report_.failures.push_back(where_ + ": " + what); }

  [[nodiscard]] std::size_t place(Bytes bytes) const {
    return static_cast<std::size_t>(bytes.data() - packet_.data());
  }
  [[nodiscard]] std::string around() const;

  Report& report_;
  const std::string& where_;
  Bytes packet_;
  const Dissection& tshark_;
  std::set<std::pair<std::string, std::size_t>> visited_;
  std::size_t refused_from_ = SIZE_MAX; ///< where the first header that was refused begins
  Around around_ = Around::Packet;
  bool end_known_ = true;       ///< the bytes given to a header end where the message does
  bool first_fragment_ = false; ///< they are of the first fragment of an IPv4 packet
};

} // namespace mir::wire_test

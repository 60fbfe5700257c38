/// \file
/// Attacker: a third station on the wire, which makes any frame, and talks TCP from any address as
/// far as an attack needs it.
#pragma once

#include <map>
#include <optional>
#include <random>
#include <string>

#include <mir/net/wire/arp.hpp>
#include <mir/net/wire/icmp.hpp>

#include "wire.hpp"

namespace mir::net::whole {

/// What an attacker knows of one connection.
struct Grip {
  Endpoint from;
  std::uint16_t port = 7; ///< of the victim
  std::uint32_t isn = 1'000;
  std::uint32_t iss = 0; ///< of the victim, once it has answered
};

/// A segment of the attacker: numbers from both initial ones.
struct Shot {
  std::string flags; ///< of "SFRU."
  std::uint32_t sequence = 0, acknowledgment = 0;
  std::uint32_t size = 0;
  std::uint16_t window = 65'535;
};

class Attacker {
public:
  explicit Attacker(Wire& wire);
  Attacker(const Attacker&) = delete;
  Attacker& operator=(const Attacker&) = delete;
  ~Attacker() { wire_.tap = nullptr; }

  static MacAddress mac() { return Station::mac_of(66); }

  // Frames for the victim, whoever they claim to come from.
  void send(const Frame& frame) { wire_.inject(frame); }
  void send_ip(const Address& from, IpProtocol protocol, const Frame& payload);
  void send_fragment(const Address& from, std::uint16_t id, std::size_t offset, bool more,
                     const Frame& payload, IpProtocol protocol = IpProtocol::Udp);
  void send_tcp(const Grip& grip, const Shot& shot);
  void send_icmp(const Address& from, const wire::Icmp::Fields& fields);
  void send_arp(wire::Arp::Operation operation, const MacAddress& claimed, const Address& sender,
                const Address& target, const MacAddress& to);

  /// Opens a connection to the victim. \returns nothing if it does not answer.
  std::optional<Grip> open(const Endpoint& from, std::uint16_t port, std::uint16_t window = 65'535);

  /// 10.0.128.0/17: addresses whose ARP requests the attacker answers.
  static Address address(std::uint16_t number) {
    return Address::v4(10, 0, static_cast<std::uint8_t>(128 + number / 250 % 120),
                       static_cast<std::uint8_t>(1 + number % 250));
  }
  std::mt19937 random{2026};

private:
  void see(const Frame& frame);
  void answer_arp(const wire::Arp& request);

  Wire& wire_;
  std::map<std::uint64_t, std::uint32_t> answers_; ///< initial numbers, by address and port
};

[[nodiscard]] Frame ethernet(const MacAddress& to, const MacAddress& from, const Frame& packet);
[[nodiscard]] Frame ip_packet(const Address& from, const Address& to, IpProtocol protocol,
                              const Frame& payload, std::uint16_t id = 1, std::size_t offset = 0,
                              bool more = false, const Frame& options = {});
[[nodiscard]] Frame udp_datagram(const Address& from, const Address& to, std::uint16_t source,
                                 std::uint16_t destination, std::size_t size);

} // namespace mir::net::whole

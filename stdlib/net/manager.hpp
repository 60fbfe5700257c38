/// \file
/// Manager: the network of an application.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <mir/net/address.hpp>
#include <mir/net/datagram.hpp>
#include <mir/net/flow.hpp>
#include <mir/net/listener.hpp>
#include <mir/os/app/app.hpp>

namespace mir::net {

class Network;

/// How to listen.
struct ListenOptions {
  std::size_t connections = 10'000; ///< served at once; others wait in the backlog
  std::uint32_t backlog = 4'096;    ///< connections that wait; the platform may allow fewer
};

/// What happened so far.
struct Counters {
  std::uint64_t accepted = 0;  ///< connections that came in
  std::uint64_t connected = 0; ///< connections that went out
  std::uint64_t accept_failures =
      0; ///< times that a connection had to wait for want of handles or memory
  std::uint64_t handler_failures = 0; ///< handlers that ended by an exception
};

/// Opens flows, listeners and datagram ports. It outlives them all.
///
/// A Port instead of an Endpoint means that port of every address of ours, IPv4 and, where there is
/// one, IPv6; with `--address=A` on the command line it means that address only.
class Manager {
public:
  /// Brings the network up. In direct mode each interface has a Manager of its own, with its own
  /// address, ports and connections.
  /// \param interface its number, in the order of the configuration.
  /// \returns Errc::Invalid for a wrong `--address`, Gone when there is no such interface, InUse
  /// when it has a Manager already (direct mode), NoMemory when it could not even receive; the log
  /// says why.
  [[nodiscard]] static os::Task<os::Result<Manager>> create(os::App& app,
                                                            std::uint32_t interface = 0);
  Manager(Manager&& other) noexcept;
  Manager& operator=(Manager&& other) noexcept;
  ~Manager(); ///< Checks that nothing opened here is left.

  /// Our address; 0.0.0.0 when it is every address of the machine.
  [[nodiscard]] Address address() const noexcept;

  /// Listens and serves each connection in a task of its own, until it is cancelled.
  /// \returns Errc::InUse, NoAddress, Denied, Limit, Unsupported when the port cannot be had.
  [[nodiscard]] os::Task<os::Result<>> listen(Port port, Handler handler,
                                              ListenOptions options = {});
  [[nodiscard]] os::Task<os::Result<>> listen(Endpoint local, Handler handler,
                                              ListenOptions options = {});

  /// Listens without serving: for who accepts by hand, or wants to know the port that 0 became.
  [[nodiscard]] os::Result<Listener> listener(Port port, std::uint32_t backlog = 4'096);
  [[nodiscard]] os::Result<Listener> listener(Endpoint local, std::uint32_t backlog = 4'096);

  /// Connects. \returns Errc::TimedOut after `limit`; Refused, Unreachable, Reset, NoAddress (no
  /// local port is free),
  ///          Denied, Limit, NoMemory, Invalid (an address nobody can have), Unsupported.
  [[nodiscard]] os::Task<os::Result<Flow>> connect(Endpoint peer,
                                                   os::Duration limit = os::Duration::seconds(30));

  /// The same by name: its addresses are tried one after the other. \returns also what resolve()
  /// does.
  [[nodiscard]] os::Task<os::Result<Flow>> connect(std::string name, Port port,
                                                   os::Duration limit = os::Duration::seconds(30));

  /// The IPv4 addresses of a name, at least one, as the name servers say (RFC 1035): those of
  /// `--dns`, of DHCP, of mir.toml, or in socket mode of /etc/resolv.conf. Answers are kept for as
  /// long as they say. An address in digits, and "localhost", are answered without asking.
  /// \returns Errc::NotFound when there is no such name, or it has no address; TimedOut when no
  /// server answers; ServerFailed; Unsupported when no server is known; Invalid for a text that is
  /// no name.
  [[nodiscard]] os::Task<os::Result<std::vector<Address>>> resolve(std::string name);
  /// The name of an address (PTR). \returns as resolve().
  [[nodiscard]] os::Task<os::Result<std::string>> reverse(Address address);

  /// Opens a UDP port. \returns as listen().
  [[nodiscard]] os::Result<Datagram> bind(Port port);
  [[nodiscard]] os::Result<Datagram> bind(Endpoint local);

  [[nodiscard]] const Counters& counters() const noexcept;
  /// The state of the network as text, a line each. In direct mode: the interface, neighbours,
  /// ports, connections, and every counter of the stack that is not 0. Where there is no room, or
  /// no memory, for all of it, connections are left out.
  [[nodiscard]] std::string dump() const;

private:
  explicit Manager(std::unique_ptr<Network> network) noexcept;
  std::unique_ptr<Network> network_;
};

} // namespace mir::net

/// \file
/// Datagram: UDP.
#pragma once

#include <memory>

#include <mir/net/address.hpp>
#include <mir/net/chunk.hpp>
#include <mir/os/base/error.hpp>
#include <mir/os/task/task.hpp>

namespace mir::net {

/// A UDP port of ours. Move-only. Must not outlive its Manager.
class Datagram {
public:
  class Binding;

  /// One datagram that arrived.
  struct Received {
    Chunk payload; ///< may be empty
    Endpoint from;
  };

  explicit Datagram(std::unique_ptr<Binding> binding) noexcept; ///< for the layer below
  Datagram(Datagram&& other) noexcept;
  Datagram& operator=(Datagram&& other) noexcept;
  ~Datagram();

  /// Waits for a datagram. \returns Errc::NoMemory; Refused, Unreachable: an earlier one could not
  /// be delivered.
  [[nodiscard]] os::Task<os::Result<Received>> receive();

  /// Sends one datagram, waiting while there is no room. The bytes must live until the result is
  /// there.
  /// \returns Errc::TooLong above 65,507 bytes (IPv4) or what the path carries; Unreachable;
  /// Denied; Invalid (port 0); Unsupported for an
  ///          address of a family that this port has not.
  [[nodiscard]] os::Task<os::Result<>> send(os::Bytes payload, Endpoint to);
  /// The same for a payload that was received.
  [[nodiscard]] os::Task<os::Result<>> send(Chunk payload, Endpoint to);

  [[nodiscard]] Endpoint local() const noexcept;

private:
  std::unique_ptr<Binding> binding_;
};

} // namespace mir::net

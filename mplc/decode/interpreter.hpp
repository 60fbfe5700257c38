#pragma once
// The parse program of a packet, run over bytes: exactly what generated code does.

#include "mplc/decode/decoded.hpp"

namespace mir::mplc::decode {

/// Parses the packet at the start of `message`, as the generated parse() would: the same bytes are
/// refused, with the same reason, field, offset and value.
[[nodiscard]] std::expected<Packet, Fault> interpret(const ir::Module& module, ir::PacketId packet,
                                                     Bytes message,
                                                     const std::vector<Argument>& arguments);

/// The value of a scalar `field` that lies at `begin` in `message`, as unsigned 64 bits; of signed
/// ones two's complement.
[[nodiscard]] std::uint64_t load(const ir::Field& field, Bytes message, std::size_t begin);

} // namespace mir::mplc::decode

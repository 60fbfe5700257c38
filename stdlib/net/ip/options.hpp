/// \file
/// What an IPv4 header's options mean for us (RFC 1122 3.2.1.8).
#pragma once

#include <cstdint>

#include <mir/os/base/bytes.hpp>

namespace mir::net {

enum class OptionsVerdict : std::uint8_t {
  Harmless,     ///< none, or such as a host may ignore
  SourceRouted, ///< the packet's way was chosen by its sender: not to be answered
  Malformed,    ///< an option reaches past the end of the header
};

/// Walks all options. None of them changes what we do, but a source route is refused: it is how an
/// attacker gets answers for an address that is not his.
[[nodiscard]] OptionsVerdict examine_options(os::Bytes options) noexcept;

} // namespace mir::net

#pragma once
// Capture files, read by libpcap.

#include "mplc/decode/decoded.hpp"

#include <cstdio>
#include <functional>

namespace mir::mplc::decode {

/// One frame of a capture, valid during the call that hands it over.
struct Frame {
  std::size_t number = 0; ///< from 1
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;
  std::size_t length = 0; ///< bytes on the wire; `bytes` may be fewer
  int link = 0;           ///< DLT_* of libpcap
  Bytes bytes;
};

/// Hands every frame of a pcap or pcapng file to `each`, in their order, until it returns false.
/// "-" is standard input.
///
/// \returns libpcap's complaint, if the file cannot be read or breaks off; frames before that have
///          been handed over.
[[nodiscard]] std::expected<void, std::string> read_capture(const std::string& path,
                                                            const std::function<bool(Frame)>& each);

/// What libpcap calls a link type.
[[nodiscard]] std::string link_name(int link);

} // namespace mir::mplc::decode

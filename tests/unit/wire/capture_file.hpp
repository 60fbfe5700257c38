/// \file
/// The packets of a capture file, and a file made of packets.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace mir::wire_test {

struct Packet {
  std::string where;            ///< "FILE packet N", for messages
  int link_type;                ///< DLT_... of libpcap
  std::vector<std::byte> bytes; ///< as captured: perhaps fewer than were on the wire
  std::size_t original;         ///< bytes there were on the wire
};

struct Capture {
  std::vector<Packet> packets;
  std::string complaint; ///< why reading stopped before the end of the file; empty when it did not
};

/// Reads a whole file: pcap through libpcap, pcapng by pcapng_file.cpp (libpcap wants all
/// interfaces of a file alike).
///
/// \param name what the file is called in `where`.
[[nodiscard]] Capture read_capture(const std::filesystem::path& path, const std::string& name);

/// The half of read_capture() that reads pcapng (draft-ietf-opsawg-pcapng).
[[nodiscard]] Capture read_pcapng(const std::filesystem::path& path, const std::string& name);

/// Writes packets of one link type to a pcap file. \returns libpcap's complaint.
[[nodiscard]] std::expected<void, std::string> write_capture(const std::filesystem::path& path,
                                                             const std::vector<Packet>& packets);

} // namespace mir::wire_test

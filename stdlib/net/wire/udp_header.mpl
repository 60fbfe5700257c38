// The header of a UDP datagram by itself: for a datagram whose payload lies in other pages.

/// As `udp` (RFC 768), without the payload. `length` counts bytes that this packet does not have.
packet udp_header {
  /// Where an answer should go; 0 when none is expected. RFC 768.
  source_port: uint16;
  /// For whom the datagram is. RFC 768.
  destination_port: uint16;
  /// Header and payload, in bytes. RFC 768.
  length: uint16 min(8);
  /// Internet checksum of pseudo header, header and payload; 0 means that the sender made none. RFC 768. Given by the
  /// caller when building.
  checksum: uint16 default(0);
}

/// RFC 768.
test "RFC 768" {
  hex "0035 0fa0 000b 1234" = { source_port = 53; destination_port = 4000; length = 11; checksum = 0x1234; }
  hex "0035 0fa0 0007 0000" fails at length
  hex "0035 0fa0 0009" fails at checksum
}

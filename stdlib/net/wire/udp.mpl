// The User Datagram Protocol.

/// One UDP datagram (RFC 768).
packet udp {
  /// Where an answer should go; 0 when none is expected. RFC 768.
  source_port: uint16;
  /// For whom the datagram is. RFC 768.
  destination_port: uint16;
  /// Header and payload, in bytes. What lies after them in the IP payload is no part of the datagram. RFC 768.
  length: uint16 min(8) value(offset(payload));
  /// Internet checksum of pseudo header, header and payload; 0 means that the sender made none. RFC 768. Given by the
  /// caller when building.
  checksum: uint16 default(0);
  /// The application's bytes.
  payload: byte[length - offset(checksum)];
}

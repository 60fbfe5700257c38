// The User Datagram Protocol.

/// One UDP datagram (RFC 768).
packet udp {
  /// Where an answer should go; 0 when none is expected. RFC 768.
  source_port: uint16;
  /// For whom the datagram is. RFC 768.
  destination_port: uint16;
  /// Header and payload, in bytes. What lies after them in the IP payload is no part of the datagram. RFC 768.
  length: uint16 min(8) value(offset(payload));
  /// Internet checksum of pseudo header, header and payload; 0 means that the sender made none. RFC 768.
  checksum: uint16 checksum(internet_optional, source_port .. payload, pseudo_header(protocol = 17, length = length));
  /// The application's bytes.
  payload: byte[length - offset(checksum)];
}

/// A datagram without a checksum, and the shortest one. RFC 768.
test "RFC 768" {
  hex "0035 0fa0 000b 0000 6d706c" = {
    source_port = 53;
    destination_port = 4000;
    length = 11;
    checksum = 0;
    payload = "mpl";
  }
  hex "0000 0202 0008 0000" = { length = 8; payload = ""; }
  hex "0035 0fa0 0007 0000" fails at length
  hex "0035 0fa0 0009 0000" fails at payload
  hex "0035 0fa0 0008" fails at checksum
}

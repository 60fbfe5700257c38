// What the checksums of TCP and UDP over IPv4 cover beside the segment itself.

/// Never on a wire: summed up in front of the transport header, so that a segment which strays to another address, or to
/// another protocol, has a wrong checksum (RFC 9293 3.1, RFC 768).
packet pseudo_header {
  /// As in the IPv4 header.
  source: uint32;
  /// As in the IPv4 header.
  destination: uint32;
  /// RFC 9293 3.1.
  zero: byte const(0);
  /// As in the IPv4 header.
  protocol: byte;
  /// Transport header and payload, in bytes.
  length: uint16;
}

/// RFC 9293 3.1.
test "RFC 9293 3.1" {
  hex "c0000201 c0000202 00 06 0014" = { source = 0xc0000201; protocol = 6; length = 20; }
  hex "c0000201 c0000202 01 06 0014" fails at zero
}

// What the checksums of ICMPv6, and of TCP and UDP over IPv6, cover beside the message itself.

/// Never on a wire: summed up in front of the message (RFC 8200 8.1).
packet pseudo_header_v6 {
  /// As in the IPv6 header.
  source: byte[16];
  /// As in the IPv6 header; with a routing header, the last address of the way. RFC 8200 8.1.
  destination: byte[16];
  /// The message and its header, in bytes. RFC 8200 8.1.
  length: uint32;
  zero: uint24 const(0);
  /// Which protocol the message is of; not of an extension header. RFC 8200 8.1.
  next_header: byte;
}

/// RFC 8200 8.1.
test "RFC 8200 8.1" {
  hex "20010db8000000000000000000000001 20010db8000000000000000000000002 00000008 000000 3a" = { length = 8; next_header = 58; }
  hex "20010db8000000000000000000000001 20010db8000000000000000000000002 00000008 000001 3a" fails at zero
}

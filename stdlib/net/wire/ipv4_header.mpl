// The header of an IPv4 packet by itself: for a packet whose payload lies in other pages.

/// Header and options of one IPv4 packet (RFC 791 3.1), as `ipv4`, without the payload.
///
/// A packet that a device scattered over several pages has its header in the first. `total_length` counts bytes that this
/// packet does not have, so who parses compares it with what came, and who builds gives it.
packet ipv4_header {
  /// 4. RFC 791 3.1.
  version: bit[4] const(4);
  /// Internet header length: header and options, in 32-bit words. RFC 791 3.1.
  header_length: bit[4] min(5) value(offset(options) / 4);
  /// Differentiated services code point. RFC 2474 3.
  dscp: bit[6] default(0);
  /// Explicit congestion notification. RFC 3168 5.
  ecn: bit[2] variant {
    | 0 => NotCapable
    | 1 -> Capable1
    | 2 -> Capable0
    | 3 -> CongestionExperienced
  } default(0);
  /// Header, options and payload, in bytes. RFC 791 3.1.
  total_length: uint16 min(20);
  /// Shared by the fragments of one packet; means nothing in a packet that cannot be fragmented. RFC 6864 4.
  identification: uint16 default(0);
  /// To be sent as zero; kept as it came. RFC 791 3.1.
  reserved: bit[1] default(0);
  /// Routers must not fragment this packet. RFC 791 3.1.
  dont_fragment: bit[1] default(0);
  /// This is not the last fragment. RFC 791 3.1.
  more_fragments: bit[1] default(0);
  /// Where in the whole packet this payload belongs, in units of 8 bytes. RFC 791 3.1.
  fragment_offset: bit[13] default(0);
  /// Hops the packet may still make; 64 is the recommended start (RFC 1700).
  ttl: byte default(64);
  /// What the payload is (RFC 790 and successors).
  protocol: byte variant {
    | 1 -> Icmp
    | 2 -> Igmp
    | 6 -> Tcp
    | 17 -> Udp
  };
  /// Internet checksum of header and options (RFC 1071).
  checksum: uint16 checksum(internet, version .. options);
  /// Address of the sender. RFC 791 3.2.
  source: uint32;
  /// Address of the receiver. RFC 791 3.2.
  destination: uint32;
  header_end: label;
  /// Options as they stand on the wire, padded to a multiple of 4 bytes. RFC 791 3.1.
  options: byte[header_length * 4 - offset(header_end)] align(32);
  check (total_length >= header_length * 4) "the packet ends inside its header";
}

/// The fields of RFC 791 appendix A, example 1, without the byte of data; and with options.
test "RFC 791 A" {
  hex "45000015 006f0000 7b01bb75 c0000201 c0000202" = {
    total_length = 21;
    identification = 111;
    ttl = 123;
    protocol = Icmp;
    source = 0xc0000201;
    options = "";
  }
  hex "48000024 006f0000 7b062c51 c0000201 c0000202 88040001 01070304 00000000" = {
    total_length = 36;
    options = "\x88\x04\x00\x01\x01\x07\x03\x04\0\0\0\0";
  }
  hex "65000015 006f0000 7b01bb75 c0000201 c0000202" fails at version
  hex "44000015 006f0000 7b01bb75 c0000201 c0000202" fails at header_length
  hex "46000015 006f0000 7b01bb75 c0000201 c0000202" fails at options
  hex "45000013 006f0000 7b01bb75 c0000201 c0000202" fails at total_length
}

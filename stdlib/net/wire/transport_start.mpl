// What an ICMP error tells of the transport header of the packet it is about.

/// The first 8 bytes behind the IPv4 header, which every ICMP error carries (RFC 792): the ports of TCP and UDP, and of TCP
/// the sequence number as well (RFC 9293 3.1), by which a connection tells a true report from a forged one (RFC 5927 4.1).
packet transport_start {
  /// The port of the one who sent the packet and gets the report.
  source_port: uint16;
  /// The port it was sent to.
  destination_port: uint16;
  /// TCP: the sequence number. UDP: length and checksum.
  sequence: uint32;
}

/// The start of a TCP segment.
test "RFC 9293 3.1" {
  hex "1f90 0050 01020304" = { source_port = 8080; destination_port = 80; sequence = 0x01020304; }
  hex "1f90 0050 010203" fails at sequence
}

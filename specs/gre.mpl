// Generic Routing Encapsulation.

/// One GRE packet (RFC 2784 2), with the extensions of RFC 2890: what IP protocol 47 carries.
packet gre {
  has_checksum: bit[1] value(sizeof(checksum) / 2);
  /// Of RFC 1701: such packets are to be discarded. RFC 2784 2.3.
  has_routing: bit[1] const(0);
  has_key: bit[1] value(sizeof(key) / 4);
  has_sequence: bit[1] value(sizeof(sequence) / 4);
  reserved: bit[9] default(0);
  /// 0. RFC 2784 2.3.1.
  version: bit[3] const(0);
  /// What the payload is: an EtherType. RFC 2784 2.4.
  protocol: uint16;
  /// Internet checksum of header and payload. RFC 2784 2.5.
  checksum: uint16 checksum(internet, has_checksum .. payload) when (has_checksum == 1);
  reserved1: uint16 default(0) when (has_checksum == 1);
  /// Which of the sender's flows. RFC 2890 2.1.
  key: uint32 when (has_key == 1);
  /// RFC 2890 2.2.
  sequence: uint32 when (has_sequence == 1);
  payload: byte[remaining()];
}

test "RFC 2784 and RFC 2890" {
  hex "0000 0800 4500" = { protocol = 0x0800; payload = "\x45\x00"; }
  hex "b000 0800 beef 0000 00000007 00000009 45" = { checksum = 0xbeef; reserved1 = 0; key = 7; sequence = 9; payload = "E"; }
  hex "2000 6558 00000007" = { has_checksum = 0; key = 7; }
  hex "4000 0800" fails at has_routing
  hex "0001 0800" fails at version
  hex "2000 0800 0000" fails at key
}

// Ethernet II and IEEE 802.3 frames, with the IEEE 802.1Q tag.

/// One frame as a network device hands it over: without preamble and frame check sequence (IEEE 802.3 3.1).
///
/// Short payloads are padded to 46 bytes by the sender, and an Ethernet II frame does not say how many bytes of its
/// payload are padding: the next layer's own length does.
packet ethernet {
  /// Whom the frame is for: one station, a group (lowest bit of the first byte), or everybody (all bits set).
  /// IEEE 802.3 3.2.4.
  destination: byte[6];
  /// The station that sent it; never a group. IEEE 802.3 3.2.5.
  source: byte[6];
  /// What the payload is (RFC 894), or, up to 1500, how long it is (RFC 1042). IEEE 802.3 3.2.6.
  type: uint16;
  classify (type) {
  | 0x0000..0x05dc : "Length" ->
    /// An IEEE 802.2 logical link header and its data: as many bytes as `type` says.
    payload: byte[type];
    /// What the sender added to reach the shortest frame.
    padding: byte[remaining()];
  | 0x0800 : "Ipv4" ->
    /// An IPv4 packet (RFC 894), perhaps followed by padding.
    payload: byte[remaining()];
  | 0x0806 : "Arp" ->
    /// An ARP packet (RFC 826), perhaps followed by padding.
    payload: byte[remaining()];
  | 0x8100 : "Vlan" ->
    /// A `vlan` packet: tag control information, then the type and the payload proper (IEEE 802.1Q 9.6).
    payload: byte[remaining()];
  | 0x86dd : "Ipv6" ->
    /// An IPv6 packet (RFC 2464), perhaps followed by padding.
    payload: byte[remaining()];
  | _ : "Other" when (type >= 0x0600) ->
    /// Of a protocol that has no clause here. Types 1501 to 1535 mean nothing and are refused (IEEE 802.3 3.2.6).
    payload: byte[remaining()];
  };
}

/// What follows the type 0x8100 (or 0x88a8, a provider's tag): a tag and the frame's real type (IEEE 802.1Q 9.6).
///
/// Tags may be stacked: the payload of the clause "Vlan" is again a `vlan` packet.
packet vlan {
  /// Priority code point: 0 best effort, 1 background, 2 to 7 rising (IEEE 802.1Q 6.9.3).
  priority: bit[3] default(0);
  /// Drop eligible indicator: to be dropped first when a switch is congested (IEEE 802.1Q 6.9.3).
  drop_eligible: bit[1] default(0);
  /// VLAN identifier: 0 carries a priority only, 4095 is reserved (IEEE 802.1Q 9.6).
  identifier: bit[12];
  /// As `ethernet.type`.
  type: uint16;
  classify (type) {
  | 0x0000..0x05dc : "Length" ->
    /// An IEEE 802.2 logical link header and its data: as many bytes as `type` says.
    payload: byte[type];
    /// What the sender added to reach the shortest frame.
    padding: byte[remaining()];
  | 0x0800 : "Ipv4" ->
    /// An IPv4 packet (RFC 894), perhaps followed by padding.
    payload: byte[remaining()];
  | 0x0806 : "Arp" ->
    /// An ARP packet (RFC 826), perhaps followed by padding.
    payload: byte[remaining()];
  | 0x8100 : "Vlan" ->
    /// Another tag, and what it tags.
    payload: byte[remaining()];
  | 0x86dd : "Ipv6" ->
    /// An IPv6 packet (RFC 2464), perhaps followed by padding.
    payload: byte[remaining()];
  | _ : "Other" when (type >= 0x0600) ->
    /// Of a protocol that has no clause here.
    payload: byte[remaining()];
  };
}

/// An Ethernet II frame (RFC 894), one with a length and padding (RFC 1042), and one with a tag (IEEE 802.1Q 9.6).
test ethernet "RFC 894 and RFC 1042" {
  hex "ffffffffffff 020000000001 0800 45" = {
    destination = "\xff\xff\xff\xff\xff\xff";
    source = "\x02\0\0\0\0\x01";
    type = 0x0800;
    payload = "E";
  }
  hex "0180c2000000 020000000001 0003 424203 0000" = { type = 3; payload = "BB\x03"; padding = "\0\0"; }
  hex "ffffffffffff 020000000001 8100 2064 0806" = { type = 0x8100; payload = "\x20\x64\x08\x06"; }
  hex "0180c2000000 020000000001 0003 4242" fails at payload
  hex "0180c2000000 020000000001 05dd 4242" fails at type
  hex "0180c2000000 0200000000" fails at source
}
test vlan "IEEE 802.1Q 9.6" {
  hex "a02a 0800 45" = { priority = 5; drop_eligible = 0; identifier = 42; type = 0x0800; payload = "E"; }
  hex "a02a 08" fails at type
}
test ethernet "of every kind" {
  hex "ffffffffffff 020000000001 0806 0001" = { payload = "\0\x01"; }
  hex "333300000001 020000000001 86dd 60" = { payload = "`"; }
  hex "0180c200000e 020000000001 88cc 0207" = { type = 0x88cc; payload = "\x02\x07"; }
}
test vlan "of every kind" {
  hex "002a 0003 424203 00" = { identifier = 42; payload = "BB\x03"; padding = "\0"; }
  hex "002a 0806 0001" = { payload = "\0\x01"; }
  hex "002a 8100 0007 0800" = { payload = "\0\x07\x08\0"; }
  hex "002a 86dd 60" = { payload = "`"; }
  hex "102a 88cc 0207" = { drop_eligible = 1; payload = "\x02\x07"; }
  hex "002a 05ff 00" fails at type
}

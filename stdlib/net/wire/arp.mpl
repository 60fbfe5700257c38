// The Address Resolution Protocol for IPv4 over Ethernet.

/// A question for, or a statement of, the Ethernet address that belongs to an IPv4 address (RFC 826).
///
/// Other hardware and other protocols, which RFC 826 also provides for, are refused: "Do I have the hardware type?
/// Do I speak the protocol?" is the first thing that RFC asks of a receiver.
packet arp {
  /// Hardware address space: 1 is Ethernet.
  hardware: uint16 const(1);
  /// Protocol address space, an Ethernet type: 0x0800 is IPv4.
  protocol: uint16 const(0x0800);
  /// Bytes in a hardware address.
  hardware_length: byte const(6);
  /// Bytes in a protocol address.
  protocol_length: byte const(4);
  /// What the packet asks or says. Numbers 3 and 4 are RFC 903's, 8 and 9 RFC 2390's.
  operation: uint16 variant {
    | 1 => Request
    | 2 -> Reply
    | 3 -> ReverseRequest
    | 4 -> ReverseReply
    | 8 -> InverseRequest
    | 9 -> InverseReply
  };
  /// The sender's Ethernet address.
  sender_mac: byte[6];
  /// The sender's IPv4 address; 0.0.0.0 in a probe (RFC 5227 2.1.1).
  sender_ip: uint32;
  /// The target's Ethernet address; in a request nobody knows it, and it means nothing.
  target_mac: byte[6];
  /// The IPv4 address that is asked for.
  target_ip: uint32;
}

/// A request for 192.0.2.2 and its answer. RFC 826.
test "RFC 826" {
  hex "0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202" = {
    operation = Request;
    sender_mac = "\x02\0\0\0\0\x01";
    sender_ip = 0xc0000201;
    target_ip = 0xc0000202;
  }
  hex "0001 0800 06 04 0002 020000000002 c0000202 020000000001 c0000201" = { operation = Reply; }
  hex "0006 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202" fails at hardware
  hex "0001 0800 06 04 0001 020000000001 c0000201 000000000000 c00002" fails at target_ip
}

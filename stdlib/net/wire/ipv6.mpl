// The Internet Protocol, version 6.

/// One IPv6 packet: header, extension headers and payload (RFC 8200 3).
packet ipv6 {
  /// 6. RFC 8200 3.
  version: bit[4] const(6);
  /// Differentiated services code point. RFC 2474 3.
  dscp: bit[6] default(0);
  /// Explicit congestion notification. RFC 3168 5.
  ecn: bit[2] default(0);
  /// Packets that are to be treated alike. RFC 6437.
  flow_label: bit[20] default(0);
  /// What follows this header, in bytes. RFC 8200 3.
  payload_length: uint16 value(offset(payload) - offset(destination));
  /// What follows this header: an extension header, or the payload (RFC 8200 4).
  next_header: byte variant {
    | 0 -> HopByHop
    | 4 -> Ipv4
    | 6 -> Tcp
    | 17 -> Udp
    | 41 -> Ipv6
    | 43 -> Routing
    | 44 -> Fragment
    | 47 -> Gre
    | 50 -> Esp
    | 51 -> Ah
    | 58 -> Icmpv6
    | 59 -> NoNextHeader
    | 60 -> Destination
    | 89 -> Ospf
    | 132 -> Sctp
  };
  /// Hops the packet may still make. RFC 8200 3.
  hop_limit: byte default(64);
  /// Address of the sender. RFC 4291.
  source: byte[16];
  /// Address of the receiver. RFC 4291.
  destination: byte[16];
  in byte[payload_length] {
    /// Hop-by-hop, routing, fragment and destination headers, in any order. What one is, the header before it says; its
    /// body is read as `ipv6_options`, `ipv6_routing` or `ipv6_fragment`. RFC 8200 4.
    extensions: array until (next != 0 && next != 43 && next != 44 && next != 60) {
      /// What follows this header.
      next: byte;
      /// Units of 8 bytes after the first 8; of a fragment header 0. RFC 8200 4.3.
      units: byte value((offset(body) - 8) / 8);
      body: byte[units * 8 + 6];
    } when (next_header == HopByHop || next_header == Routing || next_header == Fragment || next_header == Destination);
    /// What the last of the headers says: its `next`, or else `next_header`.
    payload: byte[remaining()];
  };
}

/// The body of a hop-by-hop or destination header (RFC 8200 4.2).
packet ipv6_options {
  options: array (..) {
    /// Its first two bits say what to do with an option that is not known. RFC 8200 4.2.
    kind: byte;
    classify (kind) {
      /// One byte of padding. RFC 8200 4.2.
      | 0:"Pad1" -> ();
      /// More padding. RFC 8200 4.2.
      | 1:"PadN" -> pad_length: byte value(sizeof(zeros)); zeros: byte[pad_length];
      /// Routers are to look at the packet. RFC 2711.
      | 5:"RouterAlert" -> length: byte const(2); alert: uint16;
      /// The length of a packet of more than 65,535 bytes. RFC 2675.
      | 0xc2:"Jumbo" -> length: byte const(4); payload_length: uint32;
      | _:"Unknown" -> unknown_length: byte value(sizeof(data)); data: byte[unknown_length];
    };
  };
}

/// The body of a fragment header (RFC 8200 4.5).
packet ipv6_fragment {
  /// Where in the whole packet this piece belongs, in units of 8 bytes.
  fragment_offset: bit[13];
  reserved: bit[2] default(0);
  more_fragments: bit[1];
  identification: uint32;
}

/// The body of a routing header (RFC 8200 4.4).
packet ipv6_routing {
  type: byte;
  /// Nodes that are still to be visited.
  segments_left: byte;
  /// The way, as its type says.
  data: byte[remaining()];
}

/// No next header; a UDP packet; and one behind a hop-by-hop header with a router alert, as MLD has it (RFC 3810 5).
test ipv6 "RFC 8200" {
  hex "60000000 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002" = {
    version = 6;
    payload_length = 0;
    next_header = NoNextHeader;
    payload = "";
  }
  hex "6c012345 0009 11 ff 20010db8000000000000000000000001 20010db8000000000000000000000002 0202 0202 0009 0000 61" = {
    dscp = 48;
    flow_label = 0x12345;
    next_header = Udp;
    hop_limit = 255;
    payload = "\x02\x02\x02\x02\x00\x09\x00\x00a";
  }
  hex "60000000 0009 00 01 fe800000000000000000000000000001 ff020000000000000000000000000016 3a00 0502 0000 0100 8f" = {
    next_header = HopByHop;
    extensions = 1;
    extensions = "\x3a\x00\x05\x02\x00\x00\x01\x00";
    payload = "\x8f";
  }
}
test ipv6 "refused" {
  hex "40000000 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002" fails at version
  hex "60000000 0001 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002" fails at extensions
  hex "60000000 0008 00 01 fe800000000000000000000000000001 ff020000000000000000000000000016 3a01 0502 0000 0100" fails at body
  hex "60000000 0008 00 01 fe800000000000000000000000000001 ff020000000000000000000000000016 0000 0502 0000 0100" fails at next
}
test ipv6_options "RFC 2711, RFC 8200 4.2" {
  hex "0502 0000 0100" = { options = 2; }
  hex "00 c204 00010000 1e02 abcd" = { options = 3; }
  hex "0503 0000 00" fails at length
  hex "1e03 abcd" fails at data
}
test ipv6_fragment "RFC 8200 4.5" { hex "05a9 01020304" = { fragment_offset = 181; more_fragments = 1; identification = 0x01020304; } }
test ipv6_routing "RFC 6554" { hex "03 01 00000000" = { type = 3; segments_left = 1; } }

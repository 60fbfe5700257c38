// The Internet Protocol, version 4.

/// One IPv4 packet: header, options and payload (RFC 791 3.1).
///
/// `total_length` bounds the payload: bytes after it (Ethernet padding) are no part of the packet. The payload stays
/// bytes, because only the caller can tell when it is a transport header: in a fragment other than the first
/// (`fragment_offset` not 0) it is the middle of one.
packet ipv4 {
  /// 4. RFC 791 3.1.
  version: bit[4] const(4);
  /// Internet header length: header and options, in 32-bit words. RFC 791 3.1.
  header_length: bit[4] min(5) value(offset(options_end) / 4);
  /// Differentiated services code point: which treatment routers should give. RFC 2474 3.
  dscp: bit[6] default(0);
  /// Explicit congestion notification. RFC 3168 5.
  ecn: bit[2] variant {
    | 0 => NotCapable
    | 1 -> Capable1
    | 2 -> Capable0
    | 3 -> CongestionExperienced
  } default(0);
  /// Header, options and payload, in bytes. RFC 791 3.1.
  total_length: uint16 value(offset(payload));
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
  /// What the payload is (RFC 790 and successors); of the whole packet, when this is a fragment.
  protocol: byte variant {
    | 1 -> Icmp
    | 2 -> Igmp
    | 4 -> Ipv4
    | 6 -> Tcp
    | 17 -> Udp
    | 41 -> Ipv6
    | 47 -> Gre
    | 50 -> Esp
    | 51 -> Ah
    | 58 -> Icmpv6
    | 89 -> Ospf
    | 132 -> Sctp
  };
  /// Internet checksum of header and options (RFC 1071).
  checksum: uint16 checksum(internet, version .. options);
  /// Address of the sender. RFC 791 3.2.
  source: uint32;
  /// Address of the receiver. RFC 791 3.2.
  destination: uint32;
  header_end: label;
  in byte[header_length * 4 - offset(header_end)] align(32) {
    /// Built with zeros behind it up to a multiple of 4 bytes, which are read as the end of the options. RFC 791 3.1.
    options: array (..) lazy {
      /// Whether fragments carry it too, its class and its number. RFC 791 3.1.
      kind: byte variant {
        | 0 -> EndOfOptions
        | 1 -> NoOperation
        | 7 -> RecordRoute
        | 68 -> Timestamp
        | 131 -> LooseSourceRoute
        | 137 -> StrictSourceRoute
        | 148 -> RouterAlert
      };
      classify (kind) {
        /// No option follows. RFC 791 3.1.
        | 0:"EndOfOptions" ->
          /// What is left of the header: zeros. RFC 791 3.1.
          padding: byte[remaining()];
        /// Stands between options so that they begin where the sender wants them to. RFC 791 3.1.
        | 1:"NoOperation" -> ();
        /// The way of the packet: to be recorded, or to be taken (RFC 791 3.1).
        | 7, 131, 137:"Route" ->
          route_length: byte min(3) value(offset(route_end));
          /// Where in the option the next address goes, or comes from; beyond its length when the route is full or used
          /// up.
          pointer: byte min(4) default(4);
          in byte[route_length - 3] {
            route: array (..) {
              address: uint32;
            };
          };
          route_end: label;
        /// When the packet was where (RFC 791 3.1).
        | 68:"Timestamp" ->
          stamps_length: byte min(4) value(offset(stamps_end));
          /// Where in the option the next timestamp goes; beyond its length when it is full.
          stamp_pointer: byte min(5) default(5);
          /// How many more there were that found no room.
          overflow: bit[4] default(0);
          flag: bit[4] variant { | 0 -> Times | 1 -> Recorded | 3 -> Prescribed };
          in byte[stamps_length - 4] {
            classify (flag) {
              | 0:"Times" ->
                times: array (..) {
                  /// Milliseconds since midnight UT.
                  time: uint32;
                };
              | 1, 3:"Places" ->
                places: array (..) {
                  address: uint32;
                  time: uint32;
                };
              | _:"Other" ->
                stamps: byte[remaining()];
            };
          };
          stamps_end: label;
        /// Routers are to look at the packet. RFC 2113.
        | 148:"RouterAlert" ->
          length: byte const(4);
          alert: uint16 default(0);
        /// Any other, kept as it came.
        | _:"Unknown" ->
          /// Of the whole option, in bytes. RFC 791 3.1.
          unknown_length: byte min(2) value(offset(data));
          data: byte[unknown_length - 2];
      };
    };
  };
  options_end: label;
  /// What `protocol` says, or a fragment of it.
  payload: byte[total_length - header_length * 4];
}

/// The fields of RFC 791 appendix A, example 1, between two addresses of RFC 5737.
test "RFC 791 A, example 1" {
  hex "45000015 006f0000 7b01bb75 c0000201 c0000202 5a" = {
    version = 4;
    header_length = 5;
    total_length = 21;
    identification = 111;
    fragment_offset = 0;
    ttl = 123;
    protocol = Icmp;
    checksum = 0xbb75;
    source = 0xc0000201;
    destination = 0xc0000202;
    options = "";
    payload = "Z";
  }
}

/// Options behind the fixed part, as in example 3; and a later fragment, as in example 2.
test "RFC 791 A, options and fragments" {
  hex "48000024 006f0000 7b062c51 c0000201 c0000202 88040001 01070304 00000000 64617461" = {
    header_length = 8;
    options = "\x88\x04\x00\x01\x01\x07\x03\x04\0\0\0\0";
    options = 4;
    payload = "data";
  }
  hex "4500001a 006f2005 7b119b5b c0000201 c0000202 616263646566" = {
    more_fragments = 1;
    fragment_offset = 5;
    protocol = Udp;
  }
}

test "refused" {
  hex "65000015006f00007b01bb75c0000201c00002025a" fails at version
  hex "44000015006f00007b01bb75c0000201c00002025a" fails at header_length
  hex "46000015006f00007b01bb75c0000201c00002025a" fails at options
  hex "46000015006f00007b01bb75c0000201c000020201 010101" fails at payload
  hex "45000015006f00007b01bb75c0000201c0000202" fails at payload
  hex "45000015006f00007b01bb75c0000201c00002" fails at destination
}

/// Options of every kind, and one that reaches past the header.
test "RFC 791 3.1 and RFC 2113" {
  hex "47000020 006f0000 7b020000 c0000201 c0000202 94040000 07070400 00000000 00000000" fails at route
  hex "4900 0024 006f0000 7b020000 c0000201 c0000202 94040000 070b08c0 00020300 00000001" = { options = 3; }
  hex "4b00 002c 006f0000 7b010000 c0000201 c0000202 440d0500 00000001 00000002 01010183 07 04 c0000205 010101" fails at time
  hex "4a00 0028 006f0000 7b010000 c0000201 c0000202 440c0501 c0000205 00000002 830704c0 00020501" = { options = 3; }
  hex "4600 0018 006f0000 7b010000 c0000201 c0000202 94050000" fails at length
  hex "4600 0018 006f0000 7b010000 c0000201 c0000202 09010000" fails at unknown_length
}
/// A timestamp option with times only, and one with a flag that means nothing yet.
test "RFC 791 3.1, timestamps" {
  hex "4800 0020 006f0000 7b010000 c0000201 c0000202 440c0530 00000001 02932e00" = { options[0].overflow = 3; options[0].times = 2; }
  hex "4700 001c 006f0000 7b010000 c0000201 c0000202 44080502 abcd0000" = { options[0].stamps = "\xab\xcd\0\0"; }
}

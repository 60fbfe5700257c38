// The Border Gateway Protocol 4.

/// The value of one path attribute (RFC 4271 5), whose type is told outside.
packet bgp_attribute(int type) {
  classify (type) {
    /// RFC 4271 5.1.1.
    | 1:"Origin" ->
      origin: byte variant { | 0 -> Igp | 1 -> Egp | 2 -> Incomplete };
    /// The autonomous systems that the route has passed (RFC 4271 5.1.2), with numbers of 2 bytes: between speakers that
    /// know numbers of 4 (RFC 6793), the segments are to be read out of `bytes()`.
    | 2:"AsPath" ->
      segments: array (..) {
        kind: byte variant { | 1 -> Set | 2 -> Sequence };
        count: byte value(array_length(systems));
        systems: array (count) { system: uint16; };
      };
    /// RFC 4271 5.1.3.
    | 3:"NextHop" ->
      next_hop: uint32;
    /// RFC 4271 5.1.4 and 5.1.5.
    | 4, 5:"Preference" ->
      preference: uint32;
    /// RFC 4271 5.1.6.
    | 6:"AtomicAggregate" -> ();
    /// RFC 4271 5.1.7.
    | 7:"Aggregator" ->
      aggregator_system: uint16;
      aggregator: uint32;
    /// RFC 1997.
    | 8:"Communities" ->
      communities: array (..) { community: uint32; };
    /// Of the router that brought the route into its system. RFC 4456 8.
    | 9:"OriginatorId" ->
      originator: uint32;
    /// The reflectors that the route has passed. RFC 4456 8.
    | 10:"ClusterList" ->
      clusters: array (..) { cluster: uint32; };
    /// Routes of another family of addresses. RFC 4760 3.
    | 14:"Reachable" ->
      family: uint16;
      sub_family: byte;
      hop_length: byte value(sizeof(hop));
      hop: byte[hop_length];
      reachable_reserved: byte default(0);
      /// As the family has them; those of IPv4 and IPv6 are a length in bits and as many bytes as that needs.
      reachable_routes: byte[remaining()];
    /// RFC 4760 4.
    | 15:"Unreachable" ->
      gone_family: uint16;
      gone_sub_family: byte;
      unreachable_routes: byte[remaining()];
    /// RFC 4360 2.
    | 16:"ExtendedCommunities" ->
      extended: array (..) { extended_community: uint64; };
    /// As `AsPath`, with numbers of 4 bytes. RFC 6793 3.
    | 17:"As4Path" ->
      segments4: array (..) {
        kind: byte variant { | 1 -> Set | 2 -> Sequence };
        count: byte value(array_length(systems));
        systems: array (count) { system: uint32; };
      };
    /// RFC 6793 3.
    | 18:"As4Aggregator" ->
      aggregator_system4: uint32;
      aggregator4: uint32;
    /// RFC 8092 3.
    | 32:"LargeCommunities" ->
      large: array (..) { administrator: uint32; data1: uint32; data2: uint32; };
    | _:"Unknown" ->
      data: byte[remaining()];
  };
}

/// Addresses that begin alike (RFC 4271 4.3): as many bytes as their common bits need.
packet bgp_prefix {
  bits: byte;
  classify (bits) {
    | 0:"Everywhere" -> ();
    | 1..8:"Bytes1" -> prefix: byte[1];
    | 9..16:"Bytes2" -> prefix: byte[2];
    | 17..24:"Bytes3" -> prefix: byte[3];
    | 25..32:"Bytes4" -> prefix: byte[4];
  };
}

/// One BGP message (RFC 4271 4.1).
packet bgp {
  /// All ones. RFC 4271 4.1.
  marker: uint64 const(0xffffffffffffffff);
  marker2: uint64 const(0xffffffffffffffff);
  /// Of the whole message, in bytes. RFC 4271 4.1.
  length: uint16 min(19) max(4096) value(offset(message_end));
  type: byte variant {
    | 1 -> Open
    | 2 -> Update
    | 3 -> Notification
    | 4 -> Keepalive
    | 5 -> RouteRefresh
  };
  in byte[length - 19] {
    classify (type) {
      /// The first message of each side (RFC 4271 4.2).
      | 1:"Open" ->
        version: byte const(4);
        /// Of the sender; 23456 if its number needs 4 bytes. RFC 6793 3.
        system: uint16;
        /// Seconds without a message after which the connection is given up; 0 or at least 3. RFC 4271 4.2.
        hold_time: uint16;
        /// Of the sender. RFC 4271 4.2.
        identifier: uint32;
        parameters_length: byte value(sizeof(parameters));
        in byte[parameters_length] {
          parameters: array (..) {
            kind: byte variant { | 2 -> Capabilities };
            parameter_length: byte value(offset(parameter_end) - offset(parameter_length));
            in byte[parameter_length] {
              classify (kind) {
                /// RFC 5492 4.
                | 2:"Capabilities" ->
                  capabilities: array (..) {
                    code: byte;
                    capability_length: byte value(sizeof(capability));
                    capability: byte[capability_length];
                  };
                | _:"Unknown" -> value: byte[remaining()];
              };
            };
            parameter_end: label;
          };
        };
      /// Routes that are gone, and routes that are new (RFC 4271 4.3).
      | 2:"Update" ->
        withdrawn_length: uint16 value(sizeof(withdrawn));
        in byte[withdrawn_length] {
          withdrawn: array (..) { prefix: packet bgp_prefix(); };
        };
        attributes_length: uint16 value(sizeof(attributes));
        in byte[attributes_length] {
          attributes: array (..) {
            /// Not every speaker need know it. RFC 4271 4.3.
            optional: bit[1];
            /// To be passed on by those who do not know it.
            transitive: bit[1];
            /// Somebody on the way did not know it.
            partial: bit[1] default(0);
            /// The length has 2 bytes.
            extended: bit[1];
            reserved: bit[4] default(0);
            attribute_type: byte;
            classify (extended) {
              | 0:"Short" ->
                attribute_length: byte value(sizeof(attribute));
                in byte[attribute_length] { attribute: packet bgp_attribute(attribute_type); };
              | 1:"Long" ->
                long_length: uint16 value(sizeof(long_attribute));
                in byte[long_length] { long_attribute: packet bgp_attribute(attribute_type); };
            };
          };
        };
        /// Where the attributes lead. RFC 4271 4.3.
        reachable: array (..) { prefix: packet bgp_prefix(); };
      /// The last message of a connection (RFC 4271 4.5).
      | 3:"Notification" ->
        code: byte variant {
          | 1 -> MessageHeader
          | 2 -> OpenMessage
          | 3 -> UpdateMessage
          | 4 -> HoldTimerExpired
          | 5 -> StateMachine
          | 6 -> Cease
        };
        subcode: byte default(0);
        data: byte[remaining()];
      /// RFC 4271 4.4.
      | 4:"Keepalive" -> ();
      /// RFC 2918 3.
      | 5:"RouteRefresh" ->
        family: uint16 default(1);
        refresh_reserved: byte default(0);
        sub_family: byte default(1);
      | _:"Unknown" ->
        body: byte[remaining()];
    };
  };
  message_end: label;
}

test bgp "RFC 4271 4" {
  hex "ffffffffffffffffffffffffffffffff 0013 04" = { length = 19; type = Keepalive; }
  hex "ffffffffffffffffffffffffffffffff 0025 01 04 fde8 00b4 c0000201 08 02 06 0104 00010001" = {
    type = Open;
    version = 4;
    system = 65000;
    hold_time = 180;
    parameters = 1;
  }
  hex "ffffffffffffffffffffffffffffffff 0037 02 0000 001c 400101 00 400204 0201fde8 400304 c0000201 4004 04 00000000 400600 18 c63364" = {
    withdrawn = 0;
    attributes = 5;
    reachable = 1;
    reachable = "\x18\xc6\x33\x64";
  }
  hex "ffffffffffffffffffffffffffffffff 001b 02 0004 18 c63364 0000" = { withdrawn = 1; attributes = 0; reachable = 0; }
  hex "ffffffffffffffffffffffffffffffff 0015 03 06 02" = { code = Cease; subcode = 2; data = ""; }
  hex "ffffffffffffffffffffffffffffffff 0017 05 0001 00 01" = { family = 1; sub_family = 1; }
}
test bgp "refused" {
  hex "fffffffffffffffffffffffffffffff0 0013 04" fails at marker2
  hex "ffffffffffffffffffffffffffffffff 0012 04" fails at length
  hex "ffffffffffffffffffffffffffffffff 0014 04 00" fails at version
  hex "ffffffffffffffffffffffffffffffff 001b 02 0004 20 c63364 0000" fails at prefix
}
/// An attribute of more than 255 bytes may be, and a short one too, behind a length of two bytes; prefixes of every length; a message
/// and a parameter of a kind that nobody knows.
test bgp "RFC 4271 4.2 and 4.3, the rest" {
  hex "ffffffffffffffffffffffffffffffff 0032 02 0000 000c d0 08 0008 fde80001 fde80002 00 07 c0 0c c633 18 c63364 20 c6336401" = { attributes[0].long_attribute.communities = 2; reachable = 5; reachable[1].prefix.bits = 7; }
  hex "ffffffffffffffffffffffffffffffff 0021 01 04 fde8 00b4 c0000201 04 01 02 abcd" = { parameters[0].value = "\xab\xcd"; }
  hex "ffffffffffffffffffffffffffffffff 0014 09 01" = { body = "\x01"; }
}
test bgp_attribute "RFC 4271 5.1.7" (7) { hex "fde8 c0000201" = { aggregator_system = 65000; } }
test bgp_attribute "RFC 4456 8" (9) { hex "c0000201" = { originator = 0xc0000201; } }
test bgp_attribute "RFC 4456 8, clusters" (10) { hex "c0000201 c0000202" = { clusters = 2; } }
test bgp_attribute "RFC 4760 3" (14) {
  hex "0002 01 10 20010db8000000000000000000000001 00 20 20010db8" = { family = 2; hop_length = 16; reachable_routes = "\x20\x20\x01\x0d\xb8"; }
  hex "0002 01 10 20010db8" fails at hop
}
test bgp_attribute "RFC 4760 4" (15) { hex "0002 01 20 20010db8" = { gone_family = 2; unreachable_routes = "\x20\x20\x01\x0d\xb8"; } }
test bgp_attribute "RFC 4360" (16) { hex "0002fde800000064" = { extended = 1; } }
test bgp_attribute "RFC 6793 3" (17) { hex "02 02 00030d40 0000fde8" = { segments4 = 1; segments4[0].systems[1].system = 65000; } hex "02 02 00030d40" fails at system }
test bgp_attribute "RFC 6793 3, the aggregator" (18) { hex "00030d40 c0000201" = { aggregator_system4 = 200000; } }
test bgp_attribute "RFC 8092" (32) { hex "00030d40 00000001 00000002" = { large[0].data2 = 2; } }
test bgp_attribute "another" (99) { hex "ab" = { data = "\xab"; } }

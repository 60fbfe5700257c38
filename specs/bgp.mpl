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

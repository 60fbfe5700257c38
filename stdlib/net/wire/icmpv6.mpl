// The Internet Control Message Protocol for IPv6, with neighbour discovery.

/// One option of neighbour discovery (RFC 4861 4.6).
packet nd_option {
  type: byte variant {
    | 1 -> SourceLinkAddress
    | 2 -> TargetLinkAddress
    | 3 -> PrefixInformation
    | 4 -> RedirectedHeader
    | 5 -> Mtu
    | 25 -> RecursiveDns
  };
  /// Of the whole option, in units of 8 bytes. RFC 4861 4.6.
  units: byte min(1) value(offset(option_end) / 8);
  in byte[units * 8 - 2] {
    classify (type) {
      /// Of the sender, or of the target (RFC 4861 4.6.1).
      | 1, 2:"LinkAddress" ->
        /// On Ethernet 6 bytes. RFC 2464 6.
        address: byte[remaining()];
      /// A prefix on the link, and one to make addresses of (RFC 4861 4.6.2).
      | 3:"PrefixInformation" ->
        prefix_length: byte max(128);
        /// Addresses with this prefix are on the link.
        on_link: bit[1];
        /// Addresses may be made with this prefix. RFC 4862.
        autonomous: bit[1];
        reserved: bit[6] default(0);
        /// Seconds; all ones mean for ever.
        valid_lifetime: uint32;
        preferred_lifetime: uint32;
        reserved2: uint32 default(0);
        prefix: byte[16];
      /// As much as there is room for of the packet that is redirected (RFC 4861 4.6.3).
      | 4:"RedirectedHeader" ->
        redirected_reserved: byte[6];
        original: byte[remaining()];
      /// The largest packet that the link takes (RFC 4861 4.6.4).
      | 5:"Mtu" ->
        mtu_reserved: uint16 default(0);
        mtu: uint32;
      /// Name servers (RFC 8106 5.1).
      | 25:"RecursiveDns" ->
        dns_reserved: uint16 default(0);
        lifetime: uint32;
        servers: array (..) { address: byte[16]; };
      | _:"Unknown" ->
        data: byte[remaining()];
    };
  };
  option_end: label;
}

/// One ICMPv6 message (RFC 4443 2.1). Its end is the end of the IPv6 payload.
packet icmpv6 {
  type: byte variant {
    | 1 -> DestinationUnreachable
    | 2 -> PacketTooBig
    | 3 -> TimeExceeded
    | 4 -> ParameterProblem
    | 128 -> EchoRequest
    | 129 -> EchoReply
    | 133 -> RouterSolicitation
    | 134 -> RouterAdvertisement
    | 135 -> NeighbourSolicitation
    | 136 -> NeighbourAdvertisement
    | 137 -> Redirect
  };
  code: byte default(0);
  /// Internet checksum of pseudo header and message. RFC 4443 2.3.
  checksum: uint16 checksum(internet, type .. message_end, pseudo_header_v6(next_header = 58, length = offset(message_end)));
  classify (type) {
    /// RFC 4443 3.1 and 3.3.
    | 1, 3:"Unreached" ->
      unused: uint32 default(0);
      /// As much as there is room for of the packet that this is about.
      original: byte[remaining()];
    /// RFC 4443 3.2.
    | 2:"PacketTooBig" ->
      /// What the next hop takes, in bytes.
      mtu: uint32;
      original: byte[remaining()];
    /// RFC 4443 3.4.
    | 4:"ParameterProblem" ->
      /// Where in the original packet the problem is.
      pointer: uint32;
      original: byte[remaining()];
    /// RFC 4443 4.1 and 4.2.
    | 128, 129:"Echo" ->
      identifier: uint16;
      sequence: uint16;
      data: byte[remaining()];
    /// RFC 4861 4.1.
    | 133:"RouterSolicitation" ->
      reserved: uint32 default(0);
      options: array (..) { option: packet nd_option(); };
    /// RFC 4861 4.2.
    | 134:"RouterAdvertisement" ->
      /// For packets of the hosts on the link; 0: not said.
      hop_limit: byte;
      /// Addresses come from DHCPv6.
      managed: bit[1];
      /// Other configuration comes from DHCPv6.
      other: bit[1];
      ra_reserved: bit[6] default(0);
      /// Seconds that the sender is a default router; 0: it is none.
      router_lifetime: uint16;
      /// Milliseconds; 0: not said.
      reachable_time: uint32;
      retransmit_timer: uint32;
      options: array (..) { option: packet nd_option(); };
    /// RFC 4861 4.3.
    | 135:"NeighbourSolicitation" ->
      ns_reserved: uint32 default(0);
      target: byte[16];
      options: array (..) { option: packet nd_option(); };
    /// RFC 4861 4.4.
    | 136:"NeighbourAdvertisement" ->
      /// The sender is a router.
      router: bit[1] default(0);
      /// Answers a solicitation.
      solicited: bit[1];
      /// What the receiver has in its cache is out of date.
      override: bit[1];
      na_reserved: bit[29] default(0);
      target: byte[16];
      options: array (..) { option: packet nd_option(); };
    /// RFC 4861 4.5.
    | 137:"Redirect" ->
      redirect_reserved: uint32 default(0);
      /// A better first hop.
      target: byte[16];
      /// For packets to here.
      destination: byte[16];
      options: array (..) { option: packet nd_option(); };
    /// Of a type that has no clause here, as multicast listener discovery (RFC 3810).
    | _:"Other" ->
      body: byte[remaining()];
  };
  message_end: label;
}

/// A solicitation and its answer, as hosts on Ethernet send them; an advertisement with a prefix; an echo.
test icmpv6 "RFC 4861 and RFC 4443" {
  hex "8700 0000 00000000 fe800000000000000000000000000002 0101 020000000001" = { type = NeighbourSolicitation; options = 1; }
  hex "8800 0000 60000000 fe800000000000000000000000000002 0201 020000000002" = { solicited = 1; override = 1; router = 0; options = 1; }
  hex "8600 0000 40 80 0708 00000000 00000000 0304 40c0 00278d00 00093a80 00000000 20010db8000000000000000000000000 0501 0000 000005dc 1903 0000 00000e10 20010db8000000000000000000000053" = {
    hop_limit = 64;
    managed = 1;
    router_lifetime = 1800;
    options = 3;
  }
  hex "8000 0000 0001 0007 6162" = { type = EchoRequest; identifier = 1; sequence = 7; data = "ab"; }
  hex "0200 0000 000005dc 60" = { mtu = 1500; original = "`"; }
  hex "8500 0000 00000000" = { options = 0; }
}
test icmpv6 "refused" {
  hex "8500 0000 00000000 0100" fails at units
  hex "8500 0000 00000000 0102 020000000001" fails at address
  hex "8700 0000 00000000 fe80" fails at target
  hex "8500 0000 00000000 0501 0000 000005" fails at address
}
/// The checksum covers the pseudo header of RFC 8200 8.1.
test icmpv6 "RFC 4443 2.3 and 3, RFC 4861 4.5" {
  hex "0104 0000 00000000 60000000 0009 11 40 fe800000000000000000000000000001 fe800000000000000000000000000002 0202 0202 0009 0000 61" = { type = DestinationUnreachable; code = 4; }
  hex "0400 0000 00000006 60000000 0009 11 40 fe800000000000000000000000000001 fe800000000000000000000000000002 0202 0202 0009 0000 61" = { type = ParameterProblem; pointer = 6; }
  hex "8900 0000 00000000 fe800000000000000000000000000001 fe800000000000000000000000000002 02 01 020000000002  04 08 000000000000 60000000 0009 11 40 fe800000000000000000000000000001 fe800000000000000000000000000002 0202 0202 0009 0000 61 00000000000000" = { type = Redirect; options = 2; }
  hex "8500 0000 00000000 0e 02 0102030405060708090a0b0c0d0e" = { options[0].option.data = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e"; }
  hex "8f00 0000 0000 0000" = { type = 143; body = "\0\0\0\0"; }
  hex "8900 0000 00000000 fe800000000000000000000000000001 20010db8" fails at destination
}

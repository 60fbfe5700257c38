// The Dynamic Host Configuration Protocol for IPv4.

/// One DHCP message (RFC 2131 2), in a UDP datagram between the ports 67 and 68.
packet dhcp {
  op: byte variant { | 1 -> Request | 2 -> Reply };
  /// Kind of network; 1 is Ethernet. RFC 1700.
  hardware: byte default(1);
  /// Of the hardware address, in bytes.
  hardware_length: byte max(16) default(6);
  hops: byte default(0);
  /// By which client and server know what belongs together.
  xid: uint32;
  /// Since the client began.
  seconds: uint16 default(0);
  /// The client cannot take a packet before it has an address. RFC 2131 4.1.
  broadcast: bit[1] default(0);
  reserved: bit[15] default(0);
  /// The client's address, if it has one it can answer for.
  client: uint32 default(0);
  /// The client's address, as the server gives it.
  your: uint32 default(0);
  /// Of the server to boot from next.
  server: uint32 default(0);
  /// Of a relay agent.
  relay: uint32 default(0);
  /// The client's; `hardware_length` bytes of it count.
  hardware_address: byte[16];
  server_name: byte[64];
  file: byte[128];
  /// RFC 2131 3.
  magic: uint32 const(0x63825363);
  options: array until (code == 255) {
    /// RFC 2132.
    code: byte variant {
      | 0 -> Pad
      | 1 -> SubnetMask
      | 3 -> Routers
      | 6 -> NameServers
      | 12 -> HostName
      | 15 -> DomainName
      | 26 -> InterfaceMtu
      | 28 -> BroadcastAddress
      | 42 -> TimeServers
      | 50 -> RequestedAddress
      | 51 -> LeaseTime
      | 52 -> Overload
      | 53 -> MessageType
      | 54 -> ServerIdentifier
      | 55 -> ParameterRequestList
      | 56 -> Message
      | 57 -> MaximumSize
      | 58 -> RenewalTime
      | 59 -> RebindingTime
      | 60 -> VendorClass
      | 61 -> ClientIdentifier
      | 255 -> End
    };
    classify (code) {
      | 0:"Pad" -> ();
      | 255:"End" -> ();
      /// What the message is (RFC 2132 9.6).
      | 53:"MessageType" ->
        type_length: byte const(1);
        type: byte variant {
          | 1 -> Discover
          | 2 -> Offer
          | 3 -> Request
          | 4 -> Decline
          | 5 -> Ack
          | 6 -> Nak
          | 7 -> Release
          | 8 -> Inform
        };
      /// One address (RFC 2132).
      | 1, 28, 50, 54:"Address" ->
        address_length: byte const(4);
        address: uint32;
      /// Addresses, the best one first (RFC 2132).
      | 3, 4, 5, 6, 42, 44:"Addresses" ->
        addresses_length: byte min(4) value(sizeof(addresses));
        in byte[addresses_length] { addresses: array (..) { address: uint32; }; };
      /// A time in seconds (RFC 2132).
      | 51, 58, 59:"Seconds" ->
        seconds_length: byte const(4);
        seconds: uint32;
      /// A size in bytes (RFC 2132 5.1, 9.10).
      | 26, 57:"Size" ->
        size_length: byte const(2);
        size: uint16 min(68);
      /// Which of the fields `file` and `server_name` hold more options (RFC 2132 9.3).
      | 52:"Overload" ->
        overload_length: byte const(1);
        overload: byte variant { | 1 -> File | 2 -> ServerName | 3 -> Both };
      /// Any other, kept as it came.
      | _:"Bytes" ->
        length: byte value(sizeof(data));
        data: byte[length];
    };
  };
  /// Up to the size that a relay may ask for. RFC 1542 2.1.
  padding: byte[remaining()];
}

/// The beginning of a client, and the answer that ends it.
test dhcp "RFC 2131 3.1" {
  hex "01010600 3903f326 0000 0000 00000000 00000000 00000000 00000000 00000000000100000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 63825363 350101 3204 c0000205 3703 010306 3902 05dc ff 0000" = {
    op = Request;
    xid = 0x3903f326;
    hardware_length = 6;
    options = 5;
    padding = "\x00\x00";
  }
  hex "02010600 3903f326 0000 8000 00000000 c0000205 c0000201 00000000 00000000000100000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 0000000000000000000000000000000000000000000000000000000000000000 63825363 350105 3604 c0000201 3304 00000e10 0104 ffffff00 0308 c0000201c0000202 0f03 6d706c 00 ff" = {
    op = Reply;
    broadcast = 1;
    your = 0xc0000205;
    options = 8;
  }
}

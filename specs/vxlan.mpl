// Virtual eXtensible Local Area Network: Ethernet in UDP.

/// One VXLAN packet (RFC 7348 5), the payload of a UDP datagram to port 4789.
packet vxlan {
  reserved: bit[4] default(0);
  /// `network` counts; always set. RFC 7348 5.
  has_network: bit[1] const(1);
  reserved2: bit[3] default(0);
  reserved3: bit[24] default(0);
  /// VXLAN network identifier: which of the virtual networks. RFC 7348 5.
  network: bit[24];
  reserved4: byte default(0);
  /// An Ethernet frame without its frame check sequence.
  frame: byte[remaining()];
}

test "RFC 7348 5" {
  hex "08000000 00002a00 ffffffffffff" = { network = 42; frame = "\xff\xff\xff\xff\xff\xff"; }
  hex "00000000 00002a00" fails at has_network
  hex "08000000 00002a" fails at reserved4
}

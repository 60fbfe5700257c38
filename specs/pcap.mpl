// The capture file format of libpcap, as machines with the least significant byte first write it.
endian little;

/// One packet of a capture.
packet pcap_record {
  /// When it was captured: seconds since 1970, UTC.
  seconds: uint32;
  /// And millionths of a second, or, by the file's `magic`, billionths.
  fraction: uint32;
  /// Bytes of it that are in the file.
  captured: uint32 value(sizeof(data));
  /// Bytes it had on the wire.
  original: uint32;
  data: byte[captured];
}

/// A whole capture file.
packet pcap {
  magic: uint32 variant {
    | 0xa1b2c3d4 => Microseconds
    | 0xa1b23c4d -> Nanoseconds
  } strict;
  major: uint16 const(2);
  minor: uint16 const(4);
  /// What to add to local time for UTC; written as 0.
  zone: int32 default(0);
  accuracy: uint32 default(0);
  /// The longest packet that was kept whole.
  snap_length: uint32 default(262144);
  /// What the packets begin with: 1 is Ethernet.
  link_type: uint32 default(1);
  records: array (..) { record: packet pcap_record(); };
}

test pcap "two packets" {
  hex "d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000 00000000 01000000 02000000 3c000000 abcd 01000000 02000000 00000000 00000000" = {
    magic = Microseconds;
    snap_length = 262144;
    records = 2;
  }
  hex "4d3cb2a1 0200 0400 00000000 00000000 00000400 01000000" = { magic = Nanoseconds; records = 0; }
  hex "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001" fails at magic
  hex "d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000 00000000 01000000 02000000 3c000000 ab" fails at data
}

// The next generation capture file format (draft-ietf-opsawg-pcapng), with the least significant byte first.
endian little;

/// One option of a block.
packet pcapng_option {
  /// 0 ends the options; 1 is a comment; the others depend on the block.
  code: uint16;
  length: uint16 value(sizeof(data));
  in byte[(length + 3) / 4 * 4] align(32) { data: byte[length]; };
}

/// One block of a capture.
packet pcapng_block {
  type: uint32 variant {
    | 0x0a0d0d0a -> SectionHeader
    | 1 -> InterfaceDescription
    | 3 -> SimplePacket
    | 4 -> NameResolution
    | 5 -> InterfaceStatistics
    | 6 -> EnhancedPacket
  };
  /// Of the whole block, in bytes: a multiple of 4.
  total_length: uint32 min(12) value(offset(total_length_again));
  in byte[total_length - 12] align(32) {
    classify (type) {
      /// What follows up to the next one belongs together.
      | 0x0a0d0d0a:"SectionHeader" ->
        byte_order: uint32 const(0x1a2b3c4d);
        major: uint16 const(1);
        minor: uint16 default(0);
        /// -1: not known.
        section_length: int64 default(-1);
        section_options: array (..) { option: packet pcapng_option(); };
      /// A place where packets were captured.
      | 1:"InterfaceDescription" ->
        link_type: uint16;
        reserved: uint16 default(0);
        snap_length: uint32 default(0);
        interface_options: array (..) { option: packet pcapng_option(); };
      /// One packet.
      | 6:"EnhancedPacket" ->
        /// Of the interfaces described in the section before, from 0.
        interface: uint32 default(0);
        /// In the interface's unit, by default millionths of a second since 1970.
        time_high: uint32;
        time_low: uint32;
        captured: uint32 value(sizeof(data));
        original: uint32;
        in byte[(captured + 3) / 4 * 4] align(32) { data: byte[captured]; };
        packet_options: array (..) { option: packet pcapng_option(); };
      /// One packet of the first interface, of which nobody knows when it came.
      | 3:"SimplePacket" ->
        /// On the wire. In the file are as many bytes, or as many as the interface keeps, and up to 3 of padding.
        original_length: uint32;
        simple_data: byte[remaining()];
      /// Names of addresses.
      | 4:"NameResolution" ->
        records: array until (record_type == 0) {
          record_type: uint16 variant { | 0 -> End | 1 -> Ipv4 | 2 -> Ipv6 | 3 -> Eui48 | 4 -> Eui64 };
          record_length: uint16 value(sizeof(address_and_names));
          /// The address, and names with a zero behind each.
          in byte[(record_length + 3) / 4 * 4] align(32) { address_and_names: byte[record_length]; };
        };
        name_options: array (..) { option: packet pcapng_option(); };
      /// What an interface has counted so far, in the options.
      | 5:"InterfaceStatistics" ->
        counted_interface: uint32 default(0);
        counted_high: uint32;
        counted_low: uint32;
        statistics_options: array (..) { option: packet pcapng_option(); };
      | _:"Other" ->
        body: byte[remaining()];
    };
  };
  /// So that a file can be read backwards.
  total_length_again: uint32 value(offset(total_length_again));
}

/// A whole capture file.
packet pcapng {
  blocks: array (..) { block: packet pcapng_block(); };
}

test pcapng_block "a section, an interface and a packet" {
  hex "0a0d0d0a 20000000 4d3c2b1a 0100 0000 ffffffffffffffff 0000 0000 20000000" = { type = SectionHeader; section_length = -1; section_options = 1; }
  hex "01000000 14000000 0100 0000 00000400 14000000" = { link_type = 1; interface_options = 0; }
  hex "06000000 2c000000 00000000 cd7e0500 3f2e1d0c 05000000 3c000000 6162636465 000000 0100 0000 2c000000" = {
    captured = 5;
    data = "abcde";
    packet_options = 1;
  }
  hex "01000000 14000000 0100 0000 00000400 18000000" fails at total_length_again
  hex "01000000 15000000 0100 0000 00000400 00 15000000" fails at byte_order
  hex "06000000 20000000 00000000 cd7e0500 3f2e1d0c 05000000 3c000000 20000000" fails at data
}
test pcapng "a file" {
  hex "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000 01000000 14000000 0100 0000 00000400 14000000" = { blocks = 2; }
}
test pcapng_block "of every kind" {
  hex "03000000 14000000 03000000 61626300 14000000" = { original_length = 3; simple_data = "abc\0"; }
  hex "04000000 28000000 0100 0c00 c0000201 6d69722e6c616e00 0000 0000 0300 0400 c0000235 28000000" = { type = NameResolution; records = 2; name_options[0].option.code = 3; }
  hex "05000000 24000000 00000000 cd7e0500 3f2e1d0c 0400 0800 0500000000000000 24000000" = { type = InterfaceStatistics; counted_high = 0x00057ecd; statistics_options = 1; }
  hex "ad0b0000 10000000 01000000 10000000" = { type = 0xbad; body = "\x01\0\0\0"; }
  hex "01000000 20000000 0100 0000 00000400 0200 0400 65746830 0000 0000 20000000" = { interface_options[0].option.code = 2; }
  hex "04000000 14000000 0100 0c00 c0000201 14000000" fails at address_and_names
}

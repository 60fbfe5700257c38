// The Transmission Control Protocol.

/// One TCP segment (RFC 9293 3.1). Its end is the end of the IP payload.
packet tcp {
  /// The sender's port.
  source_port: uint16;
  /// The receiver's port.
  destination_port: uint16;
  /// Number of the first byte of payload; with SYN, the initial sequence number. RFC 9293 3.1.
  sequence: uint32;
  /// With ACK: the next number the sender expects. RFC 9293 3.1.
  acknowledgment: uint32 default(0);
  /// Header and options, in 32-bit words. RFC 9293 3.1.
  data_offset: bit[4] min(5) value(offset(options_end) / 4);
  /// Sent as zero, not looked at when received. RFC 9293 3.1.
  reserved: bit[3] default(0);
  /// Accurate ECN (RFC 7560); once the nonce sum of RFC 3540.
  ae: bit[1] default(0);
  /// Congestion window reduced. RFC 3168 6.1.
  cwr: bit[1] default(0);
  /// ECN echo. RFC 3168 6.1.
  ece: bit[1] default(0);
  /// The urgent pointer counts. RFC 9293 3.1.
  urg: bit[1] default(0);
  /// The acknowledgment number counts. RFC 9293 3.1.
  ack: bit[1] default(0);
  /// Push: to be handed to the application without waiting for more. RFC 9293 3.1.
  psh: bit[1] default(0);
  /// Reset the connection. RFC 9293 3.1.
  rst: bit[1] default(0);
  /// Synchronize sequence numbers: opens the connection. RFC 9293 3.1.
  syn: bit[1] default(0);
  /// No more data from the sender. RFC 9293 3.1.
  fin: bit[1] default(0);
  /// Bytes the sender will take, to be shifted by what the window scale option said. RFC 9293 3.1, RFC 7323 2.2.
  window: uint16;
  /// Internet checksum of pseudo header, header, options and payload. RFC 9293 3.1.
  checksum: uint16 checksum(internet, source_port .. payload, pseudo_header(protocol = 6, length = offset(payload)));
  /// With URG: where urgent data ends, counted from the sequence number. RFC 9293 3.1, RFC 6093.
  urgent_pointer: uint16 default(0);
  header_end: label;
  in byte[data_offset * 4 - offset(header_end)] align(32) {
    /// What both ends may agree on; built with zeros behind it up to a multiple of 4 bytes, which are read as the end of
    /// the options. RFC 9293 3.2.
    options: array (..) lazy {
      /// What the option is (RFC 9293 3.2, RFC 7323, RFC 2018).
      kind: byte variant {
        | 0 -> EndOfOptions
        | 1 -> NoOperation
        | 2 -> MaximumSegmentSize
        | 3 -> WindowScale
        | 4 -> SackPermitted
        | 5 -> Sack
        | 8 -> Timestamps
        | 28 -> UserTimeout
        | 29 -> Authentication
        | 30 -> Multipath
        | 34 -> FastOpen
      };
      classify (kind) {
        /// No option follows. RFC 9293 3.2.
        | 0:"EndOfOptions" ->
          /// What is left of the header: zeros. RFC 9293 3.2.
          padding: byte[remaining()];
        /// Stands between options so that they begin where the sender wants them to. RFC 9293 3.2.
        | 1:"NoOperation" -> ();
        /// Only with SYN. RFC 9293 3.7.1.
        | 2:"MaximumSegmentSize" ->
          length: byte const(4);
          /// The largest segment that the sender can take, without headers. RFC 9293 3.7.1.
          size: uint16;
        /// Only with SYN. RFC 7323 2.
        | 3:"WindowScale" ->
          length: byte const(3);
          /// How many bits the sender's windows are to be shifted; more than 14 counts as 14. RFC 7323 2.3.
          shift: byte;
        /// Only with SYN: the sender understands selective acknowledgments. RFC 2018 2.
        | 4:"SackPermitted" ->
          length: byte const(2);
        /// What arrived beyond the acknowledgment number. RFC 2018 3.
        | 5:"Sack" ->
          length: byte min(2) value(offset(blocks_end));
          in byte[length - 2] {
            /// Ranges of sequence numbers; the most recent comes first. RFC 2018 4.
            blocks: array (..) {
              /// The first number of the range.
              left: uint32;
              /// The first number after it.
              right: uint32;
            };
          };
          blocks_end: label;
        /// For measuring round trips, and against old duplicates. RFC 7323 3.
        | 8:"Timestamps" ->
          length: byte const(10);
          /// The sender's clock. RFC 7323 3.2.
          value: uint32;
          /// With ACK: the receiver's clock, as it was last seen. RFC 7323 3.2.
          echo: uint32;
        /// Any other, kept as it came.
        | _:"Unknown" ->
          /// Of the whole option, in bytes. RFC 9293 3.2.
          unknown_length: byte min(2) value(offset(data));
          data: byte[unknown_length - 2];
      };
    };
  };
  options_end: label;
  /// The application's bytes.
  payload: byte[remaining()];
}

/// A SYN with the maximum segment size (RFC 9293 3.2), and a segment with data.
test "RFC 9293 3.1" {
  hex "1f90 0050 01020304 00000000 60 02 ffff 0000 0000 020405b4" = {
    source_port = 8080;
    destination_port = 80;
    sequence = 0x01020304;
    data_offset = 6;
    syn = 1;
    ack = 0;
    window = 65535;
    options = 1;
    options = "\x02\x04\x05\xb4";
    payload = "";
  }
  hex "0050 1f90 00000001 01020305 50 18 2000 abcd 0000 6869" = {
    acknowledgment = 0x01020305;
    ack = 1;
    psh = 1;
    fin = 0;
    checksum = 0xabcd;
    options = "";
    payload = "hi";
  }
  hex "0050 1f90 00000001 01020305 40 18 2000 abcd 0000" fails at data_offset
  hex "0050 1f90 00000001 01020305 60 18 2000 abcd 0000 0204" fails at options
  hex "0050 1f90 00000001 01020305 60 18 2000 abcd 0000 01020405" fails at size
  hex "0050 1f90 00000001 01020305 50 18 2000 abcd 00" fails at urgent_pointer
}

/// The options of a SYN as current systems send it, and of an acknowledgment that tells of a gap.
test "RFC 7323 and RFC 2018" {
  hex "d431 0016 3c2b1a09 00000000 a0 02 faf0 0000 0000 020405b4 0402 080a 7fe0a1b2 00000000 01 030307" = {
    data_offset = 10;
    options = 5;
    payload = "";
  }
  hex "d431 0016 3c2b1a09 01020304 b0 10 01f6 0000 0000 0101 080a 7fe0a1b2 11223344 0101 050a 01020900 01020e00" = {
    options = 6;
  }
  hex "d431 0016 3c2b1a09 01020304 60 10 01f6 0000 0000 00ffffff" = { options = 1; options = "\x00\xff\xff\xff"; }
  hex "d431 0016 3c2b1a09 01020304 80 10 01f6 0000 0000 080b 0102030405060708 0000" fails at length
  hex "d431 0016 3c2b1a09 01020304 60 10 01f6 0000 0000 fe010000" fails at unknown_length
  hex "d431 0016 3c2b1a09 01020304 60 10 01f6 0000 0000 fe050000" fails at data
  hex "d431 0016 3c2b1a09 01020304 70 10 01f6 0000 0000 0507 0102030405 01" fails at right
}
/// An option that this specification does not know: one for experiments (RFC 6994).
test "RFC 6994" {
  hex "d431 0016 3c2b1a09 01020304 70 10 01f6 0000 0000 fd06f989 abcd0000" = { options[0].data = "\xf9\x89\xab\xcd"; }
}

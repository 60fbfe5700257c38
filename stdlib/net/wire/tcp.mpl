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
  data_offset: bit[4] min(5) value(offset(options) / 4);
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
  /// Internet checksum of pseudo header, header, options and payload. RFC 9293 3.1. Given by the caller when building.
  checksum: uint16 default(0);
  /// With URG: where urgent data ends, counted from the sequence number. RFC 9293 3.1, RFC 6093.
  urgent_pointer: uint16 default(0);
  header_end: label;
  /// Options as they stand on the wire, padded with zeros to a multiple of 4 bytes. RFC 9293 3.1.
  options: byte[data_offset * 4 - offset(header_end)] align(32);
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
  hex "0050 1f90 00000001 01020305 50 18 2000 abcd 00" fails at urgent_pointer
}

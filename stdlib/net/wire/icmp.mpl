// The Internet Control Message Protocol, for IPv4.

/// One ICMP message: a report of trouble, or a question or answer about the network (RFC 792).
///
/// The reports carry, as `original`, the start of the packet they are about: its IPv4 header and at least 8 bytes
/// more. That packet was cut, so its own total length reaches past the end (RFC 1812 4.3.2.3).
packet icmp {
  /// Which message this is. RFC 792.
  type: byte;
  /// A finer division, whose meaning depends on the type. RFC 792.
  code: byte default(0);
  /// Internet checksum of the whole message (RFC 1071).
  checksum: uint16 checksum(internet, type .. message_end);
  classify (type) {
  | 0 : "EchoReply" ->
    /// As in the echo this answers. RFC 792.
    identifier: uint16;
    /// As in the echo this answers.
    sequence: uint16;
    /// As in the echo this answers.
    payload: byte[remaining()];
  | 3 : "Unreachable" ->
    /// Sent as zero. RFC 792.
    unused: byte default(0);
    /// Length of `original` in 32-bit words where extensions follow it, else 0. RFC 4884 4.1.
    original_length: byte default(0);
    /// With code 4 (fragmentation needed): the largest packet the next hop takes, or 0 from routers older than
    /// RFC 1191 4.
    next_hop_mtu: uint16 default(0);
    /// The start of the packet that could not be delivered.
    original: byte[remaining()];
  | 4 : "SourceQuench" ->
    /// Sent as zero. Nobody should send this message at all (RFC 6633).
    unused: uint32 default(0);
    /// The start of the packet that was one too many.
    original: byte[remaining()];
  | 5 : "Redirect" ->
    /// The router to use for the destination of `original`. RFC 792.
    gateway: uint32;
    /// The start of the packet that went the long way round.
    original: byte[remaining()];
  | 8 : "Echo" ->
    /// Chosen by the sender to match answers with questions. RFC 792.
    identifier: uint16;
    /// Counts the questions. RFC 792.
    sequence: uint16;
    /// Comes back unchanged in the answer.
    payload: byte[remaining()];
  | 11 : "TimeExceeded" ->
    /// Sent as zero. RFC 792.
    unused: byte default(0);
    /// Length of `original` in 32-bit words where extensions follow it, else 0. RFC 4884 4.2.
    original_length: byte default(0);
    /// Sent as zero. RFC 792.
    unused2: uint16 default(0);
    /// The start of the packet whose time to live (code 0) or reassembly time (code 1) ran out.
    original: byte[remaining()];
  | 12 : "ParameterProblem" ->
    /// With code 0: which byte of `original` is wrong. RFC 792.
    pointer: byte;
    /// Length of `original` in 32-bit words where extensions follow it, else 0. RFC 4884 4.3.
    original_length: byte default(0);
    /// Sent as zero. RFC 792.
    unused: uint16 default(0);
    /// The start of the packet whose header is wrong.
    original: byte[remaining()];
  | 13 : "Timestamp" ->
    /// Chosen by the sender to match answers with questions. RFC 792.
    identifier: uint16;
    /// Counts the questions. RFC 792.
    sequence: uint16;
    /// Milliseconds since midnight UT at the sender, just before sending. RFC 792.
    originate: uint32;
    /// Filled in by the one who answers.
    receive: uint32 default(0);
    /// Filled in by the one who answers.
    transmit: uint32 default(0);
  | 14 : "TimestampReply" ->
    /// As in the question this answers. RFC 792.
    identifier: uint16;
    /// As in the question this answers.
    sequence: uint16;
    /// As in the question this answers.
    originate: uint32;
    /// Milliseconds since midnight UT when the question came. RFC 792.
    receive: uint32;
    /// Milliseconds since midnight UT when the answer left. RFC 792.
    transmit: uint32;
  | _ : "Other" ->
    /// Everything after the checksum, of a type that has no clause here.
    body: byte[remaining()];
  };
  message_end: label;
}

/// Echo, destination unreachable and timestamp messages. RFC 792.
test "RFC 792" {
  hex "080006f4 12340007 70696e67" = {
    type = 8;
    code = 0;
    checksum = 0x06f4;
    identifier = 0x1234;
    sequence = 7;
    payload = "ping";
  }
  hex "0303adbf 00000000 45000015006f00007b01bb75c0000201c0000202 5a64617461313233" = {
    type = 3;
    code = 3;
    next_hop_mtu = 0;
  }
  hex "0d00c269 00010002 02932e00 00000000 00000000" = {
    type = 13;
    originate = 43200000;
    receive = 0;
  }
  hex "2a00 0000" = { type = 42; body = ""; }
  hex "0800 0000 12" fails at identifier
  hex "0d00 0000 0001 0002 0000" fails at originate
}
/// The other messages of RFC 792; of those with an original, the same.
test "RFC 792, all" {
  hex "00000ef4 12340007 70696e67" = { type = 0; identifier = 0x1234; sequence = 7; payload = "ping"; }
  hex "0400acc2 00000000 45000015006f00007b01bb75c0000201c0000202 5a64617461313233" = { type = 4; }
  hex "0501e9bd c0000203 45000015006f00007b01bb75c0000201c0000202 5a64617461313233" = { type = 5; code = 1; gateway = 0xc0000203; }
  hex "0b00a5c2 00000000 45000015006f00007b01bb75c0000201c0000202 5a64617461313233" = { type = 11; code = 0; }
  hex "0c009cc2 08000000 45000015006f00007b01bb75c0000201c0000202 5a64617461313233" = { type = 12; pointer = 8; }
  hex "0e006040 00010002 02932e00 02932e01 02932e02" = { type = 14; originate = 43200000; receive = 43200001; transmit = 43200002; }
  hex "0e00 0000 00010002 02932e00 02932e01 02932e" fails at transmit
  hex "0500 0000 c00002" fails at gateway
}

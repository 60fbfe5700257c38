// Network Time Protocol version 4 (RFC 5905).

/// What the clock says of the last minute of the day. RFC 5905 7.3.
enum ntp_leap : bit[2] { |0 => None |1 -> LastMinuteHas61Seconds |2 -> LastMinuteHas59Seconds |3 -> Unsynchronized }

/// RFC 5905 7.3.
enum ntp_mode : bit[3] {
  |0 -> Reserved |1 -> SymmetricActive |2 -> SymmetricPassive |3 => Client |4 -> Server |5 -> Broadcast |6 -> Control |7 -> Private
}

/// Seconds since 1900, and a fraction in units of 2^-32 seconds. RFC 5905 6.
struct { seconds: uint32; fraction: uint32; } ntp_timestamp;

/// The header, and what may follow it. RFC 5905 7.3.
packet ntp {
  leap: ntp_leap;
  version: bit[3] min(1) default(4);
  mode: ntp_mode;
  /// Hops to the reference clock; 0 is a kiss-o'-death, 16 unsynchronized.
  stratum: byte variant { |0 => Unspecified |1 -> Primary |2..15 -> Secondary |16 -> Unsynchronized |17..255 -> Reserved };
  /// Longest interval between messages, as a power of 2 in seconds.
  poll: int8 default(6);
  /// Of the clock, as a power of 2 in seconds.
  precision: int8 default(-20);
  /// Round trip to the reference clock, in units of 2^-16 seconds.
  root_delay: uint32 default(0);
  /// Its uncertainty, in the same unit.
  root_dispersion: uint32 default(0);
  /// Four letters of a reference clock or of a kiss code, or the address of the server.
  reference_id: byte[4];
  reference: ntp_timestamp;
  origin: ntp_timestamp;
  receive: ntp_timestamp;
  transmit: ntp_timestamp;
  /// Extension fields (ntp_extension), then a message authentication code (ntp_mac).
  trailer: byte[remaining()];
}

/// RFC 7822 3.
packet ntp_extension {
  type: uint16;
  /// Of the whole field, with its padding.
  length: uint16 min(16) value(offset(content));
  content: byte[length - offset(length)] align(32);
}

/// RFC 5905 7.3. The length of the digest follows from the algorithm of the key.
packet ntp_mac {
  key: uint32;
  digest: byte[remaining()];
}

test ntp "a client's first message" {
  hex "23 00 06 ec 00000000 00000000 00000000"
      "0000000000000000 0000000000000000 0000000000000000 e1d2c3b4 80000000" = {
    leap = None; version = 4; mode = Client; stratum = Unspecified; poll = 6; precision = -20;
    transmit_seconds = 0xe1d2c3b4; transmit_fraction = 0x80000000; trailer = "";
  }
}
test ntp "a server's answer" {
  hex "24 01 06 e9 00000000 00000010 47505300"
      "e1d2c3a000000000 e1d2c3b480000000 e1d2c3b481000000 e1d2c3b482000000" = {
    mode = Server; stratum = Primary; reference_id = "GPS\0"; root_dispersion = 16;
    origin_fraction = 0x80000000; receive_fraction = 0x81000000;
  }
}
test ntp "cut, and no version" {
  hex "23 00 06" fails at precision
  hex "03 00 06 ec 00000000 00000000 00000000"
      "0000000000000000 0000000000000000 0000000000000000 0000000000000000" fails at version
}
test ntp_extension "RFC 7822" {
  hex "0104 0010 000102030405060708090a0b" = { type = 0x104; length = 16; }
  hex "0104 000f 000102030405060708090a0b" fails at length
  hex "0104 0012 000102030405060708090a0b0c0d" fails at content
  hex "0104 0020 000102030405060708090a0b" fails at content
}
test ntp_mac "RFC 5905 7.3" { hex "00000001 000102030405060708090a0b0c0d0e0f" = { key = 1; } hex "000000" fails at key }
/// A kiss of death: the client is to ask less often. RFC 5905 7.4.
test ntp "RFC 5905 7.4" {
  hex "e4 00 06 e9 00000000 00000000 52415445"
      "0000000000000000 e1d2c3b480000000 e1d2c3b481000000 e1d2c3b482000000" = { leap = Unsynchronized; stratum = Unspecified; reference_id = "RATE"; }
}

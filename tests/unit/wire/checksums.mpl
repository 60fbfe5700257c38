// One packet for each algorithm of checksum(..), and one for each place a checksum can have.

/// CRC-32 behind what it covers.
packet with_crc {
  kind: byte;
  length: uint16 value(sizeof(body));
  body: byte[length];
  crc: uint32 checksum(crc32, kind .. body);
}

/// CRC-32 inside what it covers, in the other byte order.
packet with_crc_inside {
  kind: byte;
  crc: uint32le checksum(crc32, kind .. body);
  body: byte[remaining()];
}

packet with_adler {
  sum: uint32 checksum(adler32, body);
  body: byte[remaining()];
}

packet with_fletcher {
  small: uint16 checksum(fletcher, body);
  large: uint32 checksum(fletcher, body);
  body: byte[remaining()];
}

packet with_extern {
  kind: byte;
  sum: byte checksum(extern, kind .. body);
  body: byte[remaining()];
}

/// An Internet checksum behind bytes of odd number, so that it is summed up after it is written.
packet odd {
  length: byte value(sizeof(body));
  body: byte[length];
  tail: uint16;
  sum: uint16 checksum(internet, length .. tail);
}

/// What an IPv6 packet adds to the checksum of what it carries (RFC 8200 8.1).
packet pseudo6 {
  source: byte[16];
  destination: byte[16];
  length: uint32;
  zero: bit[24] const(0);
  next_header: byte;
}
/// The same of IPv4 (RFC 768).
packet pseudo4 {
  source: uint32;
  destination: uint32;
  zero: byte const(0);
  protocol: byte;
  length: uint16;
}

/// Over either.
packet datagram {
  source_port: uint16;
  destination_port: uint16;
  length: uint16 value(offset(payload));
  checksum: uint16 checksum(internet_optional, source_port .. payload,
    pseudo4(protocol = 17, length = length), pseudo6(next_header = 17, length = length));
  payload: byte[length - offset(checksum)];
}

// One option of an IPv4 header.

/// One of the options that stand behind each other in `ipv4_header.options` (RFC 791 3.1). What follows "End" is padding.
packet ip_option {
  /// Copied flag, class and number in one: which option this is. RFC 791 3.1.
  type: byte;
  classify (type) {
  | 0 : "End" ->
  | 1 : "NoOperation" ->
  | 131, 137 : "SourceRoute" ->
    /// Type, this byte, and data. RFC 791 3.1.
    length: byte min(3) value(offset(route));
    /// Pointer and addresses of a loose (131) or strict (137) source route.
    route: byte[length - offset(length)];
  | _ : "Other" ->
    /// Type, this byte, and data. RFC 791 3.1.
    length: byte min(2) value(offset(data));
    /// Anything: record route, timestamp, router alert (RFC 2113), security.
    data: byte[length - offset(length)];
  };
}

/// RFC 791 3.1.
test "RFC 791 3.1" {
  hex "00" = { type = 0; }
  hex "01" = { type = 1; }
  hex "83 07 04 c0000201" = { type = 131; length = 7; }
  hex "94 04 0000" = { type = 148; length = 4; data = "\0\0"; }
  hex "94 01" fails at length
  hex "94 05 0000" fails at data
  hex "83 02" fails at length
}

// Repetition in all its forms, for tests.

/// Counted arrays, one in the other, whose elements use what stands around them.
packet table {
  columns: byte const(2);
  columns_given: byte default(2);
  rows: byte value(array_length(lines));
  lines: array (rows) {
    height: byte;
    cells: array (columns) {
      shade: uint16;
      check (shade != height) "a shade like the height";
    };
  };
  rest: byte[remaining()];
}

/// Chunks up to one of type 0, then bytes behind them.
packet chunks {
  chunks: array until (type == 0) {
    type: byte;
    length: byte value(sizeof(data));
    data: byte[length];
  };
  tail: byte[remaining()];
}

/// Chunks up to one of type 0 or to the end of a padded region; and regions in regions.
packet boxes {
  size: byte value(offset(boxed) - offset(size));
  in byte[size] align(32) {
    few: array (..) until (type == 0) {
      type: byte;
      classify (type) {
      |0: "None" -> ();
      |_: "Some" -> in byte[2] { value: byte; more: byte; };
      };
    };
  };
  boxed: label;
  in byte[4] {
    high: byte;
    in byte[remaining()] { low: uint24; };
  };
}

/// An element that may turn out to take no bytes.
packet hollow {
  kind: byte const(1);
  fills: array (..) { data: byte[kind - 1]; };
}

/// Something behind what takes the rest.
packet trailer {
  body: byte[remaining() - 2];
  sum: uint16;
}

/// Numbers in a row.
packet rows {
  count: byte value(array_length(shorts));
  /// Small ones.
  shorts: uint16le[count] max(300);
  fixed: int32[2];
  bytes_too: uint8[remaining()];
}

test rows "three of them" {
  hex "01 2c01 00000001 ffffffff 0708" = { shorts = 1; fixed = "\x00\x00\x00\x01\xff\xff\xff\xff"; bytes_too = 2; }
  hex "01 2d01 00000001 ffffffff" fails at value
  hex "01 2c01 00000001 ffffff" fails at value
}

test table "two lines of two cells" {
  hex "02 02 02 07 0001 0002 08 0003 0004 ff" = { lines = 2; rest = "\xff"; }
  hex "02 02 02 07 0001 0002 08 0003 0008 ff" fails at shade
  hex "02 02 02 07 0001 0002 08 0003 00" fails at shade
  hex "02 02 03 07 0001 0002 08 0003 0004" fails at height
}
test chunks "to the end" {
  hex "05 02 abcd 00 00 0500" = { chunks = 2; tail = "\x05\0"; }
  hex "05 02 abcd 05 00" fails at type
  hex "05 02 abcd 00 02 05" fails at data
}
test boxes "padded" {
  hex "08 010203 00 ffffffff 07 000001" = { few = 2; high = 7; low = 1; }
}
test boxes "refused" {
  hex "04 010203 01 07 000001" fails at value
  hex "05 010203 0000 07 000001" fails at few
  hex "04 010203" fails at few
  hex "00 07 0000" fails at high
}
test hollow "without end" {
  hex "01" = { fills = 0; }
  hex "01 00" fails at fills
}
test trailer "two bytes" { hex "01 02 03 0405" = { body = "\x01\x02\x03"; sum = 0x0405; } }

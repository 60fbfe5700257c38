// Fields that are there on a condition, for tests.

packet inner(bool wide) {
  a: byte;
  b: byte[2] when (wide);
}

/// One of each kind of field.
packet maybe {
  flags: byte;
  number: uint32 when (flags & 1);
  fixed: byte[3] when (flags & 2);
  size: byte value(sizeof(open));
  open: byte[size] when (flags & 4);
  nested: packet inner(flags >= 128) when (flags & 8);
  many: array (2) { x: uint16 max(9); } when (flags & 16);
  magic: uint16 const(0xbeef) when (flags & 32);
  sum: byte value(sizeof(nested)) when (flags & 64);
  tail: uint16;
  rest: byte[remaining()] when (flags & 1);
}

/// A flag that follows from what is given.
packet keyed {
  has_key: bit[1] value(sizeof(key) / 4);
  reserved: bit[7] default(0);
  kind: byte;
  classify (kind) {
  |0: "Plain" -> ();
  |1: "Extended" -> more: byte when (has_key == 1); after: byte;
  };
  key: uint32 when (has_key == 1);
}

test maybe "nothing" {
  hex "00 00 1234" = { flags = 0; tail = 0x1234; size = 0; }
}
test maybe "one at a time" {
  hex "01 01020304 00 1234 abcd" = { number = 0x01020304; tail = 0x1234; rest = "\xab\xcd"; }
  hex "02 010203 00 1234" = { fixed = "\x01\x02\x03"; }
  hex "04 02 abcd 1234" = { open = "\xab\xcd"; }
  hex "08 00 07 1234" = { tail = 0x1234; }
  hex "10 00 0001 0009 1234" = { many = 2; }
  hex "20 00 beef 1234" = { magic = 0xbeef; }
  hex "40 00 00 1234" = { sum = 0; }
}
test maybe "everything" {
  hex "ff 01020304 010203 02 abcd 07 0809 0001 0009 beef 03 1234 99" = { tail = 0x1234; rest = "\x99"; sum = 3; }
}
test maybe "refused" {
  hex "01 010203" fails at number
  hex "02 0102" fails at fixed
  hex "04 02 ab" fails at open
  hex "88 00 07 08" fails at b
  hex "10 00 0001 000a 1234" fails at x
  hex "20 00 beee 1234" fails at magic
  hex "40 00 01 1234" fails at sum
}
test keyed "both" {
  hex "80 00 01020304" = { has_key = 1; key = 0x01020304; }
  hex "00 00" = { has_key = 0; }
  hex "80 01 07 08 01020304" = { more = 7; after = 8; }
  hex "00 01 08" = { after = 8; }
}

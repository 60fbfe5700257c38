// What may not be there, used in expressions; checksums in clauses and with conditions; vectors that look into elements.

/// A frame with a length of three forms, as WebSocket has it (RFC 6455 5.2).
packet websocket {
  fin: bit[1] default(1);
  reserved: bit[3] const(0);
  opcode: bit[4] variant { |1 -> Text |2 => Binary |8 -> Close };
  masked: bit[1] value(sizeof(key) / 4);
  length: bit[7] value(sizeof(data) < 126 ? sizeof(data) : sizeof(data) <= 65535 ? 126 : 127);
  length16: uint16 value(sizeof(data)) when (length == 126);
  length64: uint64 value(sizeof(data)) when (length == 127);
  key: byte[4] when (masked == 1);
  data: byte[length < 126 ? length : length16 + length64];
}
test "three lengths" {
  hex "82 03 616263" = { length = 3; data = "abc"; }
  hex "81 7e 0002 6869" = { length16 = 2; data = "hi"; }
  hex "81 7f 0000000000000001 68" = { length64 = 1; data = "h"; }
  hex "81 7f 8000000000000001 68" fails at data
  hex "81 81 01020304 68" = { key = "\x01\x02\x03\x04"; data = "h"; }
}

/// Optional fields of every kind in conditions, checks, classifies and arguments.
packet inner(int size, bytes name) {
  body: byte[size];
  check (name != "root") "root has no body";
}
packet options {
  bits: byte;
  number: int16 when (bits & 1);
  name: string8 when (bits & 2);
  flag: boolean when (bits & 4);
  size: byte value(sizeof(inside)) when (bits & 8);
  check (number >= 0 || flag) "only a flag makes negative numbers good";
  inside: packet inner(size, name);
  classify (number) {
  |0: "None" -> ();
  |1..9: "Few" -> few: byte;
  |_: "Many" -> many: uint16 when (flag);
  };
  list: array (size) { item: byte; check (number < 9 || item != 0) "no zeros in large ones"; };
}
test "some of them" {
  hex "00" = { bits = 0; list = 0; }
  hex "01 0005 aa" = { number = 5; few = 0xaa; }
  hex "0f 0064 0161 01 02 6162 0007 77 78" = { number = 100; name = "a"; flag = true; many = 7; list[1].item = 0x78; }
  hex "0b 0000 0161 01 62 63" = { inside.body = "b"; list[0].item = 0x63; }
  hex "01 ffff" fails at size
  hex "0a 04726f6f74 01 61" fails at body
}

/// What is summed up besides.
packet extra {
  length: uint16;
  zero: byte const(0);
  kind: byte const(9);
}
/// Checksums that are there in one clause, or on a condition.
packet report {
  id: uint16;
  kind: byte;
  has_sum: bit[1] value(sizeof(sum) / 2);
  reserved: bit[7] const(0);
  sum: uint16 checksum(internet, id .. body) when (has_sum == 1);
  classify (kind) {
  |1: "Crc" ->
    crc: uint32 checksum(crc32, mark .. text);
    mark: byte default(7);
    size: byte value(sizeof(text));
    text: byte[size];
  |2: "Sum" ->
    own: uint16 checksum(internet, own .. words, extra(length = sizeof(words)));
    words: byte[4];
  |3: "Maybe" ->
    with: byte;
    adler: uint32le checksum(adler32, with .. tail) when (with == 1);
    tail: uint16;
  |_: "Plain" -> ();
  };
  body: label;
}
test "sums" {
  hex "0001 01 00 265d0b98 07 02 6869" = { crc = 0x265d0b98; text = "hi"; }
  hex "0001 02 00 1234 01020304" = { own = 0x1234; }
  hex "0001 09 80 f67e" = { sum = 0xf67e; }
  hex "0001 03 00 00 0007" = { tail = 7; }
}

/// Arrays of blocks, of numbers, of packets, and in clauses.
packet point { x: byte; y: byte; }
packet table {
  count: byte value(array_length(rows));
  rows: array (count) {
    kind: byte;
    classify (kind) {
    |1: "Numbers" -> many: byte value(array_length(numbers)); numbers: uint16[many];
    |2: "Point" -> at: packet point();
    };
  };
  corners: array (..) { corner: packet point(); };
}
test "elements" {
  hex "02 01 02 0102 0304 02 0506 0708 090a" = {
    rows[0].numbers[1] = 0x304;
    rows[0].numbers = 2;
    rows[1].kind = 2;
    rows[1].at.y = 6;
    corners[1].corner.x = 9;
    rows[0].numbers = "\x01\x02\x03\x04";
  }
}

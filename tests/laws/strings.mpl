// Strings, enumerations, flags and general classifies, for the laws and the decoder.
/// How warm.
enum color : byte { |1 -> Red |2..5 => Warm |9 -> Blue }
flags bits : uint16 { |1 -> A |2 -> B |4 -> C }
packet login(int n, bytes key) {
  name: string8;
  host: string16 default("localhost");
  motd: string32;
  path: cstring;
  big: mpint;
  tag: byte[8] text;
  k: color;
  f: bits strict;
  method: string32 variant { |"none" -> None |"password" -> Password } default("none");
  magic: byte[4] text const("MAGI");
  check (name != "root" && sizeof(key) < 100 && (k != Warm || n == 1)) "no root";
  classify (method) {
  |"none": "None" -> ();
  |"password", "otp": "Secret" -> secret: string32;
  |_: "Other" -> len: byte value(sizeof(rest)); rest: byte[len];
  };
  classify (n + 1, f & A) {
  |(2, 1): "One" -> one: byte;
  |(3..7, _): "More" -> more: uint16;
  |_: "Rest" -> ();
  };
}
/// A value in a clause that is compared with what comes after the clause.
packet late {
  kind: byte;
  classify (kind) {
  |1: "A" -> size: byte value(offset(fin)); x: byte[3];
  |2: "B" -> y: byte;
  };
  z: string8;
  fin: label;
}
packet outer {
  size: byte value(sizeof(key));
  key: byte[size];
  n: byte;
  check (n < 9) "";
  inner: packet login(1, key);
}
test login (1, "secret") {
  hex "02 6869 0000 00000000 2f00 00000002 0080 6162000000000000 02 0003 00000004 6e6f6e65 4d414749 07" = {
    name = "hi"; host = ""; path = "/"; big = 128; tag = "ab"; k = Warm; f = 3; method = None; one = 7; }
  hex "04 726f6f74 0000 00000000 2f00 00000002 0080 6162000000000000 02 0003 00000004 6e6f6e65 4d414749 07"
    fails at magic
  hex "02 6869 0000 00000000 2f00 00000002 0001 6162000000000000 02 0003 00000004 6e6f6e65 4d414749 07" fails at big
  hex "02 6869 0000 00000000 2f00 00000000 6162000000000000 02 0009 00000004 6e6f6e65 4d414749 07" fails at f
  hex "02 6869 0000 00000000 2f00 00000000 6162000000000000 02 0001 00000004 6e6f6e65 4d414748 07" fails at magic
  hex "02 6869 0000 00000000 2f" fails at path
  hex "02 6869 0005 00" fails at host
}
test login (9, "") { hex "00 0000 00000000 00 00000000 0000000000000000 01 0000 00000003 6f7470 4d414749" fails at secret }
test login (9, "") {
  hex "00 0000 00000000 00 00000000 0000000000000000 01 0000 00000003 6f7471 4d414749 02 abcd" = {
    method = "otq"; rest = "\xab\xcd"; }
}
test late {
  hex "01 07 010203 01 41" = { size = 7; z = "A"; }
  hex "01 06 010203 01 41" fails at size
  hex "02 06 01 41" = { y = 6; }
}

// Names in every place that a packet can have one, for the laws and the decoder.
packet question {
  qname: dns_label_comp;
  qtype: uint16;
}
packet record {
  name: dns_label_comp;
  type: uint16;
  length: uint16 value(offset(end) - offset(length));
  classify (type) {
  |1: "A" -> address: byte[4];
  |2: "Ns" -> ns: dns_label_comp;
  |33: "Srv" -> port: uint16; target: dns_label;
  };
  end: label;
}
packet dns message {
  id: uint16;
  q: packet question();
  a: packet record();
  b: packet record();
}
packet tcp_dns {
  length: uint16 value(sizeof(m));
  m: packet dns();
}
packet plain {
  name: dns_label;
  last: byte;
}
test dns "pointers into both names" {
  hex "0001 03777777 076578616d706c65 03636f6d 00 0001"
      "c002 0001 0004 01020304 c006 0002 0005 026e73 c006" = { id = 1; }
}
test dns "a pointer forward" {
  hex "0001 03777777 076578616d706c65 03636f6d 00 0001 c030 0001 0004 01020304 c006 0002 0005 026e73 c006"
    fails at name
}
test plain "labels and the end" {
  hex "00 07" = { name = "."; last = 7; }
  hex "0161 0162 00 07" = { name = "A.b"; }
  hex "0161 01" fails at name
  hex "0461" fails at name
  hex "0161 c0" fails at name
}
test plain "no circle, no reserved bits" {
  hex "c000 07" fails at name
  hex "0161 c000 07" fails at name
  hex "0161 c002 07" fails at name
  hex "4161 00 07" fails at name
  hex "8161 00 07" fails at name
}

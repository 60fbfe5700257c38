// The Domain Name System (RFC 1035), with EDNS(0) (RFC 6891).

/// What a record holds, and what a question asks for.
enum dns_type : uint16 {
  |1 => A |2 -> Ns |5 -> Cname |6 -> Soa |11 -> Wks |12 -> Ptr |13 -> Hinfo |14 -> Minfo |15 -> Mx |16 -> Txt
  |17 -> Rp |18 -> Afsdb |28 -> Aaaa |29 -> Loc |33 -> Srv |35 -> Naptr |36 -> Kx |37 -> Cert |39 -> Dname |41 -> Opt
  |43 -> Ds |44 -> Sshfp |46 -> Rrsig |47 -> Nsec |48 -> Dnskey |50 -> Nsec3 |51 -> Nsec3param |52 -> Tlsa |59 -> Cds
  |60 -> Cdnskey |61 -> Openpgpkey |64 -> Svcb |65 -> Https |99 -> Spf |250 -> Tsig |251 -> Ixfr |252 -> Axfr
  |255 -> Any |256 -> Uri |257 -> Caa
}

/// Of an Opt record, the size of UDP payloads that its sender takes (RFC 6891 6.1.2).
enum dns_class : uint16 { |1 => Internet |3 -> Chaos |4 -> Hesiod |254 -> None |255 -> Any }

enum dns_opcode : bit[4] { |0 => Query |1 -> InverseQuery |2 -> Status |4 -> Notify |5 -> Update |6 -> Stateful }

enum dns_rcode : bit[4] {
  |0 => NoError |1 -> FormErr |2 -> ServFail |3 -> NxDomain |4 -> NotImp |5 -> Refused |6 -> YxDomain |7 -> YxRrset
  |8 -> NxRrset |9 -> NotAuth |10 -> NotZone
}

/// RFC 1035 4.1.2.
packet dns_question {
  name: dns_label_comp;
  type: dns_type;
  class: dns_class;
}

/// RFC 1035 4.1.3. Names are compressed where RFC 3597 4 lets them be: in the types of RFC 1035.
packet dns_record {
  name: dns_label_comp;
  type: dns_type;
  class: dns_class;
  /// Seconds that the record may be kept. Of an Opt record: extended return code, version and flags.
  ttl: uint32 default(0);
  length: uint16 value(offset(end) - offset(length));
  in byte[length] {
    classify (type) {
    |A: "A" ->
      address: byte[4];
    |Ns: "Ns" ->
      host: dns_label_comp;
    |Cname: "Cname" ->
      host: dns_label_comp;
    |Soa: "Soa" ->
      primary: dns_label_comp;
      /// The mail address, the first dot in place of its '@'.
      mailbox: dns_label_comp;
      serial: uint32;
      refresh: uint32;
      retry: uint32;
      expire: uint32;
      /// Seconds that an answer of "no such name" may be kept (RFC 2308 4).
      minimum: uint32;
    |Wks: "Wks" ->
      address: byte[4];
      protocol: byte;
      ports: byte[remaining()];
    |Ptr: "Ptr" ->
      host: dns_label_comp;
    |Hinfo: "Hinfo" ->
      cpu: string8;
      os: string8;
    |Minfo: "Minfo" ->
      responsible: dns_label_comp;
      errors: dns_label_comp;
    |Mx: "Mx" ->
      preference: uint16;
      exchange: dns_label_comp;
    |Txt, Spf: "Txt" ->
      texts: array (..) { text: string8; };
    |Rp: "Rp" ->
      mailbox: dns_label;
      text: dns_label;
    |Afsdb: "Afsdb" ->
      subtype: uint16;
      host: dns_label;
    |Aaaa: "Aaaa" ->
      address: byte[16];
    |Loc: "Loc" ->
      version: byte const(0);
      size: byte;
      horizontal_precision: byte;
      vertical_precision: byte;
      latitude: uint32;
      longitude: uint32;
      altitude: uint32;
    |Srv: "Srv" ->
      priority: uint16;
      weight: uint16;
      port: uint16;
      target: dns_label;
    |Naptr: "Naptr" ->
      order: uint16;
      preference: uint16;
      flags: string8;
      services: string8;
      pattern: string8;
      replacement: dns_label;
    |Kx: "Kx" ->
      preference: uint16;
      exchanger: dns_label;
    |Cert: "Cert" ->
      kind: uint16;
      key_tag: uint16;
      algorithm: byte;
      certificate: byte[remaining()];
    |Dname: "Dname" ->
      target: dns_label;
    |Opt: "Opt" ->
      options: array (..) {
        code: uint16 variant {
          |3 -> Nsid |5 -> Dau |6 -> Dhu |7 -> N3u |8 -> ClientSubnet |9 -> Expire |10 -> Cookie |11 -> TcpKeepalive
          |12 -> Padding |13 -> Chain |14 -> KeyTag |15 -> ExtendedError
        };
        length: uint16 value(sizeof(data));
        data: byte[length];
      };
    |Ds, Cds: "Ds" ->
      key_tag: uint16;
      algorithm: byte;
      digest_type: byte;
      digest: byte[remaining()];
    |Sshfp: "Sshfp" ->
      algorithm: byte;
      kind: byte;
      fingerprint: byte[remaining()];
    |Rrsig: "Rrsig" ->
      covered: dns_type;
      algorithm: byte;
      labels: byte;
      original_ttl: uint32;
      expiration: uint32;
      inception: uint32;
      key_tag: uint16;
      signer: dns_label;
      signature: byte[remaining()];
    |Nsec: "Nsec" ->
      next: dns_label;
      types: byte[remaining()];
    |Dnskey, Cdnskey: "Dnskey" ->
      flags: uint16;
      protocol: byte const(3);
      algorithm: byte;
      key: byte[remaining()];
    |Nsec3: "Nsec3" ->
      algorithm: byte;
      flags: byte;
      iterations: uint16;
      salt: string8;
      next: string8;
      types: byte[remaining()];
    |Nsec3param: "Nsec3param" ->
      algorithm: byte;
      flags: byte;
      iterations: uint16;
      salt: string8;
    |Tlsa: "Tlsa" ->
      usage: byte;
      selector: byte;
      matching: byte;
      association: byte[remaining()];
    |Svcb, Https: "Svcb" ->
      priority: uint16;
      target: dns_label;
      parameters: array (..) {
        key: uint16 variant {
          |0 -> Mandatory |1 -> Alpn |2 -> NoDefaultAlpn |3 -> Port |4 -> Ipv4Hint |5 -> Ech |6 -> Ipv6Hint
        };
        length: uint16 value(sizeof(content));
        content: byte[length];
      };
    |Uri: "Uri" ->
      priority: uint16;
      weight: uint16;
      target: byte[remaining()];
    |Caa: "Caa" ->
      flags: byte;
      tag: string8;
      content: byte[remaining()];
    |Tsig: "Tsig" ->
      algorithm: dns_label;
      /// Seconds since 1970.
      time_signed: uint48;
      fudge: uint16;
      mac_size: uint16 value(sizeof(mac));
      mac: byte[mac_size];
      original_id: uint16;
      error: uint16;
      other_size: uint16 value(sizeof(other));
      other: byte[other_size];
    |_: "Other" ->
      data: byte[remaining()];
    };
  };
  end: label;
}

/// RFC 1035 4.1.1.
packet dns message {
  id: uint16;
  response: bit[1];
  opcode: dns_opcode;
  authoritative: bit[1] default(0);
  truncated: bit[1] default(0);
  recursion_desired: bit[1] default(0);
  recursion_available: bit[1] default(0);
  reserved: bit[1] default(0);
  /// RFC 4035 3.2.3.
  authentic_data: bit[1] default(0);
  checking_disabled: bit[1] default(0);
  rcode: dns_rcode;
  question_count: uint16 value(array_length(questions));
  answer_count: uint16 value(array_length(answers));
  authority_count: uint16 value(array_length(authorities));
  additional_count: uint16 value(array_length(additionals));
  questions: array (question_count) { question: packet dns_question(); };
  answers: array (answer_count) { record: packet dns_record(); };
  authorities: array (authority_count) { record: packet dns_record(); };
  additionals: array (additional_count) { record: packet dns_record(); };
}

/// The same, for who collects the bytes of a message first and reads it afterwards.
packet dns_stream_message {
  length: uint16 value(sizeof(message));
  message: byte[length];
}

/// A message in a stream. RFC 1035 4.2.2.
packet dns_in_tcp {
  length: uint16 value(sizeof(content));
  in byte[length] {
    content: packet dns();
  };
}

test dns "a question" {
  hex "1a2b 0100 0001 0000 0000 0001 07 6578616d706c65 03 6f7267 00 001c 0001"
      "00 0029 1000 00000000 0000" = {
    id = 0x1a2b; response = 0; opcode = Query; recursion_desired = 1; questions = 1; additionals = 1;
  }
}
test dns "an answer with an alias and three addresses" {
  hex "1a2b 8180 0001 0003 0000 0000 03 777777 07 6578616d706c65 03 6f7267 00 0001 0001"
      "c00c 0005 0001 00000e10 0006 03 63646e c010"
      "c02d 0001 0001 0000003c 0004 c0000201 c02d 0001 0001 0000003c 0004 c0000202" = {
    response = 1; rcode = NoError; answers = 3; authorities = 0;
  }
}
test dns_record "records without compression" {
  hex "00 000f 0001 00000000 0006 0005 016d00" fails at address
  hex "016100 000f 0001 00000000 0005 0005 016d00" = { type = Mx; preference = 5; exchange = "m"; }
  hex "016100 0010 0001 00000000 0009 03616263 04646566 67" = { texts = 2; }
  hex "016100 0010 0001 00000000 0009 03616263 05646566 67" fails at text
  hex "016100 0001 0001 00000000 0005 0102030405" fails at address
  hex "016100 0001 0001 00000000 0004 010203" fails at address
  hex "016100 0101 0001 00000000 000d 00 05 6973737565 6361 2e6f7267" = { tag = "issue"; content = "ca.org"; }
  hex "016100 0021 0001 00000000 000b 0001 0002 01bb 01780179 00" = { port = 443; target = "x.y"; }
  hex "016100 fde8 0001 00000000 0002 abcd" = { type = 65000; data = "\xab\xcd"; }
}
test dns "pointers that lead forward, to themselves, and beyond" {
  hex "0000 0000 0001 0000 0000 0000 c00c 0001 0001" fails at name
  hex "0000 0000 0001 0000 0000 0000 c00e 0001 0001" fails at name
  hex "0000 0000 0001 0000 0000 0000 ffff 0001 0001" fails at name
  hex "0000 0000 0001 0000 0000 0000 c0" fails at name
}
test dns_in_tcp {
  hex "001d 0001 0100 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001" = { length = 29; }
  hex "001e 0001 0100 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001 00" fails at content
}
// Of RFC 1035 and those that came after it: the location of RFC 1876 4, DNSSEC as in RFC 4034 2 to 5, RFC 5155 B.
test dns_record "records of every kind" {
  hex "016100 001c 0001 00000e10 0010 20010db8000000000000000000000001" = { type = Aaaa; }
  hex "016100 0002 0001 00000e10 0006 026e73016100" = { type = Ns; host = "ns.a"; }
  hex "016100 000c 0001 00000e10 0008 04686f7374016100" = { type = Ptr; host = "host.a"; }
  hex "016100 0006 0001 00000e10 0023 026e73016100 0561646d696e016100 00000001 00002a30 00000e10 00093a80 0000012c" = { mailbox = "admin.a"; serial = 1; minimum = 300; }
  hex "016100 000b 0001 00000e10 0009 c0000201 06 00000040" = { protocol = 6; ports = "\0\0\0\x40"; }
  hex "016100 000d 0001 00000e10 000b 06524953432d56 036d6972" = { cpu = "RISC-V"; os = "mir"; }
  hex "016100 000e 0001 00000e10 000a 0172016100 0165016100" = { responsible = "r.a"; errors = "e.a"; }
  hex "016100 0011 0001 00000e10 000e 0561646d696e016100 0174016100" = { mailbox = "admin.a"; text = "t.a"; }
  hex "016100 0012 0001 00000e10 0009 0001 03616673016100" = { subtype = 1; host = "afs.a"; }
  hex "016100 001d 0001 00000e10 0010 00 12 16 13 8b0d2c8c 7ff8fca5 00988ed7" = { size = 0x12; altitude = 9998039; }
  hex "016100 0023 0001 00000e10 001c 0064 000a 0173 075349502b443255 00 045f736970045f756470016100" = { order = 100; services = "SIP+D2U"; replacement = "_sip._udp.a"; }
  hex "016100 0024 0001 00000e10 0008 000a 026b78016100" = { preference = 10; exchanger = "kx.a"; }
  hex "016100 0025 0001 00000e10 0007 0001 0000 05 3082" = { kind = 1; certificate = "\x30\x82"; }
  hex "016100 0027 0001 00000e10 0003 016200" = { type = Dname; target = "b"; }
  hex "016100 002b 0001 00000e10 0018 ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118" = { key_tag = 60485; digest_type = 1; }
  hex "016100 002c 0001 00000e10 0016 02 01 123456789abcdef67890123456789abcdef67890" = { kind = 1; }
  hex "016100 002e 0001 00000e10 0021 0001 05 03 00015180 3e79f23a 3e52653a 0a52 076578616d706c6503636f6d00 abcd" = { covered = A; labels = 3; key_tag = 2642; signer = "example.com"; }
  hex "016100 002f 0001 00000e10 001a 04686f7374076578616d706c6503636f6d00 0006 400100000003" = { next = "host.example.com"; types = "\0\x06\x40\x01\0\0\0\x03"; }
  hex "016100 0030 0001 00000e10 0006 0100 03 05 abcd" = { flags = 256; key = "\xab\xcd"; }
  hex "016100 0032 0001 00000e10 0027 01 01 000c 04 aabbccdd 14 174eb2409fe28bcb4887a1836f957f0a8425e27b 0007 22000000000290" = { iterations = 12; salt = "\xaa\xbb\xcc\xdd"; }
  hex "016100 0033 0001 00000e10 0009 01 00 000c 04 aabbccdd" = { salt = "\xaa\xbb\xcc\xdd"; }
  hex "016100 0034 0001 00000e10 0005 03 01 01 abcd" = { usage = 3; association = "\xab\xcd"; }
  hex "016100 0041 0001 00000e10 0010 0001 00 0001 0003 026832 0003 0002 01bb" = { priority = 1; parameters = 2; parameters[0].key = Alpn; parameters[1].content = "\x01\xbb"; }
  hex "016100 0100 0001 00000e10 000e 000a 0001 68747470733a2f2f612f" = { weight = 1; target = "https://a/"; }
  hex "00 0029 04d0 00008000 000c 000a 0008 0102030405060708" = { options[0].code = Cookie; }
  hex "016100 00fa 00ff 00000000 0021 0b686d61632d73686132353600 000065a5b6c7 012c 0004 01020304 1a2b 0000 0000" = { time_signed = 0x65a5b6c7; mac = "\x01\x02\x03\x04"; }
}
test dns "a referral" {
  hex "1a2b 8000 0001 0000 0001 0000 01 61 00 0001 0001 c00c 0002 0001 00000e10 0005 02 6e73 c00c" = { authorities = 1; authorities[0].record.host = "ns.a"; }
}
test dns_stream_message { hex "0002 abcd" = { message = "\xab\xcd"; } hex "0003 abcd" fails at message }

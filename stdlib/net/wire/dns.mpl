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

// Transport Layer Security: the record layer and the first messages of a handshake (RFC 8446).

/// RFC 8446 B.1.
enum tls_content : byte { |20 -> ChangeCipherSpec |21 -> Alert |22 => Handshake |23 -> ApplicationData |24 -> Heartbeat }

/// RFC 8446 4.2.1.
enum tls_version : uint16 { |0x0300 -> Ssl3 |0x0301 -> Tls1 |0x0302 -> Tls1_1 |0x0303 => Tls1_2 |0x0304 -> Tls1_3 }

/// RFC 8446 B.3.
enum tls_handshake_type : byte {
  |1 => ClientHello |2 -> ServerHello |4 -> NewSessionTicket |5 -> EndOfEarlyData |8 -> EncryptedExtensions |11 -> Certificate
  |12 -> ServerKeyExchange |13 -> CertificateRequest |14 -> ServerHelloDone |15 -> CertificateVerify |16 -> ClientKeyExchange
  |20 -> Finished |24 -> KeyUpdate |254 -> MessageHash
}

/// RFC 8446 4.2, and the registry of extensions.
enum tls_extension_type : uint16 {
  |0 -> ServerName |1 -> MaxFragmentLength |5 -> StatusRequest |10 -> SupportedGroups |11 -> EcPointFormats
  |13 -> SignatureAlgorithms |14 -> UseSrtp |15 -> Heartbeat |16 -> Alpn |18 -> SignedCertificateTimestamp |21 -> Padding
  |22 -> EncryptThenMac |23 -> ExtendedMainSecret |35 -> SessionTicket |41 -> PreSharedKey |42 -> EarlyData
  |43 -> SupportedVersions |44 -> Cookie |45 -> PskKeyExchangeModes |47 -> CertificateAuthorities |50 -> SignatureAlgorithmsCert
  |51 -> KeyShare |0xff01 -> RenegotiationInfo
}

/// RFC 8446 4.2.7.
enum tls_group : uint16 {
  |23 => Secp256r1 |24 -> Secp384r1 |25 -> Secp521r1 |29 -> X25519 |30 -> X448 |0x100..0x104 -> FiniteField
}

/// A record. Of one that is encrypted the type is ApplicationData, and the rest of it ciphertext. RFC 8446 5.1 and 5.2.
packet tls_record {
  type: tls_content strict;
  version: tls_version;
  length: uint16 max(16640) value(sizeof(fragment));
  fragment: byte[length];
}

/// RFC 8446 6. Only in records that are not encrypted.
packet tls_alert {
  level: byte variant { |1 -> Warning |2 => Fatal } strict;
  description: byte variant {
    |0 -> CloseNotify |10 -> UnexpectedMessage |20 -> BadRecordMac |22 -> RecordOverflow |40 => HandshakeFailure
    |42 -> BadCertificate |43 -> UnsupportedCertificate |44 -> CertificateRevoked |45 -> CertificateExpired
    |46 -> CertificateUnknown |47 -> IllegalParameter |48 -> UnknownCa |49 -> AccessDenied |50 -> DecodeError
    |51 -> DecryptError |70 -> ProtocolVersion |71 -> InsufficientSecurity |80 -> InternalError |86 -> InappropriateFallback
    |90 -> UserCanceled |109 -> MissingExtension |110 -> UnsupportedExtension |112 -> UnrecognizedName
    |113 -> BadCertificateStatusResponse |115 -> UnknownPskIdentity |116 -> CertificateRequired |120 -> NoApplicationProtocol
  };
}

/// For middle boxes that know no newer version. RFC 8446 5.
packet tls_change_cipher_spec {
  type: byte const(1);
}

/// RFC 8446 4.2. Some have another form in what a server says.
packet tls_extension(bool server) {
  type: tls_extension_type;
  length: uint16 value(offset(end) - offset(length));
  in byte[length] {
    classify (type) {
    |ServerName: "ServerName" when (!server) ->
      list_length: uint16 value(sizeof(names));
      in byte[list_length] {
        names: array (..) {
          kind: byte const(0);
          /// Of the host, in ASCII and without a dot at its end. RFC 6066 3.
          name: string16;
        };
      };
    |SupportedGroups: "SupportedGroups" ->
      list_length: uint16 value(sizeof(groups));
      in byte[list_length] { groups: array (..) { group: tls_group; }; };
    |SignatureAlgorithms, SignatureAlgorithmsCert: "SignatureAlgorithms" ->
      list_length: uint16 value(sizeof(schemes));
      in byte[list_length] { schemes: array (..) { scheme: uint16; }; };
    |Alpn: "Alpn" ->
      list_length: uint16 value(sizeof(protocols));
      in byte[list_length] { protocols: array (..) { name: string8; }; };
    |SupportedVersions: "SelectedVersion" when (server) ->
      version: tls_version;
    |SupportedVersions: "SupportedVersions" ->
      list_length: byte value(sizeof(versions));
      in byte[list_length] { versions: array (..) { version: tls_version; }; };
    |PskKeyExchangeModes: "PskKeyExchangeModes" ->
      list_length: byte value(sizeof(modes));
      in byte[list_length] { modes: array (..) { mode: byte variant { |0 => PskOnly |1 -> PskWithDhe }; }; };
    |KeyShare: "ServerShare" when (server) ->
      group: tls_group;
      key: string16;
    |KeyShare: "KeyShare" ->
      list_length: uint16 value(sizeof(shares));
      in byte[list_length] {
        shares: array (..) {
          group: tls_group;
          key: string16;
        };
      };
    |_: "Other" ->
      content: byte[remaining()];
    };
  };
  end: label;
}

/// RFC 8446 4.
packet tls_handshake {
  type: tls_handshake_type;
  length: uint24 value(offset(end) - offset(length));
  in byte[length] {
    classify (type) {
    |ClientHello: "ClientHello" ->
      version: tls_version;
      random: byte[32];
      session: string8;
      suites_length: uint16 min(2) value(sizeof(suites));
      in byte[suites_length] { suites: array (..) { suite: uint16; }; };
      compressions: string8;
      // Before TLS 1.3 there need be none. RFC 5246 7.4.1.2.
      classify (remaining() > 0) {
      |true: "Extended" ->
        extensions_length: uint16 value(sizeof(extensions));
        in byte[extensions_length] { extensions: array (..) { extension: packet tls_extension(false); }; };
      |false: "Plain" -> ();
      };
    |ServerHello: "ServerHello" ->
      version: tls_version;
      random: byte[32];
      session: string8;
      suite: uint16;
      compression: byte const(0);
      // As in ClientHello. RFC 5246 7.4.1.3.
      classify (remaining() > 0) {
      |true: "Extended" ->
        extensions_length: uint16 value(sizeof(extensions));
        in byte[extensions_length] { extensions: array (..) { extension: packet tls_extension(true); }; };
      |false: "Plain" -> ();
      };
    |_: "Other" ->
      content: byte[remaining()];
    };
  };
  end: label;
}

test tls_record "records" {
  hex "16 0301 0004 01000000" = { type = Handshake; version = Tls1; fragment = "\x01\0\0\0"; }
  hex "17 0303 0000" = { type = ApplicationData; length = 0; }
  hex "17 0303 4101" fails at length
  hex "19 0303 0000" fails at type
  hex "16 0301 0004 010000" fails at fragment
}
test tls_alert { hex "02 28" = { level = Fatal; description = HandshakeFailure; } hex "03 28" fails at level }
test tls_handshake "a ClientHello of OpenSSL 3" {
  hex "0100010e0303442aaa173a1d940564737a9009756116f7547202d4363835a567104655eec024205d7a9dc683429dab1c0fac"
      "70558da62f157d6372f53537c6c3e51f1d978b6709000a130213031301c02f00ff010000bb00000010000e00000b6578616d"
      "706c652e6f7267000b000403000102000a00160014001d0017001e0019001801000101010201030104002300000010000e00"
      "0c02683208687474702f312e310016000000170000000d002a0028040305030603080708080809080a080b08040805080604"
      "0105010601030303010302040205020602002b00050403040303002d00020101003300260024001d0020b8865be32f66ea22"
      "50c6547753f1c3cb6250586f0b70cae092443b9349bd7264" = {
    type = ClientHello; version = Tls1_2; suites = 5; compressions = "\0"; extensions = 11;
  }
}
test tls_extension "of a client" (false) {
  hex "0000 0010 000e 00 000b 6578616d706c652e6f7267" = { type = ServerName; names = 1; }
  hex "002b 0005 04 0304 0303" = { type = SupportedVersions; versions = 2; }
  hex "002b 0005 05 0304 0303" fails at versions
  hex "0010 000e 000c 02 6832 08 687474702f312e31" = { protocols = 2; }
  hex "0010 000e 000d 02 6832 08 687474702f312e31 00" fails at protocols
  hex "0017 0000" = { content = ""; }
}
test tls_extension "of a server" (true) {
  hex "002b 0002 0304" = { version = Tls1_3; }
  hex "002b 0005 04 0304 0303" fails at list_length
  hex "0000 0000" = { type = ServerName; content = ""; }
}
test tls_handshake "the other messages" {
  hex "02 000056 0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 1301 00 002e 002b 0002 0304  0033 0024 001d 0020 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f" = { type = ServerHello; suite = 0x1301; extensions = 2; extensions[1].extension.group = X25519; }
  hex "0e 000000" = { type = ServerHelloDone; content = ""; }
  hex "02 000003 0303 00" fails at random
}
/// Without extensions, as before TLS 1.3. RFC 5246 7.4.1.2.
test tls_handshake "RFC 5246 7.4.1.2" {
  hex "01 000029 0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 0002 002f 01 00" = { type = ClientHello; suites = 1; compressions = "\0"; }
  hex "02 000026 0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 002f 00" = { type = ServerHello; suite = 0x2f; }
  hex "01 00002a 0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 0002 002f 01 00 00" fails at extensions_length
}
test tls_change_cipher_spec { hex "01" = { type = 1; } hex "02" fails at type }

// The Secure Shell: the transport layer (RFC 4253) and authentication (RFC 4252).

/// RFC 4250 4.1.2.
enum ssh_message_number : byte {
  |1 -> Disconnect |2 -> Ignore |3 -> Unimplemented |4 -> Debug |5 -> ServiceRequest |6 -> ServiceAccept |7 -> ExtInfo
  |20 => KexInit |21 -> NewKeys |30..49 -> KeyExchange |50 -> UserauthRequest |51 -> UserauthFailure |52 -> UserauthSuccess
  |53 -> UserauthBanner |60..79 -> UserauthMethod |80..127 -> Connection |128..191 -> Reserved |192..255 -> Local
}

/// RFC 4250 4.2.2.
enum ssh_disconnect : uint32 {
  |1 -> HostNotAllowedToConnect |2 -> ProtocolError |3 -> KeyExchangeFailed |5 -> MacError |6 -> CompressionError
  |7 -> ServiceNotAvailable |8 -> ProtocolVersionNotSupported |9 -> HostKeyNotVerifiable |10 -> ConnectionLost
  |11 => ByApplication |12 -> TooManyConnections |13 -> AuthCancelledByUser |14 -> NoMoreAuthMethodsAvailable
  |15 -> IllegalUserName
}

/// What a packet of the transport carries, once it is decrypted and decompressed. RFC 4253 11 and 12.
packet ssh_message {
  number: ssh_message_number;
  classify (number) {
  |Disconnect: "Disconnect" ->
    reason: ssh_disconnect;
    description: string32;
    language: string32 default("");
  |Ignore: "Ignore" ->
    data: string32;
  |Unimplemented: "Unimplemented" ->
    /// Of the packet that was not understood.
    sequence: uint32;
  |Debug: "Debug" ->
    always_display: boolean;
    text: string32;
    language: string32 default("");
  |ServiceRequest, ServiceAccept: "Service" ->
    service: string32 variant { |"ssh-userauth" => Userauth |"ssh-connection" -> Connection };
  |ExtInfo: "ExtInfo" ->
    // What else the sender can do. RFC 8308 2.3.
    extension_count: uint32 value(array_length(extensions));
    extensions: array (extension_count) { name: string32; content: string32; };
  |KexInit: "KexInit" ->
    cookie: byte[16];
    // Lists of names with commas between them, best first (RFC 4251 5).
    key_exchange: string32;
    host_key: string32;
    encryption_to_server: string32;
    encryption_to_client: string32;
    mac_to_server: string32;
    mac_to_client: string32;
    compression_to_server: string32 default("none");
    compression_to_client: string32 default("none");
    languages_to_server: string32 default("");
    languages_to_client: string32 default("");
    first_packet_follows: boolean default(false);
    reserved: uint32 const(0);
  |NewKeys: "NewKeys" -> ();
  |30..49: "KeyExchange" ->
    /// As the method has it: ssh_kexdh_init, ssh_kexdh_reply and their like.
    content: byte[remaining()];
  |UserauthRequest: "UserauthRequest" ->
    request: packet ssh_userauth_request();
  |UserauthFailure: "UserauthFailure" ->
    methods: string32;
    partial_success: boolean default(false);
  |UserauthSuccess: "UserauthSuccess" -> ();
  |UserauthBanner: "UserauthBanner" ->
    text: string32;
    language: string32 default("");
  |_: "Other" ->
    content: byte[remaining()];
  };
}

/// RFC 4252 5.
packet ssh_userauth_request {
  user: string32;
  service: string32 default("ssh-connection");
  method: string32 variant { |"none" -> None |"publickey" => PublicKey |"password" -> Password |"hostbased" -> HostBased };
  classify (method) {
  |"none": "None" -> ();
  |"publickey": "PublicKey" ->
    signed: boolean;
    algorithm: string32;
    key: string32;
    classify (signed) {
    |true: "Signed" -> signature: string32;
    |false: "Query" -> ();
    };
  |"password": "Password" ->
    change: boolean;
    password: string32;
    classify (change) {
    |true: "Change" -> new_password: string32;
    |false: "Keep" -> ();
    };
  |"hostbased": "HostBased" ->
    algorithm: string32;
    certificate: string32;
    host: string32;
    host_user: string32;
    signature: string32;
  |_: "Other" ->
    content: byte[remaining()];
  };
}

/// Of a Diffie-Hellman exchange, behind the message number. RFC 4253 8.
packet ssh_kexdh_init {
  e: mpint;
}

/// RFC 4253 8.
packet ssh_kexdh_reply {
  host_key: string32;
  f: mpint;
  signature: string32;
}

/// A packet in the clear. RFC 4253 6.
packet ssh_packet(int mac_size) {
  /// Bytes that follow, without the MAC; more than 35000 need not be taken (RFC 4253 6.1).
  length: uint32 min(5) max(35000) value(1 + sizeof(message) + sizeof(padding));
  padding_length: byte min(4) value(sizeof(padding));
  in byte[length - padding_length - 1] {
    message: packet ssh_message();
  };
  padding: byte[padding_length];
  mac: byte[mac_size];
}

test ssh_packet "a service is asked for" (0) {
  hex "0000001c 0a 05 0000000c 7373682d7573657261757468 00000000000000000000" = { length = 28; padding_length = 10; }
  hex "00000004 04 00000000" fails at length
  hex "0000001c 03 05 0000000c 7373682d7573657261757468 000000" fails at padding_length
  hex "0000001c 0a 05 0000000d 7373682d7573657261757468 00000000000000000000" fails at service
}
test ssh_packet "with a code behind it" (2) {
  hex "00000006 04 15 00000000 abcd" = { mac = "\xab\xcd"; }
  hex "00000006 04 15 00000000 ab" fails at mac
}
test ssh_message "messages" {
  hex "01 0000000b 00000003 627965 00000000" = { number = Disconnect; reason = ByApplication; description = "bye"; }
  hex "15" = { number = NewKeys; }
  hex "1e 00000001 05" = { number = KeyExchange; content = "\0\0\0\x01\x05"; }
  hex "33 00000012 7075626c69636b65792c70617373776f7264 00" = { methods = "publickey,password"; partial_success = false; }
}
test ssh_userauth_request "methods" {
  hex "00000004 616e696c 0000000e 7373682d636f6e6e656374696f6e 00000004 6e6f6e65" = { user = "anil"; method = None; }
  hex "00000004 616e696c 0000000e 7373682d636f6e6e656374696f6e 00000008 70617373776f7264 00 00000002 6f6b" = {
    method = Password; password = "ok"; change = false;
  }
  hex "00000001 61 00000000 00000009 7075626c69636b6579 01 00000003 727361 00000001 6b 00000001 73" = {
    algorithm = "rsa"; key = "k"; signed = true; signature = "s";
  }
}
test ssh_kexdh_init "RFC 4251 5" {
  hex "00000000" = { e = 0; }
  hex "00000008 09a378f9b2e332a7" = { e = 0x9a378f9b2e332a7; }
  hex "00000002 0080" = { e = 0x80; }
  hex "00000002 edcc" = { e = -0x1234; }
  hex "00000005 ff21524111" = { e = -0xdeadbeef; }
  hex "00000002 0001" fails at e
  hex "00000003 09a3" fails at e
}
test ssh_message "messages of every kind" {
  hex "02 000000026162" = { number = Ignore; data = "ab"; }
  hex "03 00000007" = { sequence = 7; }
  hex "04 01 00000002686d 00000002656e" = { always_display = true; text = "hm"; language = "en"; }
  hex "07 00000001 0000000f7365727665722d7369672d616c6773 0000000b7373682d65643235353139" = { extensions = 1; extensions[0].name = "server-sig-algs"; }
  hex "32 0000000175 0000000e7373682d636f6e6e656374696f6e 000000046e6f6e65" = { request.user = "u"; request.method = None; }
  hex "34" = { number = UserauthSuccess; }
  hex "35 0000000568656c6c6f 00000000" = { number = UserauthBanner; text = "hello"; }
  hex "5a 00" = { number = Connection; content = "\0"; }
  hex "14 000102030405060708090a0b0c0d0e0f 00000011637572766532353531392d736861323536 0000000b7373682d65643235353139 0000000a6165733235362d637472 0000000a6165733235362d637472 0000000d686d61632d736861322d323536 0000000d686d61632d736861322d323536 000000046e6f6e65 000000046e6f6e65 00000000 00000000 00 00000000" = {
    number = KexInit; key_exchange = "curve25519-sha256"; mac_to_client = "hmac-sha2-256"; first_packet_follows = false;
  }
  hex "07 00000002 0000000161 0000000162" fails at name
}
test ssh_userauth_request "RFC 4252 7 to 9" {
  hex "0000000175 0000000e7373682d636f6e6e656374696f6e 000000097075626c69636b6579 00 0000000b7373682d65643235353139 000000016b" = { signed = false; algorithm = "ssh-ed25519"; }
  hex "0000000175 0000000e7373682d636f6e6e656374696f6e 0000000870617373776f7264 01 000000036f6c64 000000036e6577" = { change = true; new_password = "new"; }
  hex "0000000175 0000000e7373682d636f6e6e656374696f6e 00000009686f73746261736564 000000077373682d727361 0000000163 00000003682e61 0000000176 0000000173" = { host = "h.a"; host_user = "v"; signature = "s"; }
  hex "0000000175 0000000e7373682d636f6e6e656374696f6e 000000146b6579626f6172642d696e746572616374697665 0000" = { method = "keyboard-interactive"; content = "\0\0"; }
}
test ssh_kexdh_reply "RFC 4253 8" {
  hex "000000016b 00000002 0080 0000000173" = { host_key = "k"; f = 0x80; signature = "s"; }
  hex "000000016b 00000002 0080 000000" fails at signature
}

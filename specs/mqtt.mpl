// MQTT 3.1.1 (OASIS standard).

/// MQTT 2.2.1.
enum mqtt_type : bit[4] {
  |1 -> Connect |2 -> Connack |3 => Publish |4 -> Puback |5 -> Pubrec |6 -> Pubrel |7 -> Pubcomp |8 -> Subscribe
  |9 -> Suback |10 -> Unsubscribe |11 -> Unsuback |12 -> Pingreq |13 -> Pingresp |14 -> Disconnect
}

/// How often a message may arrive. MQTT 4.3.
enum mqtt_qos : bit[2] { |0 => AtMostOnce |1 -> AtLeastOnce |2 -> ExactlyOnce }

/// What follows the length of a control packet; `type` and `flags` stand before it.
packet mqtt_content(int type, int flags) {
  classify (type) {
  |1: "Connect" ->
    protocol: string16 default("MQTT");
    level: byte default(4);
    has_user: bit[1];
    has_password: bit[1];
    will_retain: bit[1] default(0);
    will_qos: mqtt_qos;
    has_will: bit[1];
    clean_session: bit[1] default(1);
    reserved: bit[1] const(0);
    /// Seconds; 0 is no limit.
    keep_alive: uint16 default(0);
    client: string16 default("");
    classify (has_will) {
    |1: "Will" -> topic: string16; text: string16;
    |0: "NoWill" -> ();
    };
    classify (has_user) {
    |1: "User" -> user: string16;
    |0: "NoUser" -> ();
    };
    classify (has_password) {
    |1: "Password" -> password: string16;
    |0: "NoPassword" -> ();
    };
  |2: "Connack" ->
    reserved: bit[7] const(0);
    session_present: bit[1];
    code: byte variant {
      |0 => Accepted |1 -> BadProtocol |2 -> IdentifierRejected |3 -> ServerUnavailable |4 -> BadUserOrPassword
      |5 -> NotAuthorized
    };
  |3: "Publish" ->
    topic: string16;
    classify (flags >> 1 & 3) {
    |0: "Once" -> ();
    |1, 2: "Numbered" -> number: uint16 min(1);
    };
    payload: byte[remaining()];
  |4..7, 11: "Acknowledgement" ->
    number: uint16 min(1);
  |8: "Subscribe" ->
    number: uint16 min(1);
    topics: array (..) {
      filter: string16;
      reserved: bit[6] const(0);
      qos: mqtt_qos;
    };
  |9: "Suback" ->
    number: uint16 min(1);
    codes: array (..) {
      code: byte variant { |0 => MaximumQos0 |1 -> MaximumQos1 |2 -> MaximumQos2 |128 -> Failure } strict;
    };
  |10: "Unsubscribe" ->
    number: uint16 min(1);
    topics: array (..) { filter: string16; };
  |12..14: "Empty" -> ();
  };
}

/// A control packet. MQTT 2.2. Its length takes as many bytes as it needs, seven bits in each, the lowest first; who builds one
/// says how many.
packet mqtt {
  type: mqtt_type;
  flags: bit[4] default(0);
  check (type == Publish ? flags & 6 != 6 : flags == (type == Pubrel || type == Subscribe || type == Unsubscribe ? 2 : 0))
    "the flags are not those of the type";
  more_1: bit[1];
  classify (more_1) {
  |0: "Short" ->
    length: bit[7] value(sizeof(content));
    in byte[length] { content: packet mqtt_content(type, flags); };
  |1: "Long" ->
    // The bytes behind the length, once it is known how many it takes itself.
    low_1: bit[7] value((offset(end) - 1 - (offset(end) <= 16386 ? 2 : offset(end) <= 2097155 ? 3 : 4)) % 128);
    more_2: bit[1];
    classify (more_2) {
    |0: "Two" ->
      high: bit[7] value(sizeof(content) / 128);
      in byte[low_1 + 128 * high] { content: packet mqtt_content(type, flags); };
    |1: "More" ->
      low_2: bit[7] value((offset(end) - 1 - (offset(end) <= 2097155 ? 3 : 4)) / 128 % 128);
      more_3: bit[1];
      classify (more_3) {
      |0: "Three" ->
        high: bit[7] value(sizeof(content) / 16384);
        in byte[low_1 + 128 * low_2 + 16384 * high] { content: packet mqtt_content(type, flags); };
      |1: "Four" ->
        low_3: bit[7] value(sizeof(content) / 16384 % 128);
        more_4: bit[1] const(0);
        high: bit[7] value(sizeof(content) / 2097152);
        in byte[low_1 + 128 * low_2 + 16384 * low_3 + 2097152 * high] { content: packet mqtt_content(type, flags); };
      };
    };
  };
  end: label;
}

test mqtt "one session" {
  hex "10 10 0004 4d515454 04 02 003c 0004 6d697221" = { type = Connect; length = 16; }
  hex "20 02 01 00" = { type = Connack; length = 2; }
  hex "82 06 0001 0001 61 01" = { type = Subscribe; flags = 2; }
  hex "90 03 0001 01" = { type = Suback; }
  hex "32 0a 0003 612f62 0007 6f6b 21" = { type = Publish; flags = 2; }
  hex "30 08 0003 612f62 6f6b 21" = { type = Publish; flags = 0; }
  hex "40 02 0007" = { type = Puback; }
  hex "c0 00" = { type = Pingreq; }
  hex "e0 00" = { type = Disconnect; }
}
test mqtt "broken" {
  hex "c1 00" fails at flags
  hex "36 00" fails at flags
  hex "c0 01 00" fails at content
  hex "40 02 0000" fails at number
  hex "80 06 0001 0001 61 01" fails at flags
  hex "90 03 0001 03" fails at code
  hex "20 81" fails at more_2
}
test mqtt_content "a will, a user and a password" (1, 0) {
  hex "0004 4d515454 04 c6 0000 0001 63 0001 74 0002 6869 0001 75 0001 70" = {
    protocol = "MQTT"; client = "c"; topic = "t"; text = "hi"; user = "u"; password = "p"; will_qos = AtMostOnce;
  }
  hex "0004 4d515454 04 c7 0000 0001 63 0001 74 0002 6869 0001 75 0001 70" fails at reserved
}
test mqtt "with a length of two bytes" {
  hex "30 82 01 0003612f62"
      "787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878"
      "7878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878787878" = { low_1 = 2; high = 1; content.topic = "a/b"; }
  hex "30 82 02 0003 612f62 78" fails at content
}
test mqtt "no longer" {
  hex "a2 07 0002 0003 612f62" = { type = Unsubscribe; content.topics = 1; }
  hex "b0 02 0002" = { type = Unsuback; }
}

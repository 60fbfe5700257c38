// A protocol for small sensors. `mir build` turns it into telemetry.hpp; change it, and the program follows.

/// One message from a sensor, or to it. It fits one datagram.
packet telemetry {
  /// What tells these messages from other traffic on the port: "TM".
  magic: uint16 const(0x544d);
  /// Of the protocol.
  version: bit[4] const(1);
  /// Set when the sensor runs on its battery.
  on_battery: bit[1] default(0);
  /// For later versions.
  reserved: bit[3] const(0);
  /// What the message is about; decides what follows.
  kind: byte;
  /// The whole message, in bytes.
  length: uint16 min(14) value(offset(body_end));
  /// Which sensor.
  sensor: uint32;
  /// One more than in the sensor's message before, so that a gap shows what was lost.
  sequence: uint16 min(1);
  classify (kind) {
  | 1 : "Reading" ->
      /// What was measured.
      quantity: byte variant {
        | 1 -> Temperature
        | 2 -> Humidity
        | 3 -> Pressure
      };
      /// Digits behind the decimal point of `amount`.
      decimals: byte max(3);
      /// In the unit of the quantity, times 10 to the power of `decimals`.
      amount: uint32;
  | 2 : "Alarm" ->
      /// 1 is a hint, 5 is smoke.
      severity: byte min(1) max(5);
      /// Bytes in `text`.
      text_length: byte value(sizeof(text));
      /// For people, in UTF-8.
      text: byte[text_length];
  };
  body_end: label;
}

// Packets as they must be read, and one that must not: a specification that does otherwise does not compile.
test "a reading, an alarm, and one that is cut" {
  hex "544d 18 01 0012 00000007 0001 01 01 000000d7" = { on_battery = true; sensor = 7; quantity = Temperature; amount = 215; }
  hex "544d 10 02 0013 00000007 0002 05 05 736d6f6b65" = { severity = 5; text = "smoke"; }
  hex "544d 10 02 0013 00000007 0002 05 05 736d6f" fails at text
}

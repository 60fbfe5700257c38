// OpenFlow 1.0.0 (wire version 0x01), with all its 22 messages.

/// A port of a switch (5.2.1).
packet ofp_phy_port {
  /// From 1; 0xff00 and above are reserved: 0xfffb normal, 0xfffd controller, 0xfffe local.
  number: uint16;
  hardware_address: byte[6];
  /// Ends with a zero byte.
  name: byte[16];
  config: uint32 default(0);
  state: uint32 default(0);
  current: uint32 default(0);
  advertised: uint32 default(0);
  supported: uint32 default(0);
  peer: uint32 default(0);
}

/// Which packets a flow is of (5.2.3).
packet ofp_match {
  /// A bit for each field that does not count; the addresses have 6 bits each.
  wildcards: uint32;
  in_port: uint16 default(0);
  ethernet_source: byte[6];
  ethernet_destination: byte[6];
  vlan: uint16 default(0xffff);
  vlan_priority: byte default(0);
  padding: byte default(0);
  ethernet_type: uint16 default(0);
  service: byte default(0);
  protocol: byte default(0);
  padding2: uint16 default(0);
  source: uint32 default(0);
  destination: uint32 default(0);
  source_port: uint16 default(0);
  destination_port: uint16 default(0);
}

/// What is done to a packet (5.2.4).
packet ofp_action {
  type: uint16 variant {
    | 0 -> Output
    | 1 -> SetVlan
    | 2 -> SetVlanPriority
    | 3 -> StripVlan
    | 4 -> SetEthernetSource
    | 5 -> SetEthernetDestination
    | 6 -> SetSource
    | 7 -> SetDestination
    | 8 -> SetService
    | 9 -> SetSourcePort
    | 10 -> SetDestinationPort
    | 11 -> Enqueue
    | 0xffff -> Vendor
  };
  /// Of the whole action, in bytes: a multiple of 8.
  length: uint16 min(8) value(offset(action_end));
  in byte[length - 4] {
    classify (type) {
      | 0:"Output" ->
        port: uint16;
        /// Of a packet sent to the controller, how many bytes.
        max_length: uint16 default(0xffff);
      | 1:"SetVlan" ->
        vlan: uint16;
        vlan_padding: uint16 default(0);
      | 2:"SetVlanPriority" ->
        priority: byte max(7);
        priority_padding: uint24 default(0);
      | 3:"StripVlan" ->
        strip_padding: uint32 default(0);
      | 4, 5:"SetEthernet" ->
        ethernet_address: byte[6];
        ethernet_padding: uint48 default(0);
      | 6, 7:"SetAddress" ->
        address: uint32;
      | 8:"SetService" ->
        service: byte;
        service_padding: uint24 default(0);
      | 9, 10:"SetTransportPort" ->
        transport_port: uint16;
        transport_padding: uint16 default(0);
      | 11:"Enqueue" ->
        queue_port: uint16;
        queue_padding: uint48 default(0);
        queue: uint32;
      | 0xffff:"Vendor" ->
        vendor: uint32;
        vendor_data: byte[remaining()];
      | _:"Unknown" ->
        data: byte[remaining()];
    };
  };
  action_end: label;
}

/// A queue of a port (5.2.2).
packet ofp_packet_queue {
  queue: uint32;
  length: uint16 min(8) value(offset(queue_end));
  padding: uint16 default(0);
  in byte[length - 8] {
    properties: array (..) {
      property: uint16 variant { | 0 -> None | 1 -> MinimumRate };
      property_length: uint16 min(8) value(offset(property_end));
      property_padding: uint32 default(0);
      in byte[property_length - 8] {
        classify (property) {
          /// In tenths of a percent; above 1000: off.
          | 1:"MinimumRate" -> rate: uint16; rate_padding: uint48 default(0);
          | _:"Other" -> value: byte[remaining()];
        };
      };
      property_end: label;
    };
  };
  queue_end: label;
}

/// What a statistics message is about (5.3.5), its kind told outside.
packet ofp_stats_request_body(int kind) {
  classify (kind) {
    | 0:"Description" -> ();
    | 1, 2:"Flow" ->
      match: packet ofp_match();
      /// 0xff: all tables.
      table: byte;
      flow_padding: byte default(0);
      out_port: uint16 default(0xffff);
    | 3:"Table" -> ();
    | 4:"Port" ->
      port: uint16;
      port_padding: uint48 default(0);
    | 5:"Queue" ->
      queue_port: uint16;
      queue_padding: uint16 default(0);
      queue: uint32;
    | _:"Other" -> body: byte[remaining()];
  };
}

packet ofp_stats_reply_body(int kind) {
  classify (kind) {
    | 0:"Description" ->
      manufacturer: byte[256];
      hardware: byte[256];
      software: byte[256];
      serial_number: byte[32];
      datapath: byte[256];
    | 1:"Flow" ->
      flows: array (..) {
        length: uint16 min(88) value(offset(flow_end));
        in byte[length - 2] {
          table: byte;
          padding: byte default(0);
          match: packet ofp_match();
          seconds: uint32;
          nanoseconds: uint32;
          priority: uint16;
          idle_timeout: uint16;
          hard_timeout: uint16;
          padding2: uint48 default(0);
          cookie: uint64;
          packets: uint64;
          bytes_seen: uint64;
          actions: array (..) { action: packet ofp_action(); };
        };
        flow_end: label;
      };
    | 2:"Aggregate" ->
      packets: uint64;
      bytes_seen: uint64;
      flows_seen: uint32;
      aggregate_padding: uint32 default(0);
    | 3:"Table" ->
      tables: array (..) {
        table: byte;
        padding: uint24 default(0);
        name: byte[32];
        wildcards: uint32;
        max_entries: uint32;
        active: uint32;
        lookups: uint64;
        matched: uint64;
      };
    | 4:"Port" ->
      ports: array (..) {
        port: uint16;
        padding: uint48 default(0);
        received_packets: uint64;
        sent_packets: uint64;
        received_bytes: uint64;
        sent_bytes: uint64;
        receive_dropped: uint64;
        send_dropped: uint64;
        receive_errors: uint64;
        send_errors: uint64;
        frame_errors: uint64;
        overruns: uint64;
        crc_errors: uint64;
        collisions: uint64;
      };
    | 5:"Queue" ->
      queues: array (..) {
        port: uint16;
        padding: uint16 default(0);
        queue: uint32;
        sent_bytes: uint64;
        sent_packets: uint64;
        send_errors: uint64;
      };
    | _:"Other" -> body: byte[remaining()];
  };
}

/// One OpenFlow message (5.1).
packet openflow {
  version: byte const(1);
  type: byte variant {
    | 0 -> Hello
    | 1 -> Error
    | 2 -> EchoRequest
    | 3 -> EchoReply
    | 4 -> Vendor
    | 5 -> FeaturesRequest
    | 6 -> FeaturesReply
    | 7 -> GetConfigRequest
    | 8 -> GetConfigReply
    | 9 -> SetConfig
    | 10 -> PacketIn
    | 11 -> FlowRemoved
    | 12 -> PortStatus
    | 13 -> PacketOut
    | 14 -> FlowMod
    | 15 -> PortMod
    | 16 -> StatsRequest
    | 17 -> StatsReply
    | 18 -> BarrierRequest
    | 19 -> BarrierReply
    | 20 -> QueueGetConfigRequest
    | 21 -> QueueGetConfigReply
  };
  /// Of the whole message, in bytes.
  length: uint16 min(8) value(offset(message_end));
  /// A reply has that of its request.
  transaction: uint32;
  in byte[length - 8] {
    classify (type) {
      /// 5.5.1.
      | 0:"Hello" -> hello_data: byte[remaining()];
      /// 5.4.4.
      | 1:"Error" ->
        error_type: uint16 variant {
          | 0 -> HelloFailed
          | 1 -> BadRequest
          | 2 -> BadAction
          | 3 -> FlowModFailed
          | 4 -> PortModFailed
          | 5 -> QueueOpFailed
        };
        error_code: uint16;
        error_data: byte[remaining()];
      /// 5.5.2.
      | 2:"EchoRequest" -> request_data: byte[remaining()];
      /// 5.5.3.
      | 3:"EchoReply" -> reply_data: byte[remaining()];
      /// 5.5.4.
      | 4:"Vendor" -> vendor: uint32; vendor_data: byte[remaining()];
      /// 5.3.1.
      | 5:"FeaturesRequest" -> ();
      /// 5.3.1.
      | 6:"FeaturesReply" ->
        datapath: uint64;
        buffers: uint32;
        tables: byte;
        features_padding: uint24 default(0);
        capabilities: uint32;
        /// A bit for each type of action.
        known_actions: uint32;
        ports: array (..) { port: packet ofp_phy_port(); };
      /// 5.3.2.
      | 7:"GetConfigRequest" -> ();
      | 8:"GetConfigReply" ->
        reply_flags: uint16;
        reply_miss_length: uint16;
      | 9:"SetConfig" ->
        set_flags: uint16;
        /// Of a packet that no flow takes, how many bytes go to the controller.
        miss_length: uint16;
      /// 5.4.1.
      | 10:"PacketIn" ->
        /// Where the switch keeps the packet; all ones: nowhere.
        buffer: uint32;
        total_length: uint16;
        in_port: uint16;
        reason: byte variant { | 0 -> NoMatch | 1 -> Action };
        in_padding: byte default(0);
        frame: byte[remaining()];
      /// 5.4.2.
      | 11:"FlowRemoved" ->
        removed_match: packet ofp_match();
        removed_cookie: uint64;
        removed_priority: uint16;
        removed_reason: byte variant { | 0 -> IdleTimeout | 1 -> HardTimeout | 2 -> Delete };
        removed_padding: byte default(0);
        seconds: uint32;
        nanoseconds: uint32;
        removed_idle_timeout: uint16;
        removed_padding2: uint16 default(0);
        packets: uint64;
        bytes_seen: uint64;
      /// 5.4.3.
      | 12:"PortStatus" ->
        status_reason: byte variant { | 0 -> Add | 1 -> Delete | 2 -> Modify };
        status_padding: bit[56] default(0);
        description: packet ofp_phy_port();
      /// 5.3.6.
      | 13:"PacketOut" ->
        out_buffer: uint32 default(0xffffffff);
        out_in_port: uint16 default(0xffff);
        actions_length: uint16 value(sizeof(out_actions));
        in byte[actions_length] { out_actions: array (..) { action: packet ofp_action(); }; };
        out_frame: byte[remaining()];
      /// 5.3.3.
      | 14:"FlowMod" ->
        match: packet ofp_match();
        cookie: uint64;
        command: uint16 variant { | 0 -> Add | 1 -> Modify | 2 -> ModifyStrict | 3 -> Delete | 4 -> DeleteStrict };
        idle_timeout: uint16 default(0);
        hard_timeout: uint16 default(0);
        priority: uint16 default(0x8000);
        mod_buffer: uint32 default(0xffffffff);
        out_port: uint16 default(0xffff);
        mod_flags: uint16 default(0);
        actions: array (..) { action: packet ofp_action(); };
      /// 5.3.4.
      | 15:"PortMod" ->
        port_number: uint16;
        hardware_address: byte[6];
        config: uint32;
        config_mask: uint32;
        advertise: uint32 default(0);
        mod_padding: uint32 default(0);
      /// 5.3.5.
      | 16:"StatsRequest" ->
        request_kind: uint16;
        request_flags: uint16 default(0);
        request: packet ofp_stats_request_body(request_kind);
      | 17:"StatsReply" ->
        reply_kind: uint16;
        /// Bit 0: more replies follow.
        stats_flags: uint16 default(0);
        reply: packet ofp_stats_reply_body(reply_kind);
      /// 5.3.7.
      | 18:"BarrierRequest" -> ();
      | 19:"BarrierReply" -> ();
      /// 5.3.8.
      | 20:"QueueGetConfigRequest" ->
        queues_port: uint16;
        queues_padding: uint16 default(0);
      | 21:"QueueGetConfigReply" ->
        config_port: uint16;
        config_padding: uint48 default(0);
        queues: array (..) { queue: packet ofp_packet_queue(); };
    };
  };
  message_end: label;
}

test openflow "1.0.0" {
  hex "01 00 0008 00000001" = { type = Hello; length = 8; transaction = 1; }
  hex "01 01 000e 00000002 0001 0003 abcd" = { error_type = BadRequest; error_code = 3; error_data = "\xab\xcd"; }
  hex "01 02 000a 00000003 6869" = { type = EchoRequest; request_data = "hi"; }
  hex "01 06 0050 00000004 0000000000000001 00000100 02 000000 000000c7 00000fff 0001 020000000001 65746830000000000000000000000000 00000000 00000000 00000082 00000000 00000000 00000000" = {
    datapath = 1;
    tables = 2;
    ports = 1;
  }
  hex "01 09 000c 00000005 0000 0080" = { miss_length = 128; }
  hex "01 0a 0014 00000006 ffffffff 0040 0001 00 00 6162" = { reason = NoMatch; in_port = 1; total_length = 64; frame = "ab"; }
  hex "01 0d 001a 00000007 ffffffff ffff 0008 0000 0008 fffb 0000 6162" = { out_actions = 1; out_frame = "ab"; }
  hex "01 0e 0050 00000008 003820ff 0000 000000000000 000000000000 ffff 00 00 0000 00 00 0000 00000000 00000000 0000 0000 0000000000000000 0000 0000 0000 8000 ffffffff ffff 0000 0000 0008 0002 0000" = {
    type = FlowMod;
    command = Add;
    priority = 0x8000;
    actions = 1;
  }
  hex "01 10 0014 00000009 0004 0000 ffff 000000000000" = { request_kind = 4; }
  hex "01 11 0024 0000000a 0002 0000 0000000000000001 0000000000000040 00000001 00000000" = { reply_kind = 2; }
  hex "01 12 0008 0000000b" = { type = BarrierRequest; }
  hex "01 15 0028 0000000c 0001 000000000000 00000007 0018 0000 0001 0010 00000000 0064 000000000000" = { queues = 1; }
}
test openflow "refused" {
  hex "04 00 0008 00000001" fails at version
  hex "01 00 0007 00000001" fails at length
  hex "01 12 0009 00000001 00" fails at hello_data
  hex "01 16 0008 00000001" fails at type
  hex "01 0d 0018 00000007 ffffffff ffff 0008 0000 0007 fffb 0000" fails at length
}
test openflow "the other messages" {
  hex "01 03 000a 00000001 6869" = { type = EchoReply; reply_data = "hi"; }
  hex "01 04 000d 00000001 00002320 01" = { vendor = 0x2320; vendor_data = "\x01"; }
  hex "01 05 0008 00000001 " = { type = FeaturesRequest; }
  hex "01 07 0008 00000001 " = { type = GetConfigRequest; }
  hex "01 08 000c 00000001 0000 0080" = { reply_miss_length = 128; }
  hex "01 0b 0058 00000001 003820ff 0000 000000000000 000000000000 ffff 00 00 0000 00 00 0000 00000000 00000000 0000 0000 0000000000000009 8000 01 00 00000001 00000002 003c 0000 0000000000000003 00000000000000c0" = { removed_reason = HardTimeout; packets = 3; bytes_seen = 192; }
  hex "01 0c 0040 00000001 02 00000000000000 0001 020000000001 65746830000000000000000000000000 00000000 00000000 00000082 00000000 00000000 00000000" = { status_reason = Modify; description.name = "eth0\0\0\0\0\0\0\0\0\0\0\0\0"; }
  hex "01 0f 0020 00000001 0001 020000000001 00000001 00000001 00000000 00000000" = { port_number = 1; config_mask = 1; }
  hex "01 13 0008 00000001 " = { type = BarrierReply; }
  hex "01 14 000c 00000001 0001 0000" = { queues_port = 1; }
  hex "01 15 0038 00000001 0001 000000000000 00000007 0028 0000 0001 0010 00000000 0064 000000000000 0002 0010 00000000 0001020304050607" = { queues[0].queue.properties = 2; }
  hex "01 0d 0078 00000001 ffffffff ffff 0068 0001 0008 0007 0000 0002 0008 05 000000 0003 0008 00000000 0004 0010 020000000002 000000000000 0006 0008 c0000201 0008 0008 b8 000000 0009 0008 0050 0000 000b 0010 0001 000000000000 00000007 ffff 0010 00002320 01020304 05060708 000c 0008 01020304" = { out_actions = 10; out_actions[1].action.priority = 5; out_actions[7].action.queue = 7; }
  hex "01 0d 0018 00000001 ffffffff ffff 0008 0002 0008 08 000000" fails at priority
  hex "01 0d 001a 00000001 ffffffff ffff 000a 000b 000a 0001 00000000" fails at queue_padding
}
test ofp_stats_request_body "of what there is" (0) { hex "" = {} }
test ofp_stats_request_body "of flows" (1) { hex "003820ff 0000 000000000000 000000000000 ffff 00 00 0000 00 00 0000 00000000 00000000 0000 0000 ff 00 ffff" = { table = 255; out_port = 0xffff; } }
test ofp_stats_request_body "of tables" (3) { hex "" = {} }
test ofp_stats_request_body "of queues" (5) { hex "ffff 0000 ffffffff" = { queue = 0xffffffff; } }
test ofp_stats_request_body "of another kind" (0xffff) { hex "0000 2320" = { body = "\0\0\x23\x20"; } }
test ofp_stats_reply_body "of what there is" (0) {
  hex "4d697200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 7669727475616c000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 302e3100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 3100000000000000000000000000000000000000000000000000000000000000 73310000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" = { serial_number = "1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"; }
}
test ofp_stats_reply_body "of flows" (1) {
  hex "0060 01 00 003820ff 0000 000000000000 000000000000 ffff 00 00 0000 00 00 0000 00000000 00000000 0000 0000 00000001 00000002 8000 003c 0000 000000000000 0000000000000009 0000000000000003 00000000000000c0 0000 0008 fffb 0000 0060 01 00 003820ff 0000 000000000000 000000000000 ffff 00 00 0000 00 00 0000 00000000 00000000 0000 0000 00000001 00000002 8000 003c 0000 000000000000 0000000000000009 0000000000000003 00000000000000c0 0000 0008 fffb 0000" = { flows = 2; flows[1].idle_timeout = 60; flows[1].cookie = 9; }
  hex "0058 01" fails at table
}
test ofp_stats_reply_body "of tables" (3) { hex "01 000000 6578616374000000000000000000000000000000000000000000000000000000 003fffff 00000400 00000001 0000000000000007 0000000000000005" = { tables = 1; tables[0].matched = 5; } }
test ofp_stats_reply_body "of ports" (4) { hex "0001 000000000000 0000000000000001 0000000000000002 0000000000000003 0000000000000004 0000000000000005 0000000000000006 0000000000000007 0000000000000008 0000000000000009 000000000000000a 000000000000000b 000000000000000c" = { ports = 1; ports[0].collisions = 12; } }
test ofp_stats_reply_body "of queues" (5) { hex "0001 0000 00000007 0000000000000100 0000000000000002 0000000000000000" = { queues[0].sent_packets = 2; } }
test ofp_stats_reply_body "of another kind" (0xffff) { hex "01" = { body = "\x01"; } }

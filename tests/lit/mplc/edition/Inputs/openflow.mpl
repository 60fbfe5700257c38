/* OpenFlow 1.0: every message in one packet. */
packet openflow {
	version: byte const(1);
	_type: byte;
	length: uint16 value (offset (end_of_message)) min(8);
	xid: uint32;
	classify (_type) {
	|0:"Hello" -> ();
	|1:"Error" ->
		error_type: uint16 variant { |0 -> HelloFailed |1 -> BadRequest |2 -> BadAction |3 -> FlowModFailed |4 -> PortModFailed
			|5 -> QueueOpFailed };
		code: uint16;
		data: byte[length - 12];
	|2:"EchoRequest" -> data: byte[length - 8];
	|3:"EchoReply" -> data: byte[length - 8];
	|4:"Vendor" -> vendor: uint32; body: byte[length - 12];
	|5:"FeaturesRequest" -> ();
	|6:"FeaturesReply" ->
		datapath_id: uint64;
		n_buffers: uint32;
		n_tables: byte;
		pad: byte[3];
		capabilities: uint32;
		actions: uint32;
		ports: array ((length - 32) / 48) {
			port: packet of_port ();
		};
	|7:"GetConfigRequest" -> ();
	|8:"GetConfigReply" -> flags: uint16; miss_send_len: uint16;
	|9:"SetConfig" -> flags: uint16 variant { |0 => Normal |1 -> Drop |2 -> Reassemble }; miss_send_len: uint16 default(128);
	|10:"PacketIn" ->
		buffer_id: uint32 default(-1);
		total_len: uint16;
		in_port: uint16;
		reason: byte variant { |0 => NoMatch |1 -> Action };
		pad: byte const(0);
		frame: byte[length - 18];
	|11:"FlowRemoved" ->
		m: packet of_match ();
		cookie: uint64;
		priority: uint16;
		reason: byte variant { |0 => IdleTimeout |1 -> HardTimeout |2 -> Delete };
		pad: byte const(0);
		duration_sec: uint32;
		duration_nsec: uint32;
		idle_timeout: uint16;
		pad2: uint16 const(0);
		packet_count: uint64;
		byte_count: uint64;
	|12:"PortStatus" ->
		reason: byte variant { |0 -> Add |1 -> Delete |2 -> Modify };
		pad: byte[7];
		desc: packet of_port ();
	|13:"PacketOut" ->
		buffer_id: uint32 default(-1);
		in_port: uint16;
		actions_len: uint16 value (sizeof (actions));
		actions: byte[actions_len] align(64);
		frame: byte[length - 16 - actions_len];
	|14:"FlowMod" ->
		m: packet of_match ();
		cookie: uint64 default(0);
		command: uint16 variant { |0 => Add |1 -> Modify |2 -> ModifyStrict |3 -> Delete |4 -> DeleteStrict };
		idle_timeout: uint16 default(0);
		hard_timeout: uint16 default(0);
		priority: uint16 default(0x8000);
		buffer_id: uint32 default(-1);
		out_port: uint16 default(0xffff);
		flags: uint16 default(0);
		actions: byte[length - 72] align(64);
	|15:"PortMod" -> port_no: uint16; hw_addr: byte[6]; config: uint32; mask: uint32; advertise: uint32; pad: uint32 const(0);
	|16:"StatsRequest" -> stats_type: uint16; flags: uint16 const(0); body: byte[length - 12];
	|17:"StatsReply" -> stats_type: uint16; flags: uint16; body: byte[length - 12];
	|18:"BarrierRequest" -> ();
	|19:"BarrierReply" -> ();
	|20:"QueueGetConfigRequest" -> port: uint16; pad: uint16 const(0);
	|21:"QueueGetConfigReply" -> port: uint16; pad: byte[6]; queues: byte[length - 16];
	};
	end_of_message: label;
}

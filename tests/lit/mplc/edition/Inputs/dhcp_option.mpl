packet dhcp_option {
	code: byte;
	classify (code) {
	|0:"Pad" -> ();
	|255:"End" -> ();
	|1:"SubnetMask" ->
		length: byte const(4);
		mask: uint32;
	|3:"Routers" ->
		length: byte value(4 * array_length (routers));
		routers: array (length / 4) {
			router: uint32;
		};
	|6:"DnsServers" ->
		length: byte value(4 * array_length (servers));
		servers: array (length / 4) {
			server: uint32;
		};
	|12:"HostName" ->
		length: byte value(sizeof(name));
		name: byte[length];
	|15:"DomainName" ->
		name: string8;
	|50:"RequestedIP" ->
		length: byte const(4);
		ip: uint32;
	|51:"LeaseTime" ->
		length: byte const(4);
		lease: uint32;
	|53:"MessageType" ->
		length: byte const(1);
		mtype: byte variant { |1 => Discover |2 -> Offer |3 -> Request |4 -> Decline |5 -> Ack |6 -> Nak |7 -> Release
			|8 -> Inform };
	|54:"ServerIdentifier" ->
		length: byte const(4);
		ip: uint32;
	|55:"ParameterRequest" ->
		length: byte value(sizeof(parameters));
		parameters: byte[length];
	|61:"ClientId" ->
		length: byte value(sizeof(id) + 1) min(2);
		htype: byte;
		id: byte[length - 1];
	};
}

// An early one: the data offset is computed without the options, so that none can be built.
packet tcp {
	source_port: uint16;
	dest_port: uint16;
	sequence: uint32;
	ack_number: uint32;
	data_offset: bit[4] value(5);
	reserved: bit[6] const(0);
	urg: bit[1] default(false);
	ack: bit[1] default(false);
	psh: bit[1] default(false);
	rst: bit[1] default(false);
	syn: bit[1] default(false);
	fin: bit[1] default(false);
	window: uint16;
	checksum: uint16 default(0);
	urgent: uint16 default(0);
	options: byte[data_offset * 4 - offset(urgent)] align(32);
	data: byte[remaining()];
}

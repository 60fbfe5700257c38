packet pcap_record {
	seconds: uint32;
	useconds: uint32;
	caplen: uint32 value(sizeof(data));
	origlen: uint32;
	data: byte[caplen];
}

packet pcap_header {
	magic: uint32 const(0xa1b2c3d4);
	major: uint16 const(2);
	minor: uint16 const(4);
	thiszone: uint32 default(0);
	sigfigs: uint32 default(0);
	snaplen: uint32;
	network: uint32 variant { |0 -> Null |1 => Ethernet |105 -> Wireless };
}

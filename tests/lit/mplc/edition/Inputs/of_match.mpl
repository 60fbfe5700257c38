packet of_match {
	wildcards: uint32;
	in_port: uint16;
	dl_src: byte[6];
	dl_dst: byte[6];
	dl_vlan: uint16;
	dl_vlan_pcp: byte;
	pad1: byte const(0);
	dl_type: uint16 variant { |0x800 => IPv4 |0x806 -> ARP };
	nw_tos: byte;
	nw_proto: byte variant { |1 -> ICMP |6 -> TCP |17 -> UDP };
	pad2: uint16 const(0);
	nw_src: uint32;
	nw_dst: uint32;
	tp_src: uint16;
	tp_dst: uint16;
}

typedef mac_word uint16;
struct {
	hi: mac_word;
	lo: uint32;
} mac_address;
packet of_port {
	port_no: uint16;
	hw_addr: mac_address;
	name: byte[16];
	config: uint32;
	state: uint32;
	curr: uint32;
	advertised: uint32;
	supported: uint32;
	peer: uint32;
}

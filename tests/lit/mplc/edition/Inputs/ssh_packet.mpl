/* The binary packet of the transport layer (RFC 4253 6); what is in it depends on what went before,
 * so that is a parameter. /* Comments nest. */ */
packet ssh_packet (bool kexinit_done, int mac_len) {
	pktlen: uint32 value (offset (padding) - offset (pktlen));
	padlen: byte value (sizeof (padding)) min(4);
	payload: packet ssh_payload (kexinit_done, pktlen - padlen - 1);
	padding: byte[padlen];
	mac: byte[mac_len];
}

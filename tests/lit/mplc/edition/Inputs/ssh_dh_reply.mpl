packet ssh_dh_reply {
	k_s: string32;
	f: mpint;
	signature: string32;
}

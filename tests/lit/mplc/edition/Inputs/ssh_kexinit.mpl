packet ssh_kexinit {
	cookie: byte[16];
	kex_algorithms: string32;
	server_host_key_algorithms: string32;
	encryption_algorithms_client_to_server: string32;
	encryption_algorithms_server_to_client: string32;
	mac_algorithms_client_to_server: string32;
	mac_algorithms_server_to_client: string32;
	compression_algorithms_client_to_server: string32;
	compression_algorithms_server_to_client: string32;
	languages_client_to_server: string32;
	languages_server_to_client: string32;
	first_kex_packet_follows: boolean;
	reserved: uint32 const (0);
}

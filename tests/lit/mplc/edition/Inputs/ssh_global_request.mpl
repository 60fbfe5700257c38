packet ssh_global_request {
	request_name: string32;
	want_reply: boolean;
	classify (request_name) {
	|"tcpip-forward":"Forward" ->
		address: string32;
		port: uint32 max(65535);
	|"cancel-tcpip-forward":"Cancel" ->
		address: string32;
		port: uint32 max(65535);
	};
}

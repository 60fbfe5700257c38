packet ssh_payload (bool kexinit_done, int len) {
	_type: byte;
	classify (_type) {
	|1:"Disconnect" ->
		reason: uint32 variant { |1 -> HostNotAllowed |2 -> ProtocolError |3 -> KexFailed |11 => ByApplication };
		description: string32;
		language: string32;
	|2:"Ignore" -> data: string32;
	|3:"Unimplemented" -> seq: uint32;
	|4:"Debug" ->
		always_display: boolean;
		message: string32;
		language: string32;
	|5:"ServiceRequest" ->
		service: string32 variant { |"ssh-userauth" => Userauth |"ssh-connection" -> Connection };
	|6:"ServiceAccept" -> service: string32;
	|20:"KexInit" when (!kexinit_done) ->
		kex: packet ssh_kexinit ();
	|21:"NewKeys" -> ();
	|30..34:"Kex" when (kexinit_done) ->
		kexdata: packet ssh_dh (_type, len - 1);
	|50:"AuthRequest" ->
		auth: packet ssh_auth_req ();
	|51:"AuthFailure" ->
		methods: string32;
		partial: boolean default(false);
	|52:"AuthSuccess" -> ();
	|80:"GlobalRequest" ->
		request: packet ssh_global_request ();
	|90..99:"Channel" ->
		channel: packet ssh_channel (_type);
	};
}

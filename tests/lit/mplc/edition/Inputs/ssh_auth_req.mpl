packet ssh_auth_req {
	user_name: string32;
	service: string32 default ("ssh-connection");
	authtype: string32;
	classify (authtype) {
	|"none":"None" -> ();
	|"publickey":"PublicKey" ->
		has_sig: boolean;
		algorithm: string32;
		pubkey: string32;
		classify (has_sig) {
		|true:"Signed" -> signature: string32;
		|false:"Query" -> ();
		};
	|"password":"Password" ->
		change: boolean const(false);
		password: string32;
	};
}

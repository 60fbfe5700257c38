packet ssh_channel (int msg) {
	recipient: uint32;
	what: byte;
	classify (what) {
	|0:"Data" when (msg == 94) -> data: string32;
	|1:"Window" when (msg == 93) -> bytes_to_add: uint32;
	|2:"Eof" -> ();
	|3:"Open" -> window: uint32; max_size: uint32; kind: string8;
	};
}

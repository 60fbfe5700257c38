packet unaligned {
	a: byte;
	flags: bit[3];
}

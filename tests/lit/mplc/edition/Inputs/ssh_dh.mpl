packet ssh_dh (int msg, int len) {
	a: mpint;
	b: byte[len - sizeof(a)];
	_end: label;
}

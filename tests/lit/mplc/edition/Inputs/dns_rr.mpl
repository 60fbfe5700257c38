packet dns_rr {
	name: dns_label_comp;
	atype: uint16;
	aclass: uint16 variant { |1 => IN |2 -> CSNET |3 -> CHAOS |4 -> HS };
	ttl: uint32;
	rdlength: uint16 value (offset (rdata_end) - offset (rdlength));
	classify (atype) {
	|1:"A" ->
		ip: uint32;
	|2:"NS" ->
		hostname: dns_label_comp;
	|3:"MD" ->
		hostname: dns_label_comp;
	|4:"MF" ->
		hostname: dns_label_comp;
	|5:"CNAME" ->
		hostname: dns_label_comp;
	|6:"SOA" ->
		primary_ns: dns_label_comp;
		admin_mb: dns_label_comp;
		serial: uint32;
		refresh: uint32;
		retry: uint32;
		expiration: uint32;
		minttl: uint32;
	|7:"MB" ->
		hostname: dns_label_comp;
	|8:"MG" ->
		hostname: dns_label_comp;
	|9:"MR" ->
		hostname: dns_label_comp;
	|10:"NULL" ->
		null_data: byte[rdlength];
	|11:"WKS" ->
		ip: uint32;
		protocol: byte;
		bitmap: byte[rdlength - 5];
	|12:"PTR" ->
		hostname: dns_label_comp;
	|13:"HINFO" ->
		cpu: string8;
		os: string8;
	|14:"MINFO" ->
		resp_mb: dns_label_comp;
		error_mb: dns_label_comp;
	|15:"MX" ->
		preference: uint16;
		hostname: dns_label_comp;
	|16:"TXT" ->
		data: string8;
		misc: byte[rdlength - sizeof (data)];
	|17:"RP" ->
		mbox: dns_label;
		txt: dns_label;
	|18:"AFSDB" ->
		subtype: uint16 variant { |1 -> AFS |2 -> DCE };
		hostname: dns_label;
	|19:"X25" ->
		psdn: string8;
	|20:"ISDN" ->
		addr: string8;
		subaddr: string8;
	|21:"RT" ->
		preference: uint16;
		hostname: dns_label;
	|24:"SIG" ->
		type_covered: uint16;
		alg: byte;
		labels: byte;
		orig_ttl: uint32;
		expiration: uint32;
		inception: uint32;
		key_tag: uint16;
		signer: dns_label;
		signature: byte[rdlength - 18 - sizeof (signer)];
	|25:"KEY" ->
		flags: uint16;
		protocol: byte;
		alg: byte;
		key: byte[rdlength - 4];
	|26:"PX" ->
		preference: uint16;
		map822: dns_label;
		mapx400: dns_label;
	|28:"AAAA" ->
		ip: byte[16];
	|29:"LOC" ->
		version: byte const(0);
		size: byte;
		horiz_pre: byte;
		vert_pre: byte;
		latitude: uint32;
		longitude: uint32;
		altitude: uint32;
	|33:"SRV" ->
		priority: uint16;
		weight: uint16;
		port: uint16;
		target: dns_label;
	|35:"NAPTR" ->
		order: uint16;
		preference: uint16;
		flags: string8;
		services: string8;
		regexp: string8;
		replacement: dns_label;
	|36:"KX" ->
		preference: uint16;
		exchanger: dns_label;
	|39:"DNAME" ->
		target: dns_label;
	|99:"SPF" ->
		data: string8;
		misc: byte[rdlength - sizeof (data)];
	|103:"UNSPEC" ->
		unspec_data: byte[rdlength];
	};
	rdata_end: label;
}

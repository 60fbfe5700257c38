packet dns_question {
	qname: dns_label_comp;
	qtype: uint16 variant { |1 => A |2 -> NS |5 -> CNAME |6 -> SOA |12 -> PTR |15 -> MX |16 -> TXT |28 -> AAAA
		|252 -> AXFR |253 -> MAILB |254 -> MAILA |255 -> ANY };
	qclass: uint16 variant { |1 => IN |2 -> CSNET |3 -> CHAOS |4 -> HS |255 -> ANY };
}

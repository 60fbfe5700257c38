/* A name server of 2006: RFC 1035, in the style of the first compiler. */
packet dns {
	id: uint16;
	qr: bit[1] variant { |0 => Query |1 -> Answer };
	opcode: bit[4] variant { |0 => Query |1 -> IQuery |2 -> Status |3 -> Reserved |4 -> Notify |5 -> Update };
	aa: bit[1];
	tc: bit[1];
	rd: bit[1];
	ra: bit[1];
	z: bit[3] const(0);
	rcode: bit[4] variant { |0 => NoError |1 -> FormErr |2 -> ServFail |3 -> NXDomain |4 -> NotImp |5 -> Refused
		|6 -> YXDomain |7 -> YXRRSet |8 -> NXRRSet |9 -> NotAuth |10 -> NotZone |16 -> BadVers |17 -> BadKey
		|18 -> BadTime |19 -> BadMode |20 -> BadName |21 -> BadAlg };
	qdcount: uint16 value (array_length (questions)) default(0);
	ancount: uint16 value (array_length (answers)) default(0);
	nscount: uint16 value (array_length (authority)) default(0);
	arcount: uint16 value (array_length (additional)) default(0);
	questions: array (qdcount) {
		qn: packet dns_question ();
	};
	answers: array (ancount) {
		an: packet dns_rr ();
	};
	authority: array (nscount) {
		ns: packet dns_rr ();
	};
	additional: array (arcount) {
		ar: packet dns_rr ();
	};
}

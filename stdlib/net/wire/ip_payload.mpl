// What an IP packet carries.
import "icmp.mpl";
import "tcp.mpl";
import "udp.mpl";

/// The payload of an IPv4 packet, given the header's `protocol` and `fragment_offset`.
///
/// Only the first fragment begins with a transport header (RFC 791 3.2): a later one is the middle of a packet, and is never
/// read as a header.
packet ip_payload(int protocol, int fragment_offset) {
  classify (protocol) {
    | 1:"Icmp" when (fragment_offset == 0) -> icmp: packet icmp();
    | 6:"Tcp" when (fragment_offset == 0) -> tcp: packet tcp();
    | 17:"Udp" when (fragment_offset == 0) -> udp: packet udp();
    /// Any other protocol, or a fragment other than the first.
    | _:"Bytes" -> data: byte[remaining()];
  };
}

test ip_payload "a UDP datagram" (17, 0) {
  hex "0035 0fa0 0009 0000 78" = {}
  hex "0035 0fa0 0009 00" fails at checksum
}
test ip_payload "an ICMP echo request" (1, 0) {
  hex "0800 06f4 1234 0007 70696e67" = {}
}
test ip_payload "a TCP segment" (6, 0) {
  hex "0050 1f90 00000001 01020305 50 18 2000 abcd 0000 6869" = {}
}
test ip_payload "a later fragment of one" (17, 185) {
  hex "0035 0fa0 0009 00" = { data = "\x00\x35\x0f\xa0\x00\x09\x00"; }
}
test ip_payload "another protocol" (89, 0) {
  hex "0201" = { data = "\x02\x01"; }
}

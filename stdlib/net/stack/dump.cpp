// The state of a stack as text.
#include <mir/net/stack/stack.hpp>

namespace mir::net {
namespace {

/// A counter and what it is called, with its layer in front.
struct Named {
  std::string_view name;
  std::uint64_t value;
};

/// \tparam Of whose counters they are: all of them, whoever adds one.
template <class... Of, std::size_t N> void print(os::Writer& out, const Named (&counters)[N]) {
  static_assert(N * sizeof(std::uint64_t) == (sizeof(Of) + ...), "a counter is not shown");
  for (const Named& counter : counters)
    if (counter.value != 0)
      os::format_to(out, "{} {}\n", counter.name, counter.value);
}

void dump_link(os::Writer& out, const Ethernet& link) {
  link.neighbours().for_each([&](std::uint32_t neighbour, const MacAddress& mac, bool known) {
    if (known)
      os::format_to(out, "neighbour {} {}\n", Address::v4(neighbour), mac);
    else
      os::format_to(out, "neighbour {} unknown\n", Address::v4(neighbour));
  });
  const EthernetCounters& c = link.counters();
  const ArpCacheCounters& a = link.neighbours().counters();
  print<EthernetCounters, ArpCacheCounters>(out, {{"ethernet malformed", c.malformed},
                                                  {"ethernet group-source", c.group_source},
                                                  {"ethernet not-ours", c.not_ours},
                                                  {"ethernet tagged", c.tagged},
                                                  {"ethernet other-type", c.other_type},
                                                  {"ethernet no-page", c.no_page},
                                                  {"arp sent", c.arp_sent},
                                                  {"arp answered", c.arp_answered},
                                                  {"arp malformed", c.arp_malformed},
                                                  {"arp ignored", c.arp_ignored},
                                                  {"arp limited", c.arp_limited},
                                                  {"arp conflicts", c.conflicts},
                                                  {"arp unsolicited", a.unsolicited},
                                                  {"arp evicted", a.evicted},
                                                  {"arp failed", a.failed},
                                                  {"arp queue-dropped", a.queue_dropped}});
}

void dump_ip(os::Writer& out, const Ipv4& ip) {
  const Ipv4Counters& c = ip.counters();
  print<Ipv4Counters>(out, {{"ip received", c.received},
                            {"ip delivered", c.delivered},
                            {"ip malformed", c.malformed},
                            {"ip bad-checksum", c.bad_checksum},
                            {"ip bad-options", c.bad_options},
                            {"ip source-routed", c.source_routed},
                            {"ip martian-source", c.martian_source},
                            {"ip not-ours", c.not_ours},
                            {"ip fragments", c.fragments},
                            {"ip unknown-protocol", c.unknown_protocol},
                            {"ip sent", c.sent},
                            {"ip fragmented", c.fragmented},
                            {"ip no-route", c.no_route},
                            {"ip no-page", c.no_page},
                            {"ip loop-full", c.loop_full},
                            {"ip path-mtu-lowered", c.path_mtu_lowered}});
  const ReassemblyCounters& r = ip.reassembly().counters();
  print<ReassemblyCounters>(out, {{"reassembly completed", r.completed},
                                  {"reassembly duplicates", r.duplicates},
                                  {"reassembly overlaps", r.overlaps},
                                  {"reassembly malformed", r.malformed},
                                  {"reassembly evicted", r.evicted},
                                  {"reassembly timed-out", r.timed_out},
                                  {"reassembly no-page", r.no_page}});
  const IcmpCounters& i = ip.icmp().counters();
  print<IcmpCounters>(out, {{"icmp received", i.received},
                            {"icmp malformed", i.malformed},
                            {"icmp bad-checksum", i.bad_checksum},
                            {"icmp echoes-answered", i.echoes_answered},
                            {"icmp echoes-to-many", i.echoes_to_many},
                            {"icmp ignored", i.ignored},
                            {"icmp reports", i.reports},
                            {"icmp disbelieved", i.disbelieved},
                            {"icmp errors-sent", i.errors_sent},
                            {"icmp errors-limited", i.errors_limited},
                            {"icmp no-page", i.no_page}});
}

void dump_udp(os::Writer& out, const Udp& udp) {
  const UdpCounters& c = udp.counters();
  print<UdpCounters>(out, {{"udp received", c.received},
                           {"udp delivered", c.delivered},
                           {"udp malformed", c.malformed},
                           {"udp bad-checksum", c.bad_checksum},
                           {"udp no-port", c.no_port},
                           {"udp queue-full", c.queue_full},
                           {"udp no-memory", c.no_memory},
                           {"udp sent", c.sent},
                           {"udp send-failed", c.send_failed}});
}

void dump_tcp(os::Writer& out, const Tcp& engine) {
  const TcpCounters& c = engine.counters();
  print<TcpCounters>(out, {{"tcp segments-in", c.segments_in},
                           {"tcp segments-out", c.segments_out},
                           {"tcp bytes-in", c.bytes_in},
                           {"tcp bytes-out", c.bytes_out},
                           {"tcp connected", c.connected},
                           {"tcp accepted", c.accepted},
                           {"tcp resets-in", c.resets_in},
                           {"tcp resets-out", c.resets_out},
                           {"tcp retransmissions", c.retransmissions},
                           {"tcp timeouts", c.timeouts},
                           {"tcp recoveries", c.recoveries},
                           {"tcp tail-probes", c.tail_probes},
                           {"tcp window-probes", c.window_probes},
                           {"tcp keep-alives", c.keep_alives},
                           {"tcp spurious", c.spurious},
                           {"tcp congestion-marks", c.congestion_marks},
                           {"tcp cookies-sent", c.cookies_sent},
                           {"tcp cookies-accepted", c.cookies_accepted},
                           {"tcp bad-header", c.bad_header},
                           {"tcp bad-checksum", c.bad_checksum},
                           {"tcp bad-address", c.bad_address},
                           {"tcp no-connection", c.no_connection},
                           {"tcp reset-limited", c.reset_limited},
                           {"tcp paws", c.paws},
                           {"tcp no-timestamp", c.no_timestamp},
                           {"tcp outside-window", c.outside_window},
                           {"tcp bad-reset", c.bad_reset},
                           {"tcp bad-syn", c.bad_syn},
                           {"tcp bad-ack", c.bad_ack},
                           {"tcp no-ack-bit", c.no_ack_bit},
                           {"tcp challenge-limited", c.challenge_limited},
                           {"tcp backlog-full", c.backlog_full},
                           {"tcp too-many", c.too_many},
                           {"tcp orphans-dropped", c.orphans_dropped},
                           {"tcp pruned", c.pruned},
                           {"tcp forgotten", c.forgotten},
                           {"tcp data-after-close", c.data_after_close},
                           {"tcp no-memory", c.no_memory},
                           {"tcp bad-report", c.bad_report}});
}

void dump_sockets(os::Writer& out, Udp& udp, Tcp& engine) {
  udp.for_each([&](const UdpSocket& socket) {
    os::format_to(out, "udp {} waiting {}\n", socket.local(), socket.waiting());
  });
  engine.for_each_listener([&](const TcpListener& listener) {
    os::format_to(out, "tcp {} LISTEN waiting {}\n", listener.local(), listener.waiting());
  });
  engine.for_each([&](const tcp::Snapshot& c) {
    os::format_to(out, "tcp {} {} {} unsent {} unread {} window {} flight {} rtt {} mss {}\n",
                  c.tuple.local, c.tuple.peer, to_string(c.state), c.send_queue, c.receive_queue,
                  c.congestion_window, c.flight, c.rtt, c.mss);
  });
}

} // namespace

// What there may be thousands of comes last: who has no room for all of it has the counters.
void Stack::dump(os::Writer& out) {
  const Ipv4Settings& settings = ipv4_.settings();
  os::format_to(out, "interface {} mtu {} address {}/{}", ipv4_.link().mac(), ipv4_.mtu(),
                settings.address, settings.prefix_length);
  if (settings.gateway)
    os::format_to(out, " gateway {}", *settings.gateway);
  out.put('\n');
  dump_link(out, ipv4_.link());
  dump_ip(out, ipv4_);
  dump_udp(out, udp_);
  dump_tcp(out, tcp_);
  dump_sockets(out, udp_, tcp_);
}

} // namespace mir::net

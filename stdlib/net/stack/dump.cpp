// The state of a stack as text.
#include <mir/net/stack/stack.hpp>

namespace mir::net {
namespace {

/// A counter and what it is called.
struct Named {
  std::string_view name;
  std::uint64_t value;
};

void print(os::Writer& out, std::string_view layer, std::initializer_list<Named> counters) {
  for (const Named& counter : counters)
    if (counter.value != 0)
      os::format_to(out, "{} {} {}\n", layer, counter.name, counter.value);
}

void dump_link(os::Writer& out, const Ethernet& link) {
  link.neighbours().for_each([&](std::uint32_t neighbour, const MacAddress& mac, bool known) {
    if (known)
      os::format_to(out, "neighbour {} {}\n", Address::v4(neighbour), mac);
    else
      os::format_to(out, "neighbour {} unknown\n", Address::v4(neighbour));
  });
  const EthernetCounters& c = link.counters();
  print(out, "ethernet",
        {{"malformed", c.malformed},
         {"group-source", c.group_source},
         {"not-ours", c.not_ours},
         {"tagged", c.tagged},
         {"other-type", c.other_type},
         {"no-page", c.no_page}});
  const ArpCacheCounters& a = link.neighbours().counters();
  print(out, "arp",
        {{"sent", c.arp_sent},
         {"answered", c.arp_answered},
         {"malformed", c.arp_malformed},
         {"ignored", c.arp_ignored},
         {"limited", c.arp_limited},
         {"conflicts", c.conflicts},
         {"unsolicited", a.unsolicited},
         {"evicted", a.evicted},
         {"failed", a.failed},
         {"queue-dropped", a.queue_dropped}});
}

void dump_ip(os::Writer& out, const Ipv4& ip) {
  const Ipv4Counters& c = ip.counters();
  print(out, "ip",
        {{"received", c.received},
         {"delivered", c.delivered},
         {"malformed", c.malformed},
         {"bad-checksum", c.bad_checksum},
         {"bad-options", c.bad_options},
         {"source-routed", c.source_routed},
         {"martian-source", c.martian_source},
         {"not-ours", c.not_ours},
         {"fragments", c.fragments},
         {"unknown-protocol", c.unknown_protocol},
         {"sent", c.sent},
         {"fragmented", c.fragmented},
         {"no-route", c.no_route},
         {"no-page", c.no_page},
         {"loop-full", c.loop_full},
         {"path-mtu-lowered", c.path_mtu_lowered}});
  const ReassemblyCounters& r = ip.reassembly().counters();
  print(out, "reassembly",
        {{"completed", r.completed},
         {"duplicates", r.duplicates},
         {"overlaps", r.overlaps},
         {"malformed", r.malformed},
         {"evicted", r.evicted},
         {"timed-out", r.timed_out},
         {"no-page", r.no_page}});
  const IcmpCounters& i = ip.icmp().counters();
  print(out, "icmp",
        {{"received", i.received},
         {"malformed", i.malformed},
         {"bad-checksum", i.bad_checksum},
         {"echoes-answered", i.echoes_answered},
         {"echoes-to-many", i.echoes_to_many},
         {"ignored", i.ignored},
         {"reports", i.reports},
         {"disbelieved", i.disbelieved},
         {"errors-sent", i.errors_sent},
         {"errors-limited", i.errors_limited},
         {"no-page", i.no_page}});
}

void dump_udp(os::Writer& out, Udp& udp) {
  udp.for_each([&](const UdpSocket& socket) {
    os::format_to(out, "udp {} waiting {}\n", socket.local(), socket.waiting());
  });
  const UdpCounters& c = udp.counters();
  print(out, "udp",
        {{"received", c.received},
         {"delivered", c.delivered},
         {"malformed", c.malformed},
         {"bad-checksum", c.bad_checksum},
         {"no-port", c.no_port},
         {"queue-full", c.queue_full},
         {"no-memory", c.no_memory},
         {"sent", c.sent},
         {"send-failed", c.send_failed}});
}

void dump_tcp(os::Writer& out, Tcp& engine) {
  engine.for_each_listener([&](const TcpListener& listener) {
    os::format_to(out, "tcp {} LISTEN waiting {}\n", listener.local(), listener.waiting());
  });
  engine.for_each([&](const tcp::Snapshot& c) {
    os::format_to(out, "tcp {} {} {} unsent {} unread {} window {} flight {} rtt {} mss {}\n",
                  c.tuple.local, c.tuple.peer, to_string(c.state), c.send_queue, c.receive_queue,
                  c.congestion_window, c.flight, c.rtt, c.mss);
  });
  const TcpCounters& c = engine.counters();
  print(out, "tcp",
        {{"segments-in", c.segments_in},
         {"segments-out", c.segments_out},
         {"bytes-in", c.bytes_in},
         {"bytes-out", c.bytes_out},
         {"connected", c.connected},
         {"accepted", c.accepted},
         {"resets-in", c.resets_in},
         {"resets-out", c.resets_out},
         {"retransmissions", c.retransmissions},
         {"timeouts", c.timeouts},
         {"recoveries", c.recoveries},
         {"cookies-sent", c.cookies_sent},
         {"cookies-accepted", c.cookies_accepted},
         {"bad-header", c.bad_header},
         {"bad-checksum", c.bad_checksum},
         {"bad-address", c.bad_address},
         {"no-connection", c.no_connection},
         {"paws", c.paws},
         {"outside-window", c.outside_window},
         {"bad-reset", c.bad_reset},
         {"bad-syn", c.bad_syn},
         {"bad-ack", c.bad_ack},
         {"backlog-full", c.backlog_full},
         {"too-many", c.too_many},
         {"pruned", c.pruned},
         {"forgotten", c.forgotten},
         {"no-memory", c.no_memory}});
}

} // namespace

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
}

} // namespace mir::net

#!/usr/bin/env python3
"""Records the captures of this folder again, from real programs on two hosts that it makes itself.

usage: record.py [--into FOLDER] [NAME...]        as root; NAME is a capture without its suffix, all by default

README.md beside it says what each capture holds.
"""

import argparse
import contextlib
import os
import pathlib
import signal
import socket
import struct
import sys
import tempfile
import time

from lab import Lab, quiet

FOLDER = pathlib.Path(__file__).resolve().parent


class Pair:
    """Client and server on one cable: 10.9.0.1 and 10.9.0.2. The server routes to a net with a smaller MTU behind it."""

    def __init__(self, lab, addresses=True):
        self.client, self.server = lab.host("client"), lab.host("server")
        lab.cable(self.client, "eth0", self.server, "eth0")
        if addresses:
            self.client.ip("addr add 10.9.0.1/24 brd + dev eth0")
            self.server.ip("addr add 10.9.0.2/24 brd + dev eth0")
            self.client.ip("route add default via 10.9.0.2")
        for host in (self.client, self.server):
            host.sysctl("net.ipv6.conf.all.disable_ipv6=1")


def farther(lab, pair):
    """Behind the server: 10.9.1.0/24 with an MTU of 600, and routes that lead nowhere."""
    far = lab.host("far")
    lab.cable(pair.server, "eth1", far, "eth0", mtu=600)
    pair.server.ip("addr add 10.9.1.1/24 dev eth1")
    far.ip("addr add 10.9.1.2/24 dev eth0")
    far.ip("route add default via 10.9.1.1")
    for setting in ("ip_forward=1", "icmp_ratelimit=0", "icmp_echo_ignore_broadcasts=0"):
        pair.server.sysctl(f"net.ipv4.{setting}")
    for kind, net in (("unreachable", "10.9.2.0/24"), ("prohibit", "10.9.3.0/24")):
        pair.server.ip(f"route add {kind} {net}")
    pair.server.ip("route add 10.9.4.0/24 via 10.9.0.3")


def arp(lab, path):
    pair = Pair(lab)
    with lab.captured(pair.client, "eth0", path):
        pair.client.run("busybox arping -c 2 -I eth0 10.9.0.2")  # a question and its answer
        pair.client.run("busybox arping -c 1 -U -I eth0 10.9.0.1")  # gratuitous request
        pair.client.run("busybox arping -c 1 -A -I eth0 10.9.0.1")  # gratuitous reply
        pair.client.run("busybox arping -c 1 -D -I eth0 10.9.0.2")  # is the address taken?
        pair.client.run("busybox arping -c 1 -w 1 -I eth0 10.9.0.77")  # nobody answers


def ping(lab, path):
    pair = Pair(lab)
    with lab.captured(pair.client, "eth0", path):
        for options in ("-c 2", "-c 1 -s 0", "-c 1 -s 1", "-c 1 -s 1472 -M do", "-c 1 -s 7 -p fe -Q 0xb8 -t 200",
                        "-c 1 -R", "-c 1 -T tsandaddr", "-c 1 -T tsonly -s 17"):
            pair.client.run(f"ping -W 1 {options} 10.9.0.2")
        pair.client.run("ping -W 1 -c 1 -b 10.9.0.255")


def icmp_errors(lab, path):
    pair = Pair(lab)
    farther(lab, pair)
    with lab.captured(pair.client, "eth0", path):
        pair.client.run("ping -W 1 -c 1 -t 1 10.9.1.2")  # time exceeded
        pair.client.run("ping -W 1 -c 2 -s 1000 -M do 10.9.1.2")  # fragmentation needed, MTU 600
        pair.client.run("ping -W 1 -c 1 10.9.2.1")  # host unreachable
        pair.client.run("ping -W 1 -c 1 10.9.3.1")  # prohibited
        pair.client.run("ping -W 4 -c 1 10.9.4.1")  # redirect, then host unreachable
        pair.client.run("busybox traceroute -n -q 1 -w 1 -m 3 10.9.1.2")  # time exceeded, port unreachable
        with pair.client.entered(), raw_icmp() as request:
            send_timestamp_request(request, "10.9.0.2")
            send_bad_option(request, "10.9.0.2")


def raw_icmp():
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def icmp_message(kind, body):
    head = struct.pack("!BBH", kind, 0, 0)
    return struct.pack("!BBH", kind, 0, checksum(head + body)) + body


def send_timestamp_request(request, address):
    """No program of Debian's asks for the time this way any more; the kernel still answers."""
    milliseconds = int(time.time() * 1000) % 86_400_000
    request.sendto(icmp_message(13, struct.pack("!HHIII", 7, 1, milliseconds, 0, 0)), (address, 0))
    time.sleep(0.2)


def send_bad_option(request, address):
    """An echo whose record-route option points before its first address: a parameter problem comes back."""
    request.setsockopt(socket.IPPROTO_IP, socket.IP_HDRINCL, 1)
    echo = icmp_message(8, struct.pack("!HH", 7, 2))
    header = struct.pack("!BBHHHBBH", 0x47, 0, 28 + len(echo), 9, 0, 64, 1, 0)
    header += socket.inet_aton("10.9.0.1") + socket.inet_aton(address) + bytes([7, 7, 1, 0, 0, 0, 0, 0])
    request.sendto(header + echo, (address, 0))
    time.sleep(0.2)


def fragments(lab, path):
    pair = Pair(lab)
    farther(lab, pair)
    with lab.captured(pair.client, "eth0", path):
        pair.client.run("ping -W 1 -c 2 -s 4000 10.9.0.2")
        pair.client.run("ping -W 1 -c 1 -s 1400 -M dont 10.9.1.2")  # the answer comes back in pieces of 600
        pair.server.start("socat -u UDP4-RECV:7000 /dev/null")
        pair.client.run("socat -u -b 8000 - UDP4:10.9.0.2:7000", **typed(bytes(range(250)) * 20))


def typed(data):
    """Options for Host.run that give a program its standard input."""
    return {"stdin": None, "input": data}


def http(lab, path):
    pair = Pair(lab)
    with tempfile.TemporaryDirectory() as site:
        pathlib.Path(site, "index.html").write_text("<p>a page of the web server</p>\n" * 200)
        pair.server.start(["busybox", "httpd", "-f", "-p", "80", "-h", site])
        with lab.captured(pair.client, "eth0", path):
            pair.client.run("curl -s http://10.9.0.2/")
            pair.client.run("curl -s -I http://10.9.0.2/index.html")
            pair.client.run("curl -s http://10.9.0.2/nothing http://10.9.0.2/index.html")


def tcp(lab, path):
    pair = Pair(lab)
    pair.server.start("socat TCP4-LISTEN:7,fork,reuseaddr EXEC:cat")
    pair.server.start("socat -u TCP4-LISTEN:9,fork,reuseaddr /dev/null")
    pair.server.start(["socat", "TCP4-LISTEN:10,fork,reuseaddr", "SYSTEM:read line; sleep 0.2; echo late"])
    with lab.captured(pair.client, "eth0", path):
        pair.client.run("socat - TCP4:10.9.0.2:7", **typed(b"echo\n"))
        pair.client.run("socat - TCP4:10.9.0.2:8")  # nobody listens: reset
        pair.client.run("socat - TCP4:10.9.0.2:10", **typed(b"half\n"))  # half closed while the answer comes
        pair.client.run("socat - TCP4:10.9.0.2:7,linger=0", **typed(b"abort\n"))  # reset by the client
        pair.client.run("socat - TCP4:10.9.0.2:9,mss=536", **typed(bytes(3000)))
        with pair.client.entered(), socket.create_connection(("10.9.0.2", 9)) as urgent:
            urgent.sendall(b"calm")
            urgent.send(b"!", socket.MSG_OOB)
            time.sleep(0.2)
        pair.client.sysctl("net.ipv4.tcp_timestamps=0")
        pair.client.sysctl("net.ipv4.tcp_window_scaling=0")
        pair.client.run("socat - TCP4:10.9.0.2:7", **typed(b"plain\n"))


def ecn(lab, path):
    pair = Pair(lab)
    pair.server.start("socat -u TCP4-LISTEN:9,fork,reuseaddr /dev/null")
    with lab.captured(pair.client, "eth0", path):
        for host in (pair.client, pair.server):
            host.sysctl("net.ipv4.tcp_ecn=1")
        pair.client.run("socat - TCP4:10.9.0.2:9", **typed(bytes(5000)))


class Middle:
    """Client and server whose cable goes through a third host, which forwards frames as it is told."""

    def __init__(self, lab):
        self.client, self.server, self.between = lab.host("client"), lab.host("server"), lab.host("between")
        lab.cable(self.client, "eth0", self.between, "left")
        lab.cable(self.server, "eth0", self.between, "right")
        for host in (self.client, self.server, self.between):
            host.sysctl("net.ipv6.conf.all.disable_ipv6=1")
        self.client.ip("addr add 10.9.0.1/24 dev eth0")
        self.server.ip("addr add 10.9.0.2/24 dev eth0")

    def port(self, name):
        port = self.between.frames(name)
        port.setsockopt(263, 8, 1)  # SOL_PACKET, PACKET_AUXDATA
        return port


def lose_every(count, larger_than):
    """A change for Lab.forwarding: loses the 3rd of every `count` large frames."""
    seen = 0

    def change(frame):
        nonlocal seen
        seen += len(frame) > larger_than
        return None if len(frame) > larger_than and seen % count == 3 else frame

    return change


def sack(lab, path):
    middle = Middle(lab)
    left, right = middle.port("left"), middle.port("right")
    middle.server.start("socat -u TCP4-LISTEN:9,fork,reuseaddr /dev/null")
    with lab.forwarding([(left, right, lose_every(8, 1000)), (right, left, lambda frame: frame)]):
        with lab.captured(middle.client, "eth0", path):
            middle.client.run("socat -u - TCP4:10.9.0.2:9", **typed(bytes(range(256)) * 100))


def vlan(lab, path):
    """The tags are put on and taken off by the host between: a trunk carries 802.1Q, then a provider's tag as well."""
    middle = Middle(lab)
    lab.cable(middle.between, "trunk", middle.between, "trunk2")
    tags = b""

    def tagged(frame):
        return frame[:12] + tags + frame[12:]

    def bare(frame):
        return frame[:12] + frame[12 + len(tags):]

    left, right, trunk, trunk2 = (middle.port(name) for name in ("left", "right", "trunk", "trunk2"))
    pairs = [(left, trunk, tagged), (trunk2, right, bare), (right, trunk2, tagged), (trunk, left, bare)]
    middle.server.start("socat TCP4-LISTEN:7,fork,reuseaddr EXEC:cat")
    with lab.captured(middle.between, "trunk", path):
        for tags in (bytes.fromhex("81006005"), bytes.fromhex("88a8100681000007")):
            with lab.forwarding(pairs):
                middle.client.run("ip neigh flush all")
                middle.client.run("ping -W 1 -c 1 10.9.0.2")
                middle.client.run("socat - TCP4:10.9.0.2:7", **typed(b"tagged\n"))


def udp(lab, path):
    pair = Pair(lab)
    pair.server.start("socat UDP4-RECVFROM:7,fork EXEC:cat")
    with lab.captured(pair.client, "eth0", path):
        for data in (b"one", b"", bytes(1000)):
            pair.client.run("socat -t 0.3 - UDP4:10.9.0.2:7,shut-null", **typed(data))
        pair.client.run("socat -u - UDP4:10.9.0.2:8", **typed(b"closed port"))
        with pair.client.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bare:
            bare.setsockopt(socket.SOL_SOCKET, 11, 1)  # SO_NO_CHECK: a datagram without a checksum
            bare.sendto(b"no checksum", ("10.9.0.2", 7))
            time.sleep(0.2)


def dns(lab, path):
    pair = Pair(lab)
    records = ["--host-record=www.example.org,192.0.2.1,2001:db8::1", "--cname=web.example.org,www.example.org",
               "--mx-host=example.org,mail.example.org,10", "--ptr-record=1.2.0.192.in-addr.arpa,www.example.org"]
    records += [f"--txt-record=long.example.org,{str(n) * 120}" for n in range(8)]
    pair.server.start(["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
                       "--user=root", "--pid-file=", "--auth-zone=example.org", "--auth-server=ns.example.org",
                       *records])
    with lab.captured(pair.client, "eth0", path):
        for question in ("www.example.org", "www.example.org AAAA", "web.example.org", "example.org MX",
                         "-x 192.0.2.1", "nothing.example.org", "+bufsize=512 long.example.org TXT",
                         "+tcp www.example.org"):
            pair.client.run(f"dig +tries=1 +time=2 @10.9.0.2 {question}")


def dhcp(lab, path):
    pair = Pair(lab, addresses=False)
    pair.server.ip("addr add 10.9.0.2/24 dev eth0")
    client = "busybox udhcpc -i eth0 -f -n -t 3 -T 1 -s"
    with tempfile.TemporaryDirectory() as state:
        bound = pathlib.Path(state, "bound")
        bound.write_text('#!/bin/sh\n[ "$1" != bound ] || ip addr add "$ip/24" dev "$interface"\n')
        bound.chmod(0o755)
        config = pathlib.Path(state, "udhcpd.conf")
        config.write_text(f"start 10.9.0.70\nend 10.9.0.80\ninterface eth0\nlease_file {state}/udhcpd.leases\n"
                          f"pidfile {state}/pid\nopt dns 10.9.0.2\nopt lease 60\n")
        pathlib.Path(state, "udhcpd.leases").touch()
        with lab.captured(pair.client, "eth0", path):
            server = pair.server.start([
                "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--user=root", "--pid-file=",
                "--dhcp-range=10.9.0.50,10.9.0.60,120", "--dhcp-authoritative", "--no-ping",
                f"--dhcp-leasefile={state}/leases"])
            pair.client.run(f"{client} /bin/true -q -x hostname:recorder")
            lab.stop(server)
            pair.server.start(["busybox", "udhcpd", "-f", str(config)])
            renewing = pair.client.start(f"{client} {bound}", ready_after=4)
            for request in (signal.SIGUSR1, signal.SIGUSR2):  # renew, release
                os.kill(renewing.pid, request)
                time.sleep(0.5)


def ssh(lab, path):
    pair = Pair(lab)
    with tempfile.TemporaryDirectory() as keys:
        for name in ("host", "user"):
            quiet(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{keys}/{name}"])
        # The daemon wants /run/sshd; the namespace has mounts of its own, so nobody else sees this one.
        daemon = (f"mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec /usr/sbin/sshd -D -e -f /dev/null -p 2222 "
                  f"-h {keys}/host -o UsePAM=no -o StrictModes=no -o PidFile=none "
                  f"-o AuthorizedKeysFile={keys}/user.pub -o PermitRootLogin=yes")
        pair.server.start(["sh", "-c", daemon], ready_after=1)
        with lab.captured(pair.client, "eth0", path):
            pair.client.run(f"ssh -F none -i {keys}/user -p 2222 -o StrictHostKeyChecking=no -o BatchMode=yes "
                            "-o UserKnownHostsFile=/dev/null root@10.9.0.2 echo hello")


def spanning_tree(lab, path):
    """A bridge announces itself in IEEE 802.3 frames: a length where others have a type, and padding."""
    pair = Pair(lab)
    pair.server.ip("addr flush dev eth0")
    with lab.captured(pair.client, "eth0", path):
        pair.server.ip("link add br0 type bridge stp_state 1 forward_delay 200 hello_time 100")
        pair.server.ip("link set eth0 master br0")
        pair.server.ip("link set br0 up")
        time.sleep(2.5)


def tunnel(lab, path):
    """Bare IP packets, as a tunnel's interface shows them: socat carries them to the other host in UDP."""
    pair = Pair(lab)
    pair.server.start("socat TUN:10.9.8.2/24,iff-up,tun-name=tun0 UDP4-LISTEN:9999")
    pair.client.start("socat TUN:10.9.8.1/24,iff-up,tun-name=tun0 UDP4:10.9.0.2:9999", ready_after=0.6)
    pair.server.start("socat TCP4-LISTEN:7,fork,reuseaddr EXEC:cat")
    with lab.captured(pair.client, "tun0", path):
        pair.client.run("ping -W 1 -c 2 10.9.8.2")
        pair.client.run("socat - TCP4:10.9.8.2:7", **typed(b"through the tunnel\n"))


def cooked(lab, path):
    """All interfaces at once, so that the link header is Linux's own (SLL)."""
    pair = Pair(lab)
    pair.server.start("socat TCP4-LISTEN:7,fork,reuseaddr EXEC:cat")
    with lab.captured(pair.client, "any", path, "-y", "LINUX_SLL"):
        pair.client.run("ping -W 1 -c 1 10.9.0.2")
        pair.client.run("ping -W 1 -c 1 127.0.0.1")
        pair.client.run("socat - TCP4:10.9.0.2:7", **typed(b"cooked\n"))


def mixed(lab, path):
    """The other file format (pcapng), and IPv6 beside IPv4."""
    pair = Pair(lab)
    for host, address in ((pair.client, "fd00:9::1"), (pair.server, "fd00:9::2")):
        host.sysctl("net.ipv6.conf.all.disable_ipv6=0")
        host.ip(f"-6 addr add {address}/64 dev eth0 nodad")
    pair.server.start("socat TCP4-LISTEN:7,fork,reuseaddr EXEC:cat")
    with lab.captured(pair.client, "eth0", path):
        pair.client.run("ping -W 1 -c 1 fd00:9::2")
        pair.client.run("ping -W 1 -c 1 10.9.0.2")
        pair.client.run("socat - TCP4:10.9.0.2:7", **typed(b"mixed\n"))


RECORDINGS = {
    "arp.pcap": arp, "ping.pcap": ping, "icmp_errors.pcap": icmp_errors, "fragments.pcap": fragments,
    "http.pcap": http, "tcp.pcap": tcp, "ecn.pcap": ecn, "sack.pcap": sack, "vlan.pcap": vlan, "udp.pcap": udp,
    "dns.pcap": dns, "dhcp.pcap": dhcp, "ssh.pcap": ssh, "spanning_tree.pcap": spanning_tree,
    "tunnel.pcap": tunnel, "cooked.pcap": cooked, "mixed.pcapng": mixed,
}


def main():
    parser = argparse.ArgumentParser(description="records the captures of tests/captures again")
    parser.add_argument("--into", default=FOLDER, type=pathlib.Path, help="folder to write to")
    parser.add_argument("names", nargs="*", metavar="NAME", help="capture without suffix; all by default")
    arguments = parser.parse_args()
    known = {pathlib.Path(name).stem: name for name in RECORDINGS}
    unknown = [name for name in arguments.names if name not in known]
    if unknown:
        parser.error(f"no recording is called {', '.join(unknown)}; there are {', '.join(known)}")
    if os.geteuid() != 0:
        parser.error("namespaces and tcpdump need root")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that namespaces and programs are cleaned up then too
    for stem in arguments.names or known:
        path = arguments.into.resolve() / known[stem]
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        with Lab() as lab:
            RECORDINGS[known[stem]](lab, str(path))
        print(f"{path.name}: {path.stat().st_size} bytes", flush=True)


if __name__ == "__main__":
    sys.exit(main())

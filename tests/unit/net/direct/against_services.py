#!/usr/bin/env python3
"""Our DHCP client and our resolver against servers that others have written.

    against_services.py DIRECT SOCKET [CASE...]

DIRECT and SOCKET are tests/unit/net/direct/lookup.cpp for both modes. Runs in a network namespace of its own
(unshare --net), as root.
"""
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading

US, TAP = "10.9.0.1", "mirtap0"
FOLDER = tempfile.mkdtemp(prefix="mir-services-")


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


class Daemon:
    """A server whose log we read; it is ended with the block."""

    def __init__(self, words, ready):
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines = []
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.wait_for(ready)

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line)
                self.changed.notify_all()
        with self.changed:
            self.lines.append("(ended)\n")
            self.changed.notify_all()

    def count(self, pattern):
        return sum(bool(re.search(pattern, line)) for line in self.lines)

    def wait_for(self, pattern, times=1):
        with self.changed:
            assert self.changed.wait_for(
                lambda: self.count(pattern) >= times or self.lines[-1:] == ["(ended)\n"], timeout=60), self.lines
            assert self.count(pattern) >= times, self.lines

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def dnsmasq(*options, ready="read .*hosts|DHCP, IP range"):
    hosts = os.path.join(FOLDER, "hosts")
    with open(hosts, "w") as file:
        file.write("10.9.0.1 www.test\n10.9.0.7 two.test\n10.9.0.8 two.test\n")
        file.writelines(f"10.9.1.{i} big.test\n" for i in range(1, 101))
    return Daemon(["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--log-facility=-", "--log-dhcp",
                   "--log-queries=extra", f"--interface={TAP}", "--except-interface=lo", "--bind-interfaces", "--user=root",
                   "--pid-file=", "--bogus-priv", "--no-resolv", "--no-hosts", f"--addn-hosts={hosts}", "--local=/test/",
                   "--cname=alias.test,www.test", "--cname=second.test,alias.test", "--auth-ttl=60", "--local-ttl=60",
                   "--no-ping", f"--dhcp-leasefile={FOLDER}/leases", *options], ready)


def udhcpd(lease):
    configuration = os.path.join(FOLDER, "udhcpd.conf")
    with open(configuration, "w") as file:
        file.write(f"""start 10.9.0.50
end 10.9.0.60
interface {TAP}
max_leases 11
lease_file {FOLDER}/udhcpd.leases
min_lease 1
auto_time 0
opt subnet 255.255.255.0
opt router {US}
opt dns {US}
opt lease {lease}
""")
    open(f"{FOLDER}/udhcpd.leases", "a").close()
    return Daemon(["busybox" if not shutil.which("udhcpd") else "udhcpd", "-f", "-I", US, configuration], "started")


class Program:
    """One run of `lookup`. Its output is read to the end of it."""

    def __init__(self, program, *words):
        self.process = subprocess.Popen([program, *words], stdout=subprocess.PIPE, text=True, errors="replace")

    def line(self, pattern):
        """The next line that matches."""
        seen = []
        for line in self.process.stdout:
            seen.append(line)
            if re.search(pattern, line):
                return line
        raise AssertionError(f"no line like '{pattern}': {seen}")

    def rest(self, code=0):
        out = self.process.stdout.read()
        got = self.process.wait(timeout=60)
        assert got == code, f"ended with {got}: {out}"
        return out

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


DIRECT, SOCKET = sys.argv[1:3]


def direct(*words):
    return Program(DIRECT, f"--tap={TAP}", *words)


def static(*words):
    return direct("--address=10.9.0.2/24", f"--gateway={US}", f"--dns={US}", *words)


# ---------------------------------------------------------------------------------------------------------- DHCP


def case_dnsmasq_gives_and_takes_back():
    """It grants two minutes at least: udhcpd shows the renewal."""
    with dnsmasq("--dhcp-range=10.9.0.50,10.9.0.60,120", "--dhcp-option=option:router,10.9.0.1",
                 "--dhcp-option=option:dns-server,10.9.0.1", "--dhcp-option=option:mtu,1300") as server:
        with direct("resolve=www.test", "dump") as program:
            program.line(r"address 10\.9\.0\.(5\d|60)/24, gateway 10\.9\.0\.1, by DHCP from 10\.9\.0\.1")
            out = program.rest()
        assert "www.test: 10.9.0.1\n" in out, out
        assert "mtu 1300" in out and "dhcp BOUND server 10.9.0.1 expires-in 1" in out, out
        server.wait_for("DHCPRELEASE")
        assert server.count("DHCPDISCOVER.*mirtap0") >= 1 and server.count("client provides name: lookup") >= 1


def case_dnsmasq_offers_what_somebody_has():
    run("ip", "address", "add", "10.9.0.50/24", "dev", TAP)
    try:
        with dnsmasq("--dhcp-range=10.9.0.50,10.9.0.50,120") as server:
            with direct() as program:
                program.line("the address 10.9.0.50, which DHCP gave, is in use by ")
                server.wait_for("DHCPDECLINE.*10.9.0.50")
    finally:
        run("ip", "address", "del", "10.9.0.50/24", "dev", TAP)


def case_dnsmasq_is_asked_for_the_address_of_before():
    with dnsmasq("--dhcp-range=10.9.0.50,10.9.0.60,120", "--dhcp-authoritative") as server:
        with direct("--dhcp=10.9.0.57") as program:
            program.line("address 10.9.0.57/24")
            program.rest()
        assert server.count("DHCPDISCOVER") == 0
        with direct("--dhcp=10.77.0.1") as program:  # of another network: refused
            program.line(r"address 10\.9\.0\.(5\d|60)/24")
            program.rest()
        assert server.count("DHCPNAK") >= 1


def case_udhcpd_gives_and_renews():
    with udhcpd(6) as server:
        with direct("resolve=10.9.0.7", "wait=8", "dump") as program:
            program.line("address 10.9.0.50/24|address 10.9.0.5[1-9]/24|address 10.9.0.60/24")
            out = program.rest()
        # Eight seconds are more than the lease: it was renewed.
        assert re.search(r"dhcp (BOUND|RENEWING) ", out) and "expired 0" in out, out  # on a busy machine, just now
        assert int(re.search(r"acks (\d+)", out).group(1)) >= 3, out
        assert server.process.poll() is None


# ---------------------------------------------------------------------------------------------------------- DNS


def names(run_program):
    with dnsmasq() as server:
        with run_program("resolve=www.test", "resolve=WWW.Test.", "resolve=two.test", "resolve=second.test",
                         "resolve=none.test", "resolve=none.test", "resolve=192.0.2.9", "resolve=localhost",
                         "resolve=not..a.name", "reverse=10.9.0.7", "reverse=10.9.0.99", "resolve=big.test") as program:
            out = program.rest()
        lines = out.splitlines()[1:]
        big = lines.pop()
        assert lines == ["www.test: 10.9.0.1", "WWW.Test.: 10.9.0.1", "two.test: 10.9.0.7 10.9.0.8",
                         "second.test: 10.9.0.1", "none.test: there is no such name", "none.test: there is no such name",
                         "192.0.2.9: 192.0.2.9", "localhost: 127.0.0.1", "not..a.name: invalid request",
                         "10.9.0.7: two.test", "10.9.0.99: there is no such name"], lines
        # It was cut short in a datagram, and came whole over TCP.
        assert big.startswith("big.test: 10.9.1.") and len(big.split()) == 17, big
        # What was asked for once was not asked for again. dnsmasq prints letters as they came.
        assert server.count(r"(?i)query\[A\] www\.test ") == 1, server.lines
        assert server.count(r"(?i)query\[A\] big\.test ") == 2, server.lines
        assert server.count(r"(?i)query\[PTR\] 7\.0\.9\.10\.in-addr\.arpa ") == 1, server.lines
    return


def case_names_direct():
    names(static)


def case_names_socket():
    names(lambda *words: Program(SOCKET, f"--dns={US}", *words))


def case_resolv_conf():
    """Without --dns the kernel's sockets ask whom /etc/resolv.conf names; the file is this process's only."""
    written = os.path.join(FOLDER, "resolv.conf")
    with open(written, "w") as file:
        file.write(f"# nameserver 10.9.0.66\n; nameserver 10.9.0.67\n\nsearch test\noptions ndots:1\nnameserver not-an-address\n"
                   f"nameserver\t{US}  \nnameserver 10.9.0.68")
    words = ("--mount", "sh", "-c", f'mount --bind {written} /etc/resolv.conf && exec "$0" "$@"', SOCKET)
    with dnsmasq() as server:
        with Program("unshare", *words, "resolve=www.test", "resolve=none.test") as program:
            assert program.rest().splitlines()[1:] == ["www.test: 10.9.0.1", "none.test: there is no such name"]
        assert server.count(r"(?i)query\[A\] www\.test ") == 1, server.lines
        with Program("unshare", *words, f"--dns={US}", "resolve=two.test") as program:
            assert "two.test: 10.9.0.7 10.9.0.8" in program.rest()


def case_silent_server():
    """Nobody at the first address, which the gateway's host drops; then one that answers."""
    with dnsmasq():
        with direct("--address=10.9.0.2/24", f"--dns=10.9.0.77,{US}", "resolve=www.test") as program:
            assert "www.test: 10.9.0.1" in program.rest()


def case_no_server():
    for program in (direct("--address=10.9.0.2/24", "resolve=www.test"),):
        assert "www.test: not supported here" in program.rest()


# ---------------------------------------------------------------------------------------------------------- captures


def case_capture():
    """What passed the interface, with nanoseconds, as others read it."""
    file = f"{FOLDER}/capture.pcapng"
    with dnsmasq():
        with static(f"--pcap={file}", "resolve=www.test") as program:
            program.rest()
    about = run("capinfos", "-M", file)
    assert re.search(r"File type: +.*pcapng", about), about
    assert "nanoseconds (9)" in about and "Name = mirtap0" in about, about
    lines = run("tshark", "-r", file, "-T", "fields", "-e", "frame.packet_flags_direction", "-e", "dns.flags.response",
                "-e", "dns.a", "-Y", "dns").splitlines()
    assert lines == ["0x00000002\t0\t", "0x00000001\t1\t10.9.0.1"] or \
        lines == ["2\tFalse\t", "1\tTrue\t10.9.0.1"], lines
    assert "arp" in run("tshark", "-r", file, "-T", "fields", "-e", "frame.protocols")
    with direct(f"--pcap={FOLDER}/none/x", "--address=10.9.0.2/24") as program:
        assert f"--pcap={FOLDER}/none/x: there is no such folder" in program.rest(1)


# ---------------------------------------------------------------------------------------------------------- errors


class Peer:
    """Ports of the kernel that do what a case needs."""

    def __init__(self):
        self.answering = self.listen()
        self.resetting = self.listen()
        for socket_, serve in ((self.answering, self.answer), (self.resetting, self.reset)):
            threading.Thread(target=serve, args=(socket_,), daemon=True).start()

    @staticmethod
    def listen():
        listener = socket.create_server((US, 0))
        return listener

    @staticmethod
    def answer(listener):
        while True:
            connection, _ = listener.accept()
            connection.recv(1)
            connection.sendall(b"yes")
            connection.close()

    @staticmethod
    def reset(listener):
        while True:
            connection, _ = listener.accept()
            connection.recv(1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()


def errors(run_program, own, unreachable):
    """Each has a phrase of its own."""
    peer = Peer()
    answering, resetting = (s.getsockname()[1] for s in (peer.answering, peer.resetting))
    with run_program(f"connect={US}:{answering}", f"connect={US}:{resetting}", f"connect={US}:4321",
                     "connect-briefly=10.9.0.99:9", f"connect={unreachable}:80", f"listen={own}:7000",
                     "listen=192.0.2.1:7000") as program:
        lines = program.rest().splitlines()[1:]
    assert lines == [f"{US}:{answering}: 3 bytes",
                     f"{US}:{resetting}: connection reset by the peer",
                     f"{US}:4321: connection refused",
                     "10.9.0.99:9: timed out",
                     f"{unreachable}:80: no route to the host",
                     f"{own}:7000: the port, address or device is already in use",
                     "192.0.2.1:7000: the local address is not available"], lines


def case_errors_direct():
    errors(lambda *words: direct("--address=10.9.0.2/24", *words), "10.9.0.2", "172.16.0.1")


def case_errors_socket():
    errors(lambda *words: Program(SOCKET, *words), US, "172.16.0.1")


def case_no_host_answers():
    """A neighbour that is not there, and a network that the gateway says it cannot reach."""
    with open("/proc/sys/net/ipv4/ip_forward", "w") as file:
        file.write("1")
    run("ip", "route", "add", "unreachable", "172.20.0.0/16")
    with static("connect=10.9.0.99:80", "connect=172.20.0.1:80") as program:
        lines = program.rest().splitlines()[1:]
    assert lines == ["10.9.0.99:80: no route to the host", "172.20.0.1:80: no route to the host"], lines


def main(*wanted):
    run("ip", "link", "set", "lo", "up")
    run("ip", "tuntap", "add", "mode", "tap", "name", TAP)
    run("ip", "address", "add", f"{US}/24", "dev", TAP)
    run("ip", "link", "set", TAP, "up")
    cases = {name[5:]: value for name, value in globals().items() if name.startswith("case_")}
    try:
        for name in wanted or cases:
            cases[name]()
            print("ok", name, flush=True)
    finally:
        shutil.rmtree(FOLDER)


main(*sys.argv[3:])

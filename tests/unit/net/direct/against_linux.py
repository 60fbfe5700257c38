#!/usr/bin/env python3
"""Our stack on a tap against the kernel's: against_linux.py offload|plain PROGRAM [CASE...]

PROGRAM is templates/net-services. Runs in a network namespace of its own (unshare --net), as root.
"""
import os
import re
import socket
import struct
import sys

from net_services import PEER, TAP, US, Server, exchange, network_behind, pattern, run, tcp


def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(10)
    return s


def case_ping():
    out = run("ping", "-c", "3", "-i", "0.01", "-W", "10", PEER)
    assert " 0% packet loss" in out, out


def case_ping_large():
    """Fragmented both ways."""
    out = run("ping", "-c", "3", "-i", "0.01", "-W", "10", "-s", "65000", PEER)
    assert " 0% packet loss" in out, out


def case_ping_flood():
    out = run("ping", "-f", "-q", "-c", "5000", "-W", "10", PEER)
    assert " 0% packet loss" in out, out


def case_traceroute():
    """From a network behind the kernel: it is the first hop, and ours tells that it is the end (ICMP, port unreachable)."""
    with network_behind() as inside:
        for kind in ((), ("-I",)):  # UDP, and ICMP echo
            lines = run(*inside, "busybox", "traceroute", "-n", "-q", "1", "-w", "10", "-m", "5", *kind, PEER).splitlines()
            hops = [line.split()[1] for line in lines[-2:]]
            assert hops == ["10.8.0.1", PEER], lines


def case_udp_echo():
    with udp() as s:
        for size in (0, 1, 2, 999, 1472, 1473, 4096, 20_000, 65_507):
            s.sendto(pattern(size), (PEER, 7))
            back, sender = s.recvfrom(70_000)
            assert sender == (PEER, 7) and back == pattern(size), size


def case_udp_discard_is_counted():
    with udp() as s:
        for _ in range(100):
            s.sendto(bytes(18), (PEER, 9))
        datagrams = size = 0
        while datagrams < 100:  # what one task discards another counts: some may be counted with the next question
            s.sendto(b"?", (PEER, 11))
            count, octets = s.recv(100).split()
            datagrams += int(count)
            size += int(octets)
        assert (datagrams, size) == (100, 1800), (datagrams, size)


def case_udp_port_unreachable():
    with udp() as s:
        s.connect((PEER, 4321))
        s.send(b"?")
        try:
            s.recv(1)
            raise AssertionError("an answer from nobody")
        except ConnectionRefusedError:
            pass


def case_tcp_echo():
    for size in (0, 1, 1460, 1461, 100_000):
        exchange(size)


def case_tcp_bulk():
    exchange(int(os.environ.get("MIR_BULK", 64 << 20)))


def case_tcp_refused():
    try:
        tcp(4321)
        raise AssertionError("connected to nobody")
    except ConnectionRefusedError:
        pass


def case_tcp_generates():
    with tcp(19) as s:
        got = b""
        while len(got) < 1 << 20:
            got += s.recv(1 << 16)
    lines = got.split(b"\r\n")
    assert lines[0] == bytes(range(33, 105)) and all(len(line) == 72 for line in lines[:-1])


def case_tcp_many():
    sockets = [tcp(7) for _ in range(500)]
    for i, s in enumerate(sockets):
        s.sendall(b"%d" % i)
    for i, s in enumerate(sockets):
        assert s.recv(10) == b"%d" % i
        s.close()


def case_tcp_reset_is_survived():
    for _ in range(50):
        s = tcp(7)
        s.sendall(b"x" * 1000)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        s.close()
    exchange(1000)


def case_neighbour():
    """The kernel has learnt our address, and it is not its own."""
    exchange(1)
    mac = re.search(r"lladdr ([0-9a-f:]+)", run("ip", "neigh", "show", PEER)).group(1)
    assert mac not in run("ip", "link", "show", TAP), mac


def main(mode, program, *names):
    run("ip", "link", "set", "lo", "up")
    run("ip", "tuntap", "add", "mode", "tap", "name", TAP)
    run("ip", "address", "add", f"{US}/24", "dev", TAP)
    run("ip", "link", "set", TAP, "up")
    cases = {name[5:]: value for name, value in globals().items() if name.startswith("case_")}
    server = Server(mode, program)
    try:
        for name in names or cases:
            cases[name]()
            print("ok", name, flush=True)
        server.stop()
    finally:
        server.process.kill()


main(*sys.argv[1:])

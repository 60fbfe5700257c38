#!/usr/bin/env python3
"""Our stack on a tap against the kernel's: against_linux.py offload|plain PROGRAM [CASE...]

PROGRAM is templates/net-services. Runs in a network namespace of its own (unshare --net), as root.
"""
import hashlib
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading

US, PEER, TAP = "10.9.0.1", "10.9.0.2", "mirtap0"


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def pattern(size):
    block = bytes(range(256)) * 4 + b"mir"
    return (block * (size // len(block) + 1))[:size]


class Server:
    def __init__(self, mode, program, *options):
        environment = dict(os.environ, MIR_TAP=mode)
        self.process = subprocess.Popen([program, f"--tap={TAP}", f"--address={PEER}/24", f"--gateway={US}", *options],
                                        stdout=subprocess.PIPE, text=True, env=environment)
        line = self.process.stdout.readline()
        assert line == f"listening on {PEER}:7\n", line

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        out = self.process.stdout.read()
        code = self.process.wait()
        assert code == 143, f"ended with {code}: {out}"


def tcp(port, timeout=60):
    return socket.create_connection((PEER, port), timeout=timeout)


def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(10)
    return s


def exchange(size):
    """Sends and receives at once; compares the sums."""
    data = pattern(size)
    with tcp(7) as s:
        def send():
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
        thread = threading.Thread(target=send)
        thread.start()
        back = hashlib.sha256()
        count = 0
        while chunk := s.recv(1 << 16):
            back.update(chunk)
            count += len(chunk)
        thread.join()
    assert count == size, (count, size)
    assert back.digest() == hashlib.sha256(data).digest()


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

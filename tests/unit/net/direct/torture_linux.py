#!/usr/bin/env python3
"""Our stack on a tap, attacked and mistreated: torture_linux.py offload|plain PROGRAM [CASE...]

PROGRAM is templates/net-services. Runs in a network namespace of its own (unshare --net), as root. While a case floods
the tap with raw frames, or the wire loses and reorders them, an honest client talks to the program, byte by byte.
MIR_BULK: bytes that are carried in bulk, and over a bad wire (a small number by default; 1073741824 for a soak).
MIR_PART: each flood is this part of what it is by default (10: a tenth), for servers on slow machines.
"""
import os
import re
import resource
import select
import socket
import struct
import subprocess
import sys
import threading

import raw
from net_services import PEER, TAP, US, Server, exchange, network_behind, pattern, run, tcp

HERE = os.path.dirname(os.path.abspath(__file__))
PART = int(os.environ.get("MIR_PART", 1))


def wire():
    exchange(1)
    link = run("ip", "link", "show", TAP)
    neighbour = run("ip", "neigh", "show", PEER)
    return raw.Wire(TAP, re.search(r"link/ether ([0-9a-f:]+)", link).group(1), re.search(r"lladdr ([0-9a-f:]+)", neighbour).group(1))


def besiege(attack, count, *more):
    """Sends an attack of raw.py; talks honestly ten times meanwhile."""
    w, packets = wire(), list(attack(count // PART, *more))
    for i, packet in enumerate(packets):
        w.send(packet)
        if i % (len(packets) // 10) == 0:
            exchange(2000)
    exchange(100_000)


def case_syn_flood(_):
    besiege(raw.syn_flood, 30_000)


def case_first_fragments(_):
    besiege(raw.first_fragments, 20_000)


def case_broken_fragments(_):
    besiege(raw.broken_fragments, 8_000)


def case_land(_):
    besiege(raw.land, 500)


def case_blind_segments(_):
    with tcp(7) as s:
        w = wire()
        own = s.getsockname()[1]
        for i, packet in enumerate(raw.blind_segments(10_000 // PART)):
            if i % 2:  # at the very connection
                packet = raw.tcp(US, own, 7, raw.random.choice((0x02, 0x04, 0x10, 0x11, 0x18)), raw.random.getrandbits(32),
                                 raw.random.getrandbits(32), payload=bytes(i % 9))
            w.send(packet)
            if i % (500 // PART) == 0:
                s.sendall(b"still here")
                got = b""
                while len(got) < 10:
                    got += s.recv(10)
                assert got == b"still here", got
    exchange(100_000)


def case_icmp_flood(_):
    besiege(raw.icmp_flood, 10_000)


def case_icmp_errors(_):
    besiege(raw.icmp_errors, 10_000)


def case_arp_storm(_):
    w = wire()
    for i in range(20_000 // PART):
        claimed = US if i % 2 else f"10.9.0.{i % 250 + 3}"
        w.send(raw.arp(b"\x02\x66\x66\x66\x66\x66", claimed, PEER, 2 if i % 3 else 1), 0x0806)
        if i % (4000 // PART) == 0:
            exchange(1000)
    exchange(100_000)


def case_mutations(_):
    seeds = [raw.tcp(US, 1, 7, 0x02, options=bytes.fromhex("020405b40402080a000000010000000001030307")),
             raw.tcp(US, 1, 7, 0x18, payload=b"hello"), raw.ip(US, 17, bytes.fromhex("00090007000c0000") + b"mirm"),
             raw.ip(US, 1, raw.icmp(8, 0, bytes(4), b"hello")), raw.ip(US, 17, bytes(80), fragment=0x2004),
             raw.ip(US, 1, raw.icmp(3, 4, bytes.fromhex("00000128"), raw.ip(PEER, 6, bytes(8), US)))]
    besiege(raw.mutations, 20_000, seeds)


def case_idle_connections(_):
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, max(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
    held = [tcp(7) for _ in range(2000 // PART)]
    exchange(100_000)
    for i, s in enumerate(held[::100 // PART]):
        s.sendall(b"%d" % i)
        assert s.recv(10) == b"%d" % i
    for s in held:
        s.close()


def case_closed_windows(server):
    """Readers that never read: each would take all that is generated."""
    before = server.memory()
    held = []
    for _ in range(300 // PART):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.connect((PEER, 19))
        held.append(s)
    exchange(1_000_000)
    grown = server.memory() - before
    assert grown < 100 << 20, grown
    for s in held:
        s.close()
    exchange(1000)


def case_never_read(_):
    """Peers that write to an echo for ever and never read, until nobody can take more; who comes then is served."""
    held = []
    try:
        for _ in range(100):
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.settimeout(120)
            s.connect((PEER, 7))
            s.setblocking(False)
            held.append(s)
        block, moved = pattern(65_536), True
        while moved:
            moved = False
            # A second without room for a byte anywhere: both ends are full, or the server has had enough of them.
            for s in select.select([], held, [], 1)[1]:
                try:
                    s.send(block)
                    moved = True
                except BlockingIOError:
                    pass
                except ConnectionError:  # reset: it held memory for nothing
                    held.remove(s)
            exchange(2000)
        exchange(300_000)
    finally:
        for s in held:
            s.close()
    exchange(1000)


def numbers(s):
    """Of a connection of the kernel's: the next it sends, the next it expects (TCP_REPAIR, <linux/tcp.h>)."""
    repair, queue, sequence = 19, 20, 21
    s.setsockopt(socket.IPPROTO_TCP, repair, 1)
    found = []
    for which in (2, 1):  # TCP_SEND_QUEUE, TCP_RECV_QUEUE
        s.setsockopt(socket.IPPROTO_TCP, queue, which)
        found.append(s.getsockopt(socket.IPPROTO_TCP, sequence) & 0xFFFFFFFF)
    s.setsockopt(socket.IPPROTO_TCP, repair, -1)  # off, and without a probe
    return found


def case_isolated_bytes(server):
    """400 bytes with a hole before each, on each of 100 connections: none may cost a page for ever."""
    with open("/proc/sys/net/ipv4/tcp_timestamps", "w") as timestamps:
        timestamps.write("0")  # else the forged ones would need them
    before = server.memory()
    w = wire()
    held = [tcp(7) for _ in range(100 // PART)]
    for s in held:
        sequence, acknowledgment = numbers(s)
        for i in range(400):
            w.send(raw.tcp(US, s.getsockname()[1], 7, 0x10, sequence + 1 + 2 * i, acknowledgment, payload=b"x"))
    exchange(100_000)
    grown = server.memory() - before
    assert grown < 32 << 20, grown
    for s in held[::10]:  # they still work: what was forged fills what comes in between
        s.sendall(b"x" * 801)
        got = b""
        while len(got) < 801:
            got += s.recv(1000)
        assert got == b"x" * 801
    for s in held:
        s.close()
    with open("/proc/sys/net/ipv4/tcp_timestamps", "w") as timestamps:
        timestamps.write("1")


def case_ports_are_used_again(_):
    """The same port connects, is reset or closed, and connects at once; hundreds of times, from the client's side."""
    for i in range(600 // PART):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset leaves the kernel no TIME-WAIT
        s.bind((US, 3_000 + i % 3))
        s.settimeout(60)
        s.connect((PEER, 7))
        s.sendall(b"%d" % i)
        assert s.recv(10) == b"%d" % i
        if i % 2:
            s.shutdown(socket.SHUT_WR)  # they close first here, and keep the TIME-WAIT
            assert s.recv(1) == b""
        s.close()
        if i % 100 == 99:
            exchange(5_000)


def case_wrong_options(_):
    """Options that lie about their length: a SYN with them is answered or dropped, and nobody else is harmed."""
    w = wire()
    wrong = ["0200", "0201", "0203aa00", "0205000000000000", "02ff05b4", "0300", "0302", "0304000000000000", "0800",
             "0809000000010000", "080b00000001000000000000", "0402050000000000", "050300", "05ff00000000", "0201020102010201",
             "fe00", "fe01", "feff", "01010102", "0101010108", "00ffffff", "020405b402040000", "0303ff00"]
    for i, text in enumerate(wrong):
        options = bytes.fromhex(text)
        options += bytes(-len(options) % 4)
        for flags in (0x02, 0x10, 0x12, 0x04):
            w.send(raw.tcp(US, 2_000 + i, 7, flags, 7 * i, 0, options))
    for length in (0, 1, 4, 15):  # of the header itself
        packet = bytearray(raw.tcp(US, 2_500, 7, 0x02, 1, 0, bytes(8)))
        packet[32] = length << 4
        packet[36:38] = b"\0\0"
        pseudo = socket.inet_aton(US) + socket.inet_aton(PEER) + struct.pack("!BBH", 0, 6, len(packet) - 20)
        packet[36:38] = struct.pack("!H", raw.checksum(pseudo + bytes(packet[20:])))
        w.send(bytes(packet))
    exchange(100_000)


def case_bulk(_):
    exchange(int(os.environ.get("MIR_BULK", 1 << 20)))


def case_window_opens(_):
    """Both ends' buffers fill up; then everything is read."""
    with tcp(7) as s:
        s.setblocking(False)
        data, sent = pattern((32 << 20) // PART), 0
        while sent < len(data):
            if not select.select([], [s], [], 1)[1]:
                break  # nothing moves any more
            sent += s.send(data[sent:sent + 65_536])
        s.setblocking(True)
        got = b""
        finish = threading.Thread(target=lambda: (s.sendall(data[sent:]), s.shutdown(socket.SHUT_WR)))
        finish.start()
        while chunk := s.recv(1 << 20):
            got += chunk
        finish.join()
        assert got == data, (len(got), len(data))


def case_keep_alive(_):
    """The kernel's probes are answered: it would give the connection up otherwise."""
    with tcp(7) as s:
        for option, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1), (socket.TCP_KEEPCNT, 1)):
            s.setsockopt(socket.IPPROTO_TCP, option, value)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        assert not select.select([s], [], [], 3.5)[0], "the connection has ended"
        s.sendall(b"x")
        assert s.recv(1) == b"x"


def case_probes(_):
    """What nmap -O asks, and RFC 9293 3.10.7 answers."""
    options = bytes.fromhex("03030a0102040109080affffffff000000000402")
    expected = {  # flags, port -> flags of the answer
        (0x02, 7): 0x12, (0x00, 7): None, (0x2B, 7): None, (0x10, 7): 0x04,
        (0x02, 4321): 0x14, (0x10, 4321): 0x04, (0x29, 4321): 0x14, (0xC2, 7): 0x52}
    w = wire()
    listener = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
    for i, ((flags, port), answer) in enumerate(expected.items()):
        source = 1000 + i
        w.send(raw.tcp(US, source, port, flags, 1000, 2000, options))
        seen = None
        while select.select([listener], [], [], 5 if answer else 0.3)[0]:
            packet = listener.recv(2000)[20:]
            if struct.unpack("!HH", packet[:4]) == (port, source):
                seen = packet[13]
                break
        assert seen == answer, (hex(flags), port, seen, answer)


def case_path_mtu(_):
    """A network behind the kernel takes 600 bytes: it says so, and everything arrives."""
    with network_behind(mtu=600) as inside:
        code = f"""import socket
s = socket.create_connection(('{PEER}', 19), timeout=60)
n = 0
while n < 300_000: n += len(s.recv(65536))
print(n >= 300_000)"""
        assert run(*inside, sys.executable, "-c", code) == "True\n"


def with_wire(delay, jitter, loss, duplication, size):
    """The kernel's side moves behind the emulator."""
    run("ip", "address", "flush", "dev", TAP)
    emulator = subprocess.Popen([os.path.join(HERE, "emulator.py"), TAP, "mirtap1", str(delay), str(jitter), str(loss), str(duplication)],
                                stdout=subprocess.PIPE, text=True)
    try:
        assert emulator.stdout.readline() == "ready\n"
        run("ip", "address", "add", f"{US}/24", "dev", "mirtap1")
        run("ip", "link", "set", "mirtap1", "up")
        exchange(size)
    finally:
        emulator.kill()
        emulator.wait()
        run("ip", "address", "add", f"{US}/24", "dev", TAP)


def bad_wire(delay, jitter, loss, duplication):
    def case(_):
        with_wire(delay, jitter, loss, duplication, int(os.environ.get("MIR_BULK", 300_000)))
    return case


# Only of mode plain: what the kernel has not cut yet is no frame that a wire could carry.
PLAIN_ONLY = {"wire_delays", "wire_reorders", "wire_loses"}
case_wire_delays = bad_wire(20, 0, 0, 0)
case_wire_reorders = bad_wire(1, 5, 0, 0.01)
case_wire_loses = bad_wire(0.1, 0, 0.02, 0)


def case_kernel_loses(_):
    """Random loss where the kernel takes packets in: what both sides send again is counted there."""
    rule = ("INPUT", "-i", TAP, "-m", "statistic", "--mode", "random", "--probability", "0.02", "-j", "DROP")
    run("iptables", "-A", *rule)
    try:
        exchange(int(os.environ.get("MIR_BULK", 1 << 20)))
    finally:
        run("iptables", "-D", *rule)


def attack(serve, names, **more):
    """Has a server attacked that serve() starts on a tap; all cases but those of PLAIN_ONLY without names. `more` are cases, too."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "tuntap", "add", "mode", "tap", "name", TAP)
    run("ip", "address", "add", f"{US}/24", "dev", TAP)
    run("ip", "link", "set", TAP, "up")
    cases = {name[5:]: value for name, value in globals().items() if name.startswith("case_")} | more
    server = serve()
    try:
        exchange(10_000)
        for name in names or (name for name in cases if name not in PLAIN_ONLY):
            cases[name](server)
            print("ok", name, flush=True)
        server.stop()
    finally:
        server.process.kill()


if __name__ == "__main__":
    mode, program, *names = sys.argv[1:]
    if mode == "plain" and not names:
        names = [name[5:] for name in globals() if name.startswith("case_")]
    attack(lambda: Server(mode, program), names)

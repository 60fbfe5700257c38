#!/usr/bin/env python3
"""Our stack on a tap as the client of Linux: client_linux.py offload|plain|socket PROGRAM [CASE...]

PROGRAM is tests/unit/net/direct/client.cpp; with "socket", the same on the kernel's sockets: what it shows is the same. Runs in a network namespace of its own (unshare --net), as root.
MIR_BULK: bytes that are carried where it is about many, and over a wire that loses (1073741824 for a soak).
MIR_LONG=1: also what takes two minutes of waiting.
"""
import contextlib
import hashlib
import os
import resource
import select
import socket
import subprocess
import sys
import threading

from net_services import PEER, TAP, US, pattern, run

MODE, PROGRAM = sys.argv[1:3]
WIRE = "lo" if MODE == "socket" else TAP  # where the client's packets pass
BULK = int(os.environ.get("MIR_BULK", 8 << 20))


class Host:
    """A port of the kernel; each connection is given to `serve`. What went wrong there is told at the end."""

    def __init__(self, serve, **options):
        self.listener = socket.socket()
        for option, value in options.items():
            self.listener.setsockopt(socket.SOL_SOCKET, getattr(socket, option), value)
        self.listener.bind((US, 0))
        self.listener.listen(4096)
        self.port = self.listener.getsockname()[1]
        self.serve, self.problems, self.threads = serve, [], []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                thread = threading.Thread(target=self.guard, args=(connection,), daemon=True)
                self.threads.append(thread)
                thread.start()

    def guard(self, connection):
        try:
            with connection:
                self.serve(connection)
        except Exception as problem:  # shown by client(), which has the words
            self.problems.append(repr(problem))


def start(*words):
    arguments = [] if MODE == "socket" else [f"--tap={TAP}", f"--address={PEER}/24", f"--gateway={US}"]
    return subprocess.Popen([PROGRAM, *arguments, *words],
                            stdout=subprocess.PIPE, text=True, env=dict(os.environ, MIR_TAP=MODE))


def client(host, verb, count, expected):
    with start(f"{verb}={US}:{host.port},{count}") as process:
        out = process.stdout.read()
    assert process.returncode == 0 and out == expected + "\n" and not host.problems, (out, process.returncode, host.problems)


def read_all(connection):
    seen, count = hashlib.sha256(), 0
    while chunk := connection.recv(1 << 18):
        seen.update(chunk)
        count += len(chunk)
    return count, seen.digest()


def check(got, size):
    assert got == (size, hashlib.sha256(pattern(size)).digest()), (got[0], size)


def echo(connection):
    while chunk := connection.recv(1 << 18):
        connection.sendall(chunk)


def case_exchanges():
    host = Host(echo)
    for size in (0, 1, 1448, 1449, 100_000):
        client(host, "exchange", size, f"exchange: {size} bytes, right, ended")


def case_bulk_both_ways():
    client(Host(echo), "exchange", BULK, f"exchange: {BULK} bytes, right, ended")


def case_upload():
    client(Host(lambda c: check(read_all(c), BULK)), "upload", BULK, "upload: 0 bytes, right, ended")


def case_download():
    client(Host(lambda c: c.sendall(pattern(BULK))), "download", 0, f"download: {BULK} bytes, right, ended")


@contextlib.contextmanager
def rules(*rules_):
    for rule in rules_:
        run("iptables", "-A", *rule)
    try:
        yield
    finally:
        for rule in rules_:
            run("iptables", "-D", *rule)


def random_loss(chain, probability):
    side = "-i" if chain == "INPUT" else "-o"
    return (chain, side, WIRE, "-p", "tcp", "-m", "statistic", "--mode", "random", "--probability", str(probability), "-j", "DROP")


def case_loss_of_what_we_send():
    size = BULK if "MIR_BULK" in os.environ else 2 << 20
    with rules(random_loss("INPUT", 0.01)):
        client(Host(lambda c: check(read_all(c), size)), "upload", size, "upload: 0 bytes, right, ended")


def case_loss_of_what_linux_sends():
    """A dropped one of up to 64 KiB, where the kernel leaves the cutting to the device; local senders hear of it at once."""
    size = BULK if "MIR_BULK" in os.environ else 2 << 20
    with rules(random_loss("OUTPUT", 0.01)):
        client(Host(lambda c: c.sendall(pattern(size))), "download", 0, f"download: {size} bytes, right, ended")


def case_loss_both_ways():
    with rules(random_loss("INPUT", 0.03), random_loss("OUTPUT", 0.03)):
        client(Host(echo), "exchange", 300_000, "exchange: 300000 bytes, right, ended")


def case_half_closed_by_us():
    """Linux answers only when our stream has ended."""
    def serve(connection):
        check(read_all(connection), 50_000)
        connection.sendall(pattern(70_000))
    client(Host(serve), "upload", 50_000, "upload: 70000 bytes, right, ended")


def case_half_closed_by_linux():
    """We send only when Linux's stream has ended."""
    def serve(connection):
        connection.sendall(pattern(3_000))
        connection.shutdown(socket.SHUT_WR)
        check(read_all(connection), 200_000)
    client(Host(serve), "late", 200_000, "late: 3000 bytes, right, ended")


def case_window_of_linux_closes():
    """It reads nothing until we have filled its window and are heard to ask for it again."""
    def serve(connection):
        before = zero_windows()
        while zero_windows() == before:  # of this namespace: nobody else is in it
            select.select([], [], [], 0.02)
        check(read_all(connection), 1 << 20)
    client(Host(serve, SO_RCVBUF=4096), "upload", 1 << 20, "upload: 0 bytes, right, ended")


def zero_windows():
    """How often the kernel has told somebody that its window is closed."""
    names, values = [line.split() for line in open("/proc/net/netstat") if line.startswith("TcpExt:")]
    return int(dict(zip(names, values))["TCPToZeroWindowAdv"])


def case_our_window_closes():
    """We read nothing until Linux cannot send any more."""
    data, first, full = pattern(16 << 20), [], threading.Event()

    def serve(connection):
        if first:  # the second connection: the sign to read
            assert full.wait(60)
            connection.sendall(b"go")
            return
        first.append(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
        connection.setblocking(False)
        sent = 0
        while select.select([], [connection], [], 1)[1]:
            sent += connection.send(data[sent:sent + 65_536])
        assert sent < len(data)
        full.set()
        connection.setblocking(True)
        connection.sendall(data[sent:])
    client(Host(serve), "stall", 0, f"stall: {len(data)} bytes, right, ended")


def case_reset():
    def serve(connection):
        connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    host = Host(serve)
    with start(f"exchange={US}:{host.port},{32 << 20}") as process:
        out = process.stdout.read()
    assert "connection reset by the peer" in out, out


def case_two_thousand_connections():
    count = 2000
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, max(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
    listener = socket.create_server((US, 0), backlog=4096)
    held = []

    def serve():
        poll = select.poll()
        poll.register(listener, select.POLLIN)
        places = {}
        with contextlib.suppress(OSError):
            while True:
                for descriptor, _ in poll.poll():
                    if descriptor == listener.fileno():
                        connection, _ = listener.accept()
                        held.append(connection)
                        places[connection.fileno()] = connection
                        poll.register(connection, select.POLLIN)
                        continue
                    data = places[descriptor].recv(10)
                    if data:
                        places[descriptor].sendall(data)
                    else:
                        poll.unregister(descriptor)
                        places[descriptor].close()
    threading.Thread(target=serve, daemon=True).start()
    with start(f"many={US}:{listener.getsockname()[1]},{count}") as process:
        out = process.stdout.read()
    assert out == f"many: {count} of {count}\n" and len(held) == count, (out, len(held))


def case_peer_is_away_for_a_while():
    """Nothing passes until several retransmissions were in vain; then all goes on."""
    size, away = 4 << 20, [("INPUT", "-i", WIRE, "-j", "DROP")]
    if MODE != "socket":  # on the loopback what goes out comes in
        away.append(("OUTPUT", "-o", WIRE, "-j", "DROP"))

    def dropped():
        lines = run("iptables", "-nvxL", "INPUT").splitlines()
        return sum(int(line.split()[0]) for line in lines if "DROP" in line)

    def serve(connection):
        start_ = connection.recv(100_000, socket.MSG_WAITALL)
        with rules(*away):
            seen = -1
            for _ in range(3):  # three times something more was lost on its way
                before = dropped()
                while (seen := dropped()) == before:
                    select.select([], [], [], 0.02)
        rest = b""
        while chunk := connection.recv(1 << 18):
            rest += chunk
        check((len(start_ + rest), hashlib.sha256(start_ + rest).digest()), size)
        assert seen > 0
    client(Host(serve), "upload", size, "upload: 0 bytes, right, ended")


def case_path_becomes_narrow():
    """In the middle of a connection the way shrinks: a router says so, and everything arrives."""
    code = """import hashlib, socket, sys
s = socket.create_server(('10.8.0.2', 4000)); print('ready', flush=True)
c = s.accept()[0]; h, n = hashlib.sha256(), 0
while b := c.recv(65536):
    h.update(b); n += len(b)
    if n > 100_000 and len(sys.argv) == 1: print('some', flush=True); sys.stdin.readline(); sys.argv.append('')
print(n, h.hexdigest(), flush=True)"""
    size = 3 << 20
    with subprocess.Popen(["unshare", "--net", sys.executable, "-c", "input()\n" + code],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        inside = ("nsenter", "-t", str(other.pid), "-n")
        wait_for_namespace(other.pid)
        run("ip", "link", "add", "mirveth0", "type", "veth", "peer", "name", "mirveth1", "netns", str(other.pid))
        run("ip", "address", "add", "10.8.0.1/24", "dev", "mirveth0")
        run("ip", "link", "set", "mirveth0", "up")
        run(*inside, "ip", "address", "add", "10.8.0.2/24", "dev", "mirveth1")
        run(*inside, "ip", "link", "set", "mirveth1", "up")
        run(*inside, "ip", "route", "add", "default", "via", "10.8.0.1")
        with open("/proc/sys/net/ipv4/ip_forward", "w") as forward:
            forward.write("1")
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline() == "ready\n"
        with start(f"upload=10.8.0.2:4000,{size}") as process:
            assert other.stdout.readline() == "some\n"
            run("ip", "link", "set", "mirveth0", "mtu", "600")
            other.stdin.write("\n")
            other.stdin.flush()
            assert other.stdout.readline() == f"{size} {hashlib.sha256(pattern(size)).hexdigest()}\n"
            out = process.stdout.read()
        assert out == "upload: 0 bytes, right, ended\n", out
    subprocess.run(["ip", "link", "del", "mirveth0"], check=False, capture_output=True)  # unless it went with its namespace


def wait_for_namespace(pid):
    own = os.readlink("/proc/self/ns/net")
    while os.readlink(f"/proc/{pid}/ns/net") == own:
        select.select([], [], [], 0.01)


def case_keep_alive():
    """Nobody answers any more: the program that asked for keep-alives is told, and one whose peer answers is not."""
    def serve(connection):
        connection.sendall(b"\0\1")
        probes = segments()
        while segments() < probes + 6:  # three probes and their answers, with nothing else on the wire
            select.select([], [], [], 0.1)
        for rule in drop:
            run("iptables", "-A", *rule)
        connection.recv(1)  # a reset, or for ever
    drop = [("INPUT", "-i", WIRE, "-p", "tcp", "-j", "DROP"), ("OUTPUT", "-o", WIRE, "-p", "tcp", "-j", "DROP")]
    host = Host(serve)
    try:
        with start(f"idle={US}:{host.port},2") as process:
            out = process.stdout.read()
    finally:
        run("iptables", "-F")
    assert out == "idle: 2 bytes, right, timed out\n", out


def segments():
    """TCP segments that this namespace's kernel has received and sent."""
    names, values = [line.split() for line in open("/proc/net/snmp") if line.startswith("Tcp:")]
    counts = dict(zip(names, values))
    return int(counts["InSegs"]) + int(counts["OutSegs"])


def case_peer_vanishes():
    """For good: two minutes later the program is told (RFC 9293 3.8.3)."""
    def serve(connection):
        connection.recv(1)
        for chain, side in (("INPUT", "-i"), ("OUTPUT", "-o")):
            run("iptables", "-A", chain, side, WIRE, "-j", "DROP")
    host = Host(serve)
    try:
        with start(f"upload={US}:{host.port},{32 << 20}") as process:
            out = process.stdout.read()
    finally:
        run("iptables", "-F")
    assert out == "upload: timed out\n", out


LONG = {"peer_vanishes"}


def main(*names):
    run("ip", "link", "set", "lo", "up")
    run("ip", "tuntap", "add", "mode", "tap", "name", TAP)
    run("ip", "address", "add", f"{US}/24", "dev", TAP)
    run("ip", "link", "set", TAP, "up")
    cases = {name[5:]: value for name, value in globals().items()
             if name.startswith("case_") and ("MIR_LONG" in os.environ or name[5:] not in LONG)}
    for name in names or cases:
        cases[name]()
        print("ok", name, flush=True)


main(*sys.argv[3:])

"""templates/net-services on a tap, and honest clients on the kernel's sockets: what the tests of direct mode against
Linux share."""
import contextlib
import hashlib
import os
import re
import signal
import socket
import subprocess
import threading

US, PEER, TAP = "10.9.0.1", "10.9.0.2", "mirtap0"


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def pattern(size):
    block = bytes(range(256)) * 4 + b"mir"
    return (block * (size // len(block) + 1))[:size]


class Server:
    def __init__(self, mode, program, *options):
        self.process = subprocess.Popen([program, f"--tap={TAP}", f"--address={PEER}/24", f"--gateway={US}", *options],
                                        stdout=subprocess.PIPE, text=True, env=dict(os.environ, MIR_TAP=mode))
        line = self.process.stdout.readline()
        assert line == f"listening on {PEER}:7\n", line

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) * 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        out = self.process.stdout.read()
        code = self.process.wait()
        assert code == 143, f"ended with {code}: {out}"


@contextlib.contextmanager
def network_behind(mtu=1500):
    """A network 10.8.0.0/24 behind the kernel, which routes for it. Gives the words that run a program at 10.8.0.2."""
    with subprocess.Popen(["unshare", "--net", "sh", "-c", "echo ready; read line"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "ready\n"
        inside = ("nsenter", "-t", str(other.pid), "-n")
        run("ip", "link", "add", "mirveth0", "mtu", str(mtu), "type", "veth", "peer", "name", "mirveth1", "netns", str(other.pid))
        run("ip", "address", "add", "10.8.0.1/24", "dev", "mirveth0")
        run("ip", "link", "set", "mirveth0", "up")
        run(*inside, "ip", "address", "add", "10.8.0.2/24", "dev", "mirveth1")
        run(*inside, "ip", "link", "set", "mirveth1", "up")
        run(*inside, "ip", "route", "add", "default", "via", "10.8.0.1")
        with open("/proc/sys/net/ipv4/ip_forward", "w") as forward:
            forward.write("1")
        try:
            yield inside
        finally:
            subprocess.run(["ip", "link", "del", "mirveth0"], check=False)  # now, not when the kernel comes to it
            other.stdin.close()


def tcp(port, timeout=120):
    return socket.create_connection((PEER, port), timeout=timeout)


def exchange(size):
    """Sends and receives at once; compares the sums."""
    data = pattern(size)
    with tcp(7) as s:
        def send():
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
        thread = threading.Thread(target=send)
        thread.start()
        back, count = hashlib.sha256(), 0
        while chunk := s.recv(1 << 16):
            back.update(chunk)
            count += len(chunk)
        thread.join()
    assert count == size, (count, size)
    assert back.digest() == hashlib.sha256(data).digest()

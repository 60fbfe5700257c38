"""templates/net-services on a tap, and honest clients on the kernel's sockets: what the tests of direct mode against
Linux share."""
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

"""Usage: uplink.py SIGNAL PORT[/udp]... -- COMMAND...

Runs `mir run -p 0:PORT ... COMMAND`'s program, asks each of its echo services through the port of this machine that mir
names, ends it by a signal and says what it ended with, and that nothing is left.
"""
import re
import signal
import socket
import subprocess
import sys

PATIENCE = 60  # seconds until something that should come counts as never coming
signal.signal(signal.SIGINT, signal.SIG_DFL)  # the test runner may ignore it
split = sys.argv.index("--")
ending, ports, command = sys.argv[1], sys.argv[2:split], sys.argv[split + 1:]
options = [word for port in ports for word in ("-p", "0:" + port)]
mir = subprocess.Popen(command[:2] + options + command[2:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                       bufsize=1)


def ask(host_port, protocol, count=3):
    kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
    for _ in range(count):  # a datagram may get lost, and slirp accepts before the program does
        with socket.socket(socket.AF_INET, kind) as client:
            client.settimeout(PATIENCE / count)
            client.connect(("127.0.0.1", host_port))
            client.sendall(b"hello")
            try:
                if client.recv(100) == b"hello":
                    return print(f"{protocol} answers")
            except socket.timeout:
                pass
    sys.exit(f"no answer on {host_port}/{protocol}")


found = []
try:
    for line in mir.stdout:
        print(line, end="")
        if match := re.match(r"127\.0\.0\.1:(\d+)/(\w+) is port (\d+) of the program", line):
            found.append((int(match[1]), match[2]))
        if "listening" in line:
            break
    assert len(found) == len(ports), found
    for host_port, protocol in found:
        ask(host_port, protocol)
    mir.send_signal(getattr(signal, ending))
    mir.communicate(timeout=PATIENCE)
    print("ended with", mir.returncode)
    for host_port, protocol in found:
        if protocol == "tcp":
            with socket.socket() as client:
                assert client.connect_ex(("127.0.0.1", host_port)) != 0, "the port is still there"
    print("nothing is left")
finally:
    mir.kill()

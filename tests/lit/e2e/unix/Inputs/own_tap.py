"""Usage: own_tap.py COMMAND... In a network namespace of this process's own: makes a tap with an address of the kernel's on it,
runs `mir run --tap=THAT COMMAND` and asks the program's echo service from the kernel; ends the program, and looks whether the
tap, which is not mir's, is still there."""
import os
import signal
import socket
import subprocess
import sys

PATIENCE = 60  # seconds until something that should come counts as never coming
TAP = f"tap{os.getpid() % 100000}"


def ip(*words):
    subprocess.run(["ip", *words], check=True)


ip("link", "set", "lo", "up")
ip("tuntap", "add", "mode", "tap", "name", TAP)
ip("address", "add", "10.77.0.1/24", "dev", TAP)
ip("link", "set", TAP, "up")
at = sys.argv.index("run") + 1
mir = subprocess.Popen([*sys.argv[1:at], f"--tap={TAP}", *sys.argv[at:], "--", "--address=10.77.0.2/24"], stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, text=True, bufsize=1)
try:
    for line in mir.stdout:
        print(line, end="")
        if "listening" in line:
            break
    with socket.create_connection(("10.77.0.2", 7), PATIENCE) as client:
        client.sendall(b"hello")
        assert client.recv(100) == b"hello"
        print("the kernel gets an answer from 10.77.0.2")
    mir.send_signal(signal.SIGTERM)
    mir.communicate(timeout=PATIENCE)
    print("ended with", mir.returncode)
    ip("link", "show", "dev", TAP)
    print("the tap is still there")
finally:
    mir.kill()

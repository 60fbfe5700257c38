"""Usage: ctrl_c.py COMMAND...: interrupts it as a terminal does, once the guest has shown something; it must end with 130."""
import os
import signal
import subprocess
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)  # the test runner may ignore it
run = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True)
output = b""
while b"hello" not in output and b"name: " not in output:
    more = os.read(run.stdout.fileno(), 4096)
    assert more, f"it ended by itself: {output}"
    output += more
os.killpg(run.pid, signal.SIGINT)
assert run.wait(60) == 128 + signal.SIGINT, run.returncode

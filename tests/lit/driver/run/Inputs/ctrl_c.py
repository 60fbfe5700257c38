"""Usage: ctrl_c.py COMMAND...: interrupts it as a terminal does, once it has shown its first line; it must end with 130."""
import os
import signal
import subprocess
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)  # the test runner may ignore it
run = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True)
assert b"hello" in run.stdout.readline()
os.killpg(run.pid, signal.SIGINT)
assert run.wait(60) == 128 + signal.SIGINT, run.returncode

"""Usage: signals.py MIR PROJECT. The program of `mir run` is the process that was started, and ends by its signal."""
import signal
import subprocess
import sys

mir, project = sys.argv[1:]
signal.signal(signal.SIGINT, signal.SIG_DFL)  # the test runner may ignore it
program = subprocess.Popen([mir, "run", project], stdout=subprocess.PIPE, text=True)
assert program.stdout.readline() == "running\n"
program.send_signal(signal.SIGINT)
assert program.wait(60) == -signal.SIGINT, program.returncode

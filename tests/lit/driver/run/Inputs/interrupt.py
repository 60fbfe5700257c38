"""Usage: interrupt.py MIR PROJECT. Interrupts builds by several signals, sent to mir alone and to all of a terminal's."""
import os
import pathlib
import select
import signal
import subprocess
import sys

mir, project = sys.argv[1], pathlib.Path(sys.argv[2])
started = project / "started"
header = project / "_build/unix-socket/gen/spec.hpp"
kPatience = 60  # seconds until something that should end at once counts as hanging
# The test runner may ignore them, and a program that starts with a signal ignored leaves it so.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)


def interrupt(number, whole_group):
    started.unlink(missing_ok=True)
    os.mkfifo(started)
    build = subprocess.Popen([mir, "build", project], start_new_session=True, stderr=subprocess.DEVNULL)
    child = int(started.read_text())  # waits until the step has begun
    watch = os.pidfd_open(child)
    (os.killpg if whole_group else os.kill)(build.pid, number)
    status = build.wait(kPatience)
    assert select.select([watch], [], [], kPatience)[0], "a child is left behind"
    return status


for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    for whole_group in (False, True):
        status = interrupt(number, whole_group)
        assert status == 128 + number, (number, whole_group, status)
        assert not header.exists(), "half a header is left"
# Nobody can clean up after SIGKILL, but nothing may run on.
interrupt(signal.SIGKILL, False)
started.unlink()

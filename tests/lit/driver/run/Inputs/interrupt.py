"""Usage: interrupt.py MIR PROJECT. Interrupts builds by several signals, sent to mir alone and to all of a terminal's, and every command that builds."""
import os
import pathlib
import select
import signal
import subprocess
import sys

mir, project = sys.argv[1], pathlib.Path(sys.argv[2])
started = project / "started"
kLong = (["build"], ["run"], ["test"], ["size"], ["audit"], ["debug"], ["check"], ["build", "--debug"])
kPatience = 60  # seconds until something that should end at once counts as hanging
# The test runner may ignore them, and a program that starts with a signal ignored leaves it so.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)


def interrupt(number, whole_group, words=("build",)):
    started.unlink(missing_ok=True)
    os.mkfifo(started)
    build = subprocess.Popen([mir, *words, project], start_new_session=True, stderr=subprocess.DEVNULL)
    pipe = os.open(started, os.O_RDWR)
    assert select.select([pipe], [], [], kPatience)[0], f"{words}: no step has begun"
    child = int(os.read(pipe, 100))
    os.close(pipe)
    watch = os.pidfd_open(child)
    (os.killpg if whole_group else os.kill)(build.pid, number)
    status = build.wait(kPatience)
    assert select.select([watch], [], [], kPatience)[0], "a child is left behind"
    return status


for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    for whole_group in (False, True):
        status = interrupt(number, whole_group)
        assert status == 128 + number, (number, whole_group, status)
        assert not list(project.glob("_build/**/spec.hpp*")), "half a header is left"
for words in kLong:
    status = interrupt(signal.SIGINT, True, words)
    assert status == 128 + signal.SIGINT, (words, status)
    assert not list(project.glob("_build/**/spec.hpp*")), f"{words}: half a header is left"
# Nobody can clean up after SIGKILL, but nothing may run on.
interrupt(signal.SIGKILL, False)
started.unlink()

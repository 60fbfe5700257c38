"""Usage: together.py MIR PROJECT. Starts a second build of a project in the middle of the first."""
import os
import pathlib
import subprocess
import sys

mir, project = sys.argv[1], pathlib.Path(sys.argv[2])
kPatience = 120  # seconds until something that should end counts as hanging
for name in ("started", "go"):
    os.mkfifo(project / name)
builds = []


def start():
    builds.append(subprocess.Popen([mir, "build", project], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
    return builds[-1]


def check():
    first = start()
    (project / "started").read_text()  # waits until its first step has begun
    second = start()
    waiting = second.stderr.readline()
    assert waiting == "waiting for another build of 'hello'\n", waiting
    (project / "go").write_text("")
    out, log = first.communicate(timeout=kPatience)
    assert first.returncode == 0 and "strip hello" in log, (out, log)
    out, log = second.communicate(timeout=kPatience)
    assert second.returncode == 0 and log == "", (out, log)  # nothing was left to do


try:
    check()
finally:
    for build in builds:
        build.kill()

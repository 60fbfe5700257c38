"""Usage: interrupted.py MIR FOLDER IMAGE. `mir image` that is interrupted, or has no room, leaves nothing of its own behind.

The image's own process says where it stands: by the size of the file that it writes.
"""
import os
import pathlib
import resource
import signal
import subprocess
import sys
import time

mir, folder, image = sys.argv[1:]
kPatience = 60  # seconds until something that should end at once counts as hanging


def others():
    return sorted(path.name for path in pathlib.Path(".").iterdir())


def written(process):
    """Bytes of the unfinished image."""
    path = pathlib.Path(f".{image}.{process.pid}")
    return path.stat().st_size if path.exists() else 0


def interrupt(number):
    """How it ended, after the signal came while half an image was there."""
    # The test runner may ignore it, and a program that starts with a signal ignored leaves it so.
    process = subprocess.Popen([mir, "image", folder, "-o", image], stdout=subprocess.DEVNULL,
                               preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
    end = time.monotonic() + kPatience
    while not written(process) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.001)
    process.send_signal(number)
    return process.wait(kPatience)


before = others()
kept = pathlib.Path(image).read_bytes()
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    # On a busy machine the image may be whole before this program looks again.
    for attempt in range(20):
        if (status := interrupt(number)) != 0:
            break
        pathlib.Path(image).write_bytes(kept)
    assert status == -number, f"signal {number}: {status}"
    assert others() == before, (number, others())

# No room: as on a full disk, the system takes only the first bytes.
def little_room():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))


full = subprocess.run([mir, "image", folder, "-o", image], preexec_fn=little_room, capture_output=True, text=True)
assert full.returncode == 3 and f"/{image}': File too large [disk]" in full.stderr, full
assert others() == before, others()

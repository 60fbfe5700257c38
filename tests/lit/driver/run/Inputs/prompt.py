"""Usage: prompt.py COMMAND...: what the guest asks must be readable while it waits for the answer."""
import os
import subprocess
import sys

with subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "FAKE_ASK": "yes"}) as run:
    output = b""
    while not output.endswith(b"your name: "):
        more = os.read(run.stdout.fileno(), 4096)
        assert more, f"it ended before it asked: {output}"
        output += more
    run.stdin.write(b"heron\n")
    run.stdin.close()
    assert run.stdout.read() == b"hello heron\n"
assert run.returncode == 5, run.returncode

"""Runs a server on a free port and clients against it: serve.py [NAME=VALUE...] [--OPTION...] PROGRAM CLIENT...

An OPTION is the server's. Each CLIENT is a shell command in which {port} stands for the server's port. Ends with SIGTERM, on which the server has
to stop in order. Prints what the clients print, and the server's exit status.
"""

import os
import re
import subprocess
import sys

arguments = sys.argv[1:]
environment = dict(os.environ)
while "=" in arguments[0] and not arguments[0].startswith("--"):
    name, value = arguments.pop(0).split("=", 1)
    environment[name] = value

options = []
while arguments[0].startswith("--"):
    options.append(arguments.pop(0))

server = subprocess.Popen([arguments[0], "--port=0", *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          env=environment)
try:
    line = server.stdout.readline()
    match = re.fullmatch(r"listening on .*:(\d+)\n", line)
    if not match:
        sys.exit(f"serve.py: the server says {line!r}")
    for client in arguments[1:]:
        done = subprocess.run(client.replace("{port}", match[1]), shell=True, timeout=120)
        if done.returncode != 0:
            sys.exit(f"serve.py: {client} ended with {done.returncode}")
    server.terminate()
    sys.stdout.flush()
    print(f"server stopped with {server.wait(timeout=10)}", server.stdout.read(), end="\n")
finally:
    server.kill()
    server.wait()

"""Runs a server with our own stack on a tap, and clients of the kernel: serve_direct.py [--OPTION...] PROGRAM PORT CLIENT...

In a network namespace of its own (unshare --net), as root. In a CLIENT, a shell command, {address} stands for the
server's. Ends with SIGTERM, on which the server has to stop in order. Prints what the clients print, and the server's
exit status.
"""
import subprocess
import sys

OURS, SERVER, TAP = "10.9.0.1", "10.9.0.2", "mirtap0"

arguments = sys.argv[1:]
options = []
while arguments[0].startswith("--"):
    options.append(arguments.pop(0))
program, port, *clients = arguments
for words in ("link set lo up", f"tuntap add {TAP} mode tap vnet_hdr", f"addr add {OURS}/24 dev {TAP}", f"link set {TAP} up"):
    subprocess.run(["ip", *words.split()], check=True)
server = subprocess.Popen([program, f"--tap={TAP}", f"--address={SERVER}/24", f"--port={port}", *options], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True)
try:
    line = server.stdout.readline()
    if line != f"listening on {SERVER}:{port}\n":
        sys.exit(f"serve_direct.py: the server says {line!r}")
    for client in clients:
        done = subprocess.run(client.replace("{address}", SERVER), shell=True, timeout=120)
        if done.returncode != 0:
            sys.exit(f"serve_direct.py: {client} ended with {done.returncode}")
    server.terminate()
    sys.stdout.flush()
    print(f"server stopped with {server.wait(timeout=10)}", server.stdout.read(), end="\n")
finally:
    server.kill()
    server.wait()

"""Runs a command while a port of 127.0.0.1 is taken: in its words @PORT@ stands for the port. Ends as the command does."""
import socket
import subprocess
import sys

with socket.create_server(("127.0.0.1", 0)) as server:
    port = str(server.getsockname()[1])
    sys.exit(subprocess.call([word.replace("@PORT@", port) for word in sys.argv[1:]]))

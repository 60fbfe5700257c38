"""Runs a project as a guest of the real Xen, and clients on this machine: guest.py DIR PORT... -- CLIENT... [-- ARGUMENT...]

A PORT of the guest, such as 8081 or 7/udp, is reached by one of 127.0.0.1, for which {8081} or {7/udp} stands in a CLIENT,
a shell command. An ARGUMENT is the program's. At the end ^C on its console stops the guest. Prints what the clients and the
guest print, and the guest's exit code.
"""
import re
import subprocess
import sys
import threading

PATIENCE = 300  # seconds that one step may take, on a busy machine that prepares Xen for the first time


def split(words):
    parts = [[]]
    for word in words:
        parts.append([]) if word == "--" else parts[-1].append(word)
    return parts + [[]] * (3 - len(parts))


class Guest:
    def __init__(self, folder, ports, arguments):
        publish = [word for port in ports for word in ("-p", f"0:{port}")]
        self.process = subprocess.Popen(["mir", "run", "--target=xen", *publish, folder, "--", *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.ports, self.console, self.listens = {}, [], threading.Event()
        self.readers = [threading.Thread(target=self.read_ports), threading.Thread(target=self.read_console)]
        for reader in self.readers:
            reader.start()

    def read_ports(self):
        for line in self.process.stderr:
            sys.stderr.write(line)
            if told := re.fullmatch(r"127\.0\.0\.1:(\d+)/(tcp|udp) is port (\d+) of the guest\n", line):
                self.ports[told[3] + ("/udp" if told[2] == "udp" else "")] = told[1]

    def read_console(self):
        for line in self.process.stdout:
            self.console.append(line)
            if "listening on " in line:
                self.listens.set()
        self.listens.set()

    def stop(self):
        self.process.stdin.write("\x03\n")
        self.process.stdin.flush()
        code = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join()
        return code


def main(what, clients, arguments):
    guest = Guest(what[0], what[1:], arguments)
    try:
        if not guest.listens.wait(PATIENCE) or guest.process.poll() is not None:
            sys.exit(f"guest.py: the guest does not listen: {guest.console}")
        for client in clients:
            for port, here in guest.ports.items():
                client = client.replace("{" + port + "}", here)
            done = subprocess.run(client, shell=True, timeout=PATIENCE)
            if done.returncode != 0:
                sys.exit(f"guest.py: {client} ended with {done.returncode}; the guest says {guest.console}")
            sys.stdout.flush()
        code = guest.stop()
        print(*guest.console, f"guest ended with {code}", sep="")
    finally:
        guest.process.terminate() # it ends the guest, too
        guest.process.wait()


main(*split(sys.argv[1:]))

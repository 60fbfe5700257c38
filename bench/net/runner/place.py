"""Network namespaces of one run, with names of its own, and all that runs in them."""
import os
import pathlib
import signal
import subprocess
import sys


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE, text=True, **options).stdout


class Place:
    """A namespace for the load, and others for peers. Everything goes when it is left, however that happens."""

    def __init__(self):
        self.name = f"mirbench{os.getpid()}"
        self.spaces = []
        self.processes = []

    def __enter__(self):
        # A run that is ended from outside also tears down what it made.
        signal.signal(signal.SIGTERM, lambda *_: exit(143))
        self.load = self.space("load")
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        for space in self.spaces:
            subprocess.run(["ip", "netns", "del", space], check=False)

    def space(self, name):
        space = f"{self.name}-{name}"
        run("ip", "netns", "add", space)
        self.spaces.append(space)
        run("ip", "-n", space, "link", "set", "lo", "up")
        # A client that closes first keeps its ports for a minute; thousands of connections a second need them sooner.
        self.inside(space, "sysctl", "-qw", "net.ipv4.ip_local_port_range=1024 65535", "net.ipv4.tcp_tw_reuse=1")
        return space

    def inside(self, space, *words, **options):
        return run("ip", "netns", "exec", space, *words, **options)

    def start(self, space, *words, environment=None):
        """Starts a server, and waits for its first line."""
        process = subprocess.Popen(["ip", "netns", "exec", space, *(str(word) for word in words)], text=True,
                                   stdout=subprocess.PIPE, env=dict(os.environ, **(environment or {})))
        self.processes.append(process)
        line = process.stdout.readline()
        if "listening" not in line:
            raise RuntimeError(f"{words[0]} did not start: {line!r}")
        return process

    def tap(self, name, number, offload):
        """A tap of the load's namespace, which is 10.77.NUMBER.1 on it."""
        words = ["vnet_hdr"] if offload else []
        run("ip", "-n", self.load, "tuntap", "add", "mode", "tap", *words, "name", name)
        run("ip", "-n", self.load, "addr", "add", f"10.77.{number}.1/24", "dev", name)
        run("ip", "-n", self.load, "link", "set", name, "up")

    def cable(self, space, name, number, offload):
        """A veth pair between the load and a namespace, which is 10.77.NUMBER.2 on it."""
        other = name + "p"
        run("ip", "link", "add", name, "netns", self.load, "type", "veth", "peer", "name", other, "netns", space)
        for where, end, host in ((self.load, name, 1), (space, other, 2)):
            run("ip", "-n", where, "addr", "add", f"10.77.{number}.{host}/24", "dev", end)
            if not offload:
                self.inside(where, sys.executable, pathlib.Path(__file__).with_name("offload.py"), end)
            run("ip", "-n", where, "link", "set", end, "up")

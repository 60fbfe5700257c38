"""Two hosts on one machine: network namespaces, a cable between them, and programs that run in them.

Everything is torn down when the `Lab` is left, however that happens: programs by their process number, namespaces (and
with them every interface) by name.
"""

import contextlib
import ctypes
import fcntl
import os
import select
import signal
import socket
import struct
import subprocess
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000

SIOCETHTOOL = 0x8946
ETHTOOL_OFFLOADS = (0x17, 0x1F, 0x25, 0x2C)  # ETHTOOL_STXCSUM, _STSO, _SGSO, _SGRO


def quiet(argv):
    """Runs a command that must succeed; its output is shown only when it does not."""
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(argv)}: {done.stdout.strip()}")


class Host:
    """One namespace."""

    def __init__(self, lab, name):
        self.lab = lab
        self.name = f"mir-{os.getpid()}-{name}"
        quiet(["ip", "netns", "add", self.name])
        lab.cleanup.callback(subprocess.run, ["ip", "netns", "del", self.name])
        self.ip("link set lo up")

    def inside(self, argv):
        return ["ip", "netns", "exec", self.name, *argv]

    def ip(self, words):
        quiet(["ip", "-n", self.name, *words.split()])

    def sysctl(self, setting):
        """Sets a parameter of the namespace: `net.ipv4.tcp_ecn=1`."""
        name, value = setting.split("=")
        with self.entered(), open("/proc/sys/" + name.replace(".", "/"), "w") as parameter:
            parameter.write(value)

    def run(self, command, seconds=20, **options):
        """Runs a program to its end. Its exit status means nothing here: many are meant to fail."""
        argv = command.split() if isinstance(command, str) else command
        options.setdefault("stdin", subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return subprocess.run(self.inside(argv), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  timeout=seconds, **options)

    def start(self, command, ready_after=0.3, **options):
        """Starts a program that runs beside the others. \\returns it; `Lab.stop` ends it."""
        argv = command.split() if isinstance(command, str) else command
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options
        program = subprocess.Popen(self.inside(argv), start_new_session=True, **options)
        self.lab.cleanup.callback(self.lab.stop, program)
        time.sleep(ready_after)
        return program

    @contextlib.contextmanager
    def entered(self):
        """This process, inside the namespace: for sockets and ioctls."""
        with open("/proc/self/ns/net") as outside, open(f"/run/netns/{self.name}") as namespace:
            if LIBC.setns(namespace.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            try:
                yield
            finally:
                LIBC.setns(outside.fileno(), CLONE_NEWNET)

    def plain(self, interface):
        """Frames as they would be on a cable: checksums filled in, nothing merged or left to be cut by a device."""
        with self.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
            for command in ETHTOOL_OFFLOADS:
                value = ctypes.create_string_buffer(struct.pack("II", command, 0))
                request = struct.pack("16sP", interface.encode(), ctypes.addressof(value))
                fcntl.ioctl(control, SIOCETHTOOL, request)

    def frames(self, interface):
        """A socket that sees what arrives at the interface, and sends frames from it."""
        with self.entered():
            port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            port.setsockopt(263, 23, 1)  # SOL_PACKET, PACKET_IGNORE_OUTGOING
            port.bind((interface, 3))  # ETH_P_ALL
        return port


class Lab:
    """Hosts, cables and programs of one recording."""

    def __enter__(self):
        self.cleanup = contextlib.ExitStack()
        return self

    def __exit__(self, *_):
        self.cleanup.close()

    def host(self, name):
        return Host(self, name)

    def cable(self, left, left_name, right, right_name, mtu=1500):
        """Two interfaces, one at each end."""
        quiet(["ip", "link", "add", left_name, "mtu", str(mtu), "netns", left.name, "type", "veth",
               "peer", "name", right_name, "mtu", str(mtu), "netns", right.name])
        for host, name in ((left, left_name), (right, right_name)):
            host.plain(name)
            host.ip(f"link set {name} up")

    @staticmethod
    def stop(program, how=signal.SIGTERM):
        """Ends a program, and what it started, in at most three seconds."""
        for signal_number in (how, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal_number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(timeout=3)
                return

    @contextlib.contextmanager
    def captured(self, host, interface, path, *options):
        """What passes the interface meanwhile goes to a file: by dumpcap for .pcapng, else by tcpdump."""
        if path.endswith(".pcapng"):
            command = ["dumpcap", "-q", "-i", interface, "-w", path, *options]
        else:
            command = ["tcpdump", "-n", "-U", "--immediate-mode", "-Z", "root", "-s", "0", "-i", interface, "-w", path,
                       *options]
        program = host.start(command, ready_after=0.8)
        if program.poll() is not None:
            raise RuntimeError(f"{command[0]} ended at once")
        yield
        time.sleep(0.5)  # the last frames are still on their way to the file
        self.stop(program, signal.SIGINT)

    @contextlib.contextmanager
    def forwarding(self, pairs):
        """Carries frames between pairs of ports meanwhile.

        \\param pairs of (from, to, change), change being given a frame and returning the frame to send, or None to
               lose it. Runs in a process of its own.
        """
        child = os.fork()
        if child == 0:
            try:
                forward(pairs)
            finally:
                os._exit(0)
        try:
            yield
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def forward(pairs):
    """Until killed: each frame that a port receives is changed and sent from the other."""
    routes = {source.fileno(): (source, target, change) for source, target, change in pairs}
    while True:
        for ready in select.select(list(routes), [], [])[0]:
            source, target, change = routes[ready]
            frame = change(received(source))
            if frame is not None:
                with contextlib.suppress(OSError):
                    target.send(frame)


def received(port):
    """One frame. The kernel takes a VLAN tag out of it and tells it apart; here it is put back."""
    frame, extra, _, _ = port.recvmsg(65536, 64)
    for level, kind, data in extra:
        if (level, kind) == (263, 8):  # SOL_PACKET, PACKET_AUXDATA
            status, _, _, _, _, tag, tag_type = struct.unpack("IIIHHHH", data[:20])
            if status & 0x10:  # TP_STATUS_VLAN_VALID
                frame = frame[:12] + struct.pack("!HH", tag_type if status & 0x40 else 0x8100, tag) + frame[12:]
    return frame

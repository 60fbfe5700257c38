"""Has a guest of the real Xen attacked: attacked.py SHARE WORK IMAGE [CASE...]

IMAGE is templates/net-services for Xen; it gets 16 MiB. The cases are those of tests/unit/net/direct/torture_linux.py, and
two more here; all of them without names. Runs as root in a network namespace of its own (unshare --net), where QEMU's network is
a tap: raw frames go through it to dom0's bridge, and through Linux's netback to the guest. At the end the guest tells its
counters, and its console is shown.
"""
import os
import pathlib
import re
import resource
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parents[5]
sys.path += [str(ROOT / "tests/lit/rt/xen/Inputs"), str(ROOT / "tests/unit/net/direct")]
import boot  # noqa: E402
import net_services  # noqa: E402
import torture_linux  # noqa: E402

PATIENCE = 300  # seconds, for each step on a busy machine


class Guest:
    """As net_services.Server, on Xen."""

    def __init__(self, share, work, image):
        work.mkdir(parents=True, exist_ok=True)
        cache = boot.cache_folder()
        subprocess.run([share / "prepare.sh", cache], check=True, stdout=sys.stderr)
        words = boot.machine(share, cache, work, job(image))
        words[words.index("user,id=net,restrict=on")] = f"tap,id=net,ifname={net_services.TAP},script=no,downscript=no,vnet_hdr=off"
        words += ["-netdev", "user,id=unused,restrict=on"]  # the kept state has one
        self.process = subprocess.Popen(["qemu-system-x86_64", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        errors="replace")
        self.console, self.listens = [], threading.Event()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        if not self.listens.wait(PATIENCE) or self.process.poll() is not None:
            self.process.kill()
            sys.exit(f"attacked.py: the guest does not listen: {self.console}")

    def read(self):
        for line in self.process.stdout:
            self.console.append(line)
            if "listening on" in line:
                self.listens.set()
        self.listens.set()

    def memory(self):
        return 0  # it has what it has

    def stop(self):
        print(state(), end="")
        self.process.stdin.write("\x03\n")
        self.process.stdin.flush()
        self.process.wait(PATIENCE)
        self.reader.join()
        print(*self.console, sep="", end="")


def state():
    """What the guest tells of its network: Manager::dump()."""
    with net_services.tcp(15) as s:
        return b"".join(iter(lambda: s.recv(1 << 16), b"")).decode()


def counted(*names):
    """The sum of counters that the guest tells."""
    text = state()
    return sum(int(found) for name in names for found in re.findall(rf"\b{name} (\d+)", text))


def as_many_as_fit(server):
    """As many connections as the guest takes, and each is served then, too; who comes later waits until others are gone, and is
    counted. After them, peers that never read."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, max(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
    served, waiting = [], []
    while not waiting:
        assert len(served) < 2400, "there is no limit"
        batch = [net_services.tcp(7) for _ in range(100)]
        for s in batch:
            s.sendall(b"x")
        for s in batch:
            s.settimeout(0.1 if waiting else 30)
            try:
                answered(s)
                served.append(s)
            except TimeoutError:
                waiting.append(s)
    assert len(served) > 800, len(served)
    for s in served:
        s.sendall(b"x")
    for s in served:
        s.settimeout(PATIENCE)
        answered(s)
        s.close()
    for s in waiting:
        s.settimeout(PATIENCE)
        answered(s)
        s.close()
    assert counted("too-many") >= len(waiting), state()
    net_services.exchange(100_000)
    torture_linux.case_never_read(server)


def answered(s):
    byte = s.recv(1)
    assert byte == b"x", byte


def hundred_megabytes(_):
    """There and back at once, with checksums."""
    net_services.exchange(100 << 20)


def job(image):
    address = [f"--address={net_services.PEER}/24", f"--gateway={net_services.US}", "--netstat"]
    configuration = boot.configuration("test", "test.xen", address) + b'vif = ["mac=00:16:3e:00:00:01,bridge=xenbr0,script=vif-mir"]\n'
    return boot.job_disk({"test.xen": pathlib.Path(image).read_bytes(), "test.cfg": configuration})


def main(share, work, image, *cases):
    torture_linux.attack(lambda: Guest(pathlib.Path(share), pathlib.Path(work), image), cases, as_many_as_fit=as_many_as_fit,
                         hundred_megabytes=hundred_megabytes)


if __name__ == "__main__":
    main(*sys.argv[1:])

#!/usr/bin/env python3
"""The network of a guest of mir beside that of Debian's Linux, as PVH guests of one real Xen in one run.

Usage: bench_xen-net [--keep FOLDER]

Both serve with one program, templates/net-services: as a unikernel with our own stack, and as the only process of Linux on
its sockets. The clients are in dom0, and so is the back end: Linux's netback.

QEMU counts instructions (-icount shift=0): a nanosecond of its clock is one instruction of whatever runs, guest, Xen or dom0,
or a nanosecond in which nothing did. So the figures do not depend on how busy this machine is, and their ratios are the result.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
source, build = here.parents[1], pathlib.Path(sys.argv[0]).absolute().parents[2]
sys.path += [str(source / "tests/lit/rt/xen/Inputs"), str(source / "bench/xen")]
import bench_xen  # noqa: E402
import boot  # noqa: E402

ADDRESS = "10.0.2.20/24"
VIF = 'vif = ["mac=00:16:3e:00:00:01,bridge=xenbr0,script=vif-mir"]\n'
INIT = f"""#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in /modules/*; do insmod "$module"; done
until [ -e /sys/class/net/eth0 ]; do usleep 1000; done
ip addr add {ADDRESS} dev eth0
ip link set lo up
ip link set eth0 up
exec /services
"""
# What is compared, with what one nanosecond of it is divided by, and how many times as long or as much Linux needs at least.
FIGURES = [("first", "'xl create' to the first answered ping, ms", 1e6, 20),
           ("toolstack", "  of it 'xl create -p', before the guest runs, ms", 1e6, 0), ("start", "  from 'xl unpause' to the first answered ping, ms", 1e6, 1),
           ("ping", "ping, us", 50e3, 1),
           ("request", "request and response of 64 bytes, us", 200e3, 1), ("connect", "connect, one byte, close; us", 100e3, 1),
           ("send", "8 MB to the guest, ms", 1e6, 1), ("receive", "8 MB from the guest, ms", 1e6, 1), ("memory", "least memory, MiB", 1, 1)]


def images(work):
    """The services for both, built by an installed mir as a user does."""
    stage = build / "stage"
    bench_xen.run("cmake", "--install", build, "--prefix", stage)
    bench_xen.run(stage / "bin/mir", "new", "services", "--template=net-services", cwd=work)
    bench_xen.run(stage / "bin/mir", "build", "--target=xen,unix-socket", "services", cwd=work)
    return stage / "share/mir/xen"


def modules(cache):
    """xen-netfront and what it needs, in the order they are loaded."""
    package = next((cache / "packages").glob("linux-image-*.deb"))
    with tempfile.TemporaryDirectory() as folder:
        tar = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(["tar", "-x", "-C", folder, "--wildcards", "./lib/modules/*/kernel/drivers/net/xen-netfront.ko"], input=tar, check=True)
        return {"modules/" + path.name: path.read_bytes() for path in pathlib.Path(folder).rglob("*.ko")}


def measure(share, work):
    """Boots Xen and its dom0 with counting, and has measure.sh run there. Returns what it printed."""
    cache = boot.cache_folder()
    subprocess.run([share / "prepare.sh", cache], check=True, stdout=sys.stderr)
    services = work / "services/_build"
    root = bench_xen.linux_root(INIT.encode(), {"bin/busybox": (cache / "root/bin/busybox").read_bytes(), **modules(cache),
                                                "services": (services / "unix-socket/services.bin").read_bytes()})
    linux = boot.configuration("linux", "linux.elf", ["console=hvc0", "quiet"]) + b'ramdisk = "linux.cpio"\n' + VIF.encode()
    files = {"mir.xen": (services / "xen/services.xen").read_bytes(),
             "mir.cfg": boot.configuration("mir", "mir.xen", [f"--address={ADDRESS}"]) + VIF.encode(),
             "linux.elf": (cache / "kernel").read_bytes(), "linux.cfg": linux, "linux.cpio": root,
             "client": (build / "bench/xen-net/bench_xen_net_client").read_bytes(), "measure.sh": (here / "measure.sh").read_bytes()}
    return bench_xen.boot_counting(share, cache, work, boot.job_disk(files, "measure.sh", 128 << 20))


def main(work):
    console = measure(images(work), work)
    values = {}
    for name, what, value in re.findall(r"^figure (\w+) (\w+) (\d+)", console, re.M):
        values[name, what] = int(value)  # of memory, the last and least
    if any((name, what) not in values for name in ("mir", "linux") for what, *_ in FIGURES):
        sys.exit(f"the machine did not measure: {console}")
    good = True
    print(f"{'':44}{'mir':>12}{'Linux':>12}{'Linux / mir':>14}   goal")
    for what, text, unit, goal in FIGURES:
        mir, linux = values["mir", what], values["linux", what]
        good &= linux / mir >= goal
        print(f"{text:44}{mir / unit:12,.1f}{linux / unit:12,.1f}{linux / mir:14.1f}   >= {goal}{'' if linux / mir >= goal else '   MISSED'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(bench_xen.run_in_folder(main, __doc__))

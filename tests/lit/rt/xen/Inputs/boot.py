"""Boots an image on the real Xen, on the machine that `mir run --target=xen` keeps, and shows its console.

Usage: boot.py SHARE WORK guest|typed|dom0 IMAGE [ARGUMENT...]
`typed` is a guest that gets a line from the keyboard, as often as it takes until it repeats it, then the end of input.
SHARE is share/mir/xen of an installation, WORK a folder for files. Exit status: the program's, 99 when it told none.
"""
import os
import pathlib
import re
import subprocess
import sys
import time

PAGE = 4096
SIZE = 32 << 20  # of the job disk, as in driver/run/job.hpp


def job_disk(image, arguments):
    """The disk that dom0 waits for (driver/run/job.hpp)."""
    command_line = " ".join(arguments)
    config = ('name = "test"\ntype = "pvh"\nkernel = "test.xen"\nmemory = 16\nvcpus = 1\n'
              f'tsc_mode = "native"\ncmdline = "{command_line}"\n').encode()
    header = f"mirjob\nname test\ntime {int(time.time())}\n"
    disk = bytearray(PAGE)
    for name, data in (("test.xen", image), ("test.cfg", config)):
        header += f"file {name} {len(disk)} {len(data)}\n"
        disk += data + bytes(-len(data) % PAGE)
    disk[:len(header)] = header.encode()
    return bytes(disk) + bytes(SIZE - len(disk))


def guest(share, cache, work, image, arguments):
    """The machine from its kept state, with the image on its disk."""
    (work / "job").write_bytes(job_disk(image.read_bytes(), arguments))
    words = (share / "machine.txt").read_text().replace("@CACHE@", str(cache)).splitlines()
    return words + ["-drive", f"if=none,id=job,format=raw,readonly=on,file={work}/job", "-chardev", f"file,id=log,path={work}/log",
                    "-chardev", "stdio,id=console", "-monitor", "none", "-incoming", f"exec:cat {cache}/state"]


def dom0(share, cache, work, image, arguments):
    """Xen with the image as its dom0; PVH needs an IOMMU."""
    command_line = " ".join(arguments).replace(",", ",,")
    return ["-accel", "tcg", "-cpu", "max,-smap,-rdtscp,-xsave", "-machine", "q35", "-device", "amd-iommu", "-m", "512", "-nodefaults",
            "-vga", "none", "-display", "none", "-no-reboot", "-serial", "stdio", "-kernel", f"{cache}/xen",
            "-append", "console=com1 com1=115200 dom0=pvh", "-initrd", f"{image} {command_line}"]


def type_until_heard(words, line):
    """Runs QEMU; nobody tells when a guest's keyboard is connected, so a line is typed again each second."""
    with subprocess.Popen(["qemu-system-x86_64", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as machine:
        os.set_blocking(machine.stdout.fileno(), False)
        output, end = b"", time.monotonic() + 120
        while machine.poll() is None and time.monotonic() < end:
            if b"listening" in output:
                machine.stdin.write(b"\x04" if b"heard: " in output else line)
                machine.stdin.flush()
            time.sleep(1)
            output += machine.stdout.read() or b""
        machine.kill()
        return output + (machine.stdout.read() or b"")


def main(share, work, kind, image, *arguments):
    share, work = pathlib.Path(share), pathlib.Path(work)
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or os.environ["HOME"] + "/.cache") / "mir/xen-1"
    work.mkdir(parents=True, exist_ok=True)
    subprocess.run([share / "prepare.sh", cache], check=True, stdout=sys.stderr)
    start = dom0 if kind == "dom0" else guest
    words = start(share, cache, work, pathlib.Path(image), arguments)
    if kind == "typed":
        console = type_until_heard(words, b"erazed\x7f\x7f\x7fsed\r")
    else:
        console = subprocess.run(["qemu-system-x86_64", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=300).stdout
    console = console.decode(errors="replace").replace("\r", "")
    print(console)
    told = re.findall(r"^mir: exit (\d+)$", console, re.M)
    return int(told[-1]) if told else 99


sys.exit(main(*sys.argv[1:]))

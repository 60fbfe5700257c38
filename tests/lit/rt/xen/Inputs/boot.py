"""Boots images on the real Xen, on the machine that `mir run --target=xen` keeps, and shows what its console shows.

Usage: boot.py SHARE WORK guest|typed|dom0 IMAGE [ARGUMENT...]
       boot.py SHARE WORK series LIST IMAGES
       boot.py SHARE WORK script SCRIPT FILE... [--disk=FILE,SECTOR]...
`typed` is a guest that gets a line from the keyboard, as often as it takes until it repeats it, then the end of input.
`series` runs the guests of the file LIST one after the other in one dom0: a line is a name, an image of the folder IMAGES,
and its arguments. `script` runs a shell script in dom0, which finds the files beside it; a FILE
of --disk is a disk of dom0, with sectors of so many bytes.
SHARE is share/mir/xen of an installation, WORK a folder for files. Exit status: the program's, or the script's; 99 when it
told none.
"""
import os
import pathlib
import re
import subprocess
import sys
import time

PAGE = 4096
LIMIT_S = 900  # for one machine: a series of guests takes 20 s where nothing else runs
SIZE = 32 << 20  # of the job disk, as in driver/run/job.hpp


def cache_folder():
    """Where the machine is kept (driver/run/guest.cpp)."""
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or os.environ["HOME"] + "/.cache") / "mir/xen-3"


def configuration(name, image, arguments):
    text = " ".join(arguments)
    return (f'name = "{name}"\ntype = "pvh"\nkernel = "{image}"\nmemory = 16\nvcpus = 1\n'
            f'tsc_mode = "native"\ncmdline = "{text}"\n').encode()


def job_disk(files, script=None, size=SIZE, disks=0):
    """The disk that dom0 waits for (driver/run/job.hpp)."""
    header = f"mirjob\nname test\ntime {int(time.time())}\n" + (f"script {script}\n" if script else "")
    header += f"disks {disks}\n" if disks else ""
    disk = bytearray(PAGE)
    for name, data in files.items():
        header += f"file {name} {len(disk)} {len(data)}\n"
        disk += data + bytes(-len(data) % PAGE)
    assert len(header) <= PAGE and len(disk) <= size, "too much for one job"
    disk[:len(header)] = header.encode()
    return bytes(disk) + bytes(size - len(disk))


def machine(share, cache, work, disk):
    """The machine from its kept state, with a job."""
    (work / "job").write_bytes(disk)
    words = (share / "machine.txt").read_text().replace("@CACHE@", str(cache)).splitlines()
    return words + ["-drive", f"if=none,id=job,format=raw,readonly=on,file={work}/job", "-chardev", f"file,id=log,path={work}/log",
                    "-chardev", "stdio,id=console", "-monitor", "none", "-netdev", "user,id=net,restrict=on", "-incoming", f"exec:cat {cache}/state"]


def guest(image, *arguments):
    return job_disk({"test.xen": pathlib.Path(image).read_bytes(), "test.cfg": configuration("test", "test.xen", arguments)})


def series(guests, images):
    files, names = {}, []
    for line in pathlib.Path(guests).read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, image, *arguments = line.split()
        names.append(name)
        files[image] = (pathlib.Path(images) / image).read_bytes()
        files[name + ".cfg"] = configuration(name, image, arguments)
    files["names"] = "".join(name + "\n" for name in names).encode()
    files["series.sh"] = pathlib.Path(__file__).with_name("series.sh").read_bytes()
    return job_disk(files, "series.sh")


def disk_words(disks):
    """Files, each with the size of its sectors, as disks of dom0: vdb, vdc (driver/run/guest_disk.cpp)."""
    settings = []
    for number, (file, sector) in enumerate(disks):
        settings += [f"drive.disk{number}.file.driver=file", f"drive.disk{number}.file.filename={file}",
                     f"device.disk{number}.logical_block_size={sector}", f"device.disk{number}.physical_block_size=4096"]
    return [word for setting in settings for word in ("-set", setting)]


def script(*paths, disks=0):
    """A path may be NAME=PATH: then the file has that name. One without a dot in its name is an image."""
    named = [path.partition("=") if "=" in path else (pathlib.Path(path).name, "", path) for path in paths]
    files = {name: pathlib.Path(path).read_bytes() for name, _, path in named}
    images = [name for name in files if "." not in name]
    files.update({image + ".cfg": configuration(image, image, []) for image in images})
    return job_disk(files, named[0][0], disks=disks)


def dom0(cache, image, *arguments):
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


def run(words):
    """Runs QEMU; of one that does not end, as on a machine with far too much to do, what it showed."""
    try:
        return subprocess.run(["qemu-system-x86_64", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=LIMIT_S).stdout
    except subprocess.TimeoutExpired as ended:
        return (ended.stdout or b"") + b"\nboot.py: it did not end\n"


def main(share, work, kind, *what):
    share, work = pathlib.Path(share), pathlib.Path(work)
    cache = cache_folder()
    work.mkdir(parents=True, exist_ok=True)
    subprocess.run([share / "prepare.sh", cache], check=True, stdout=sys.stderr)
    disks = [word.removeprefix("--disk=").split(",") for word in what if word.startswith("--disk=")]
    what = [word for word in what if not word.startswith("--disk=")]
    if kind == "dom0":
        words = dom0(cache, *what)
    elif disks:
        words = machine(share, cache, work, script(*what, disks=len(disks))) + disk_words(disks)
    else:
        words = machine(share, cache, work, {"guest": guest, "typed": guest, "series": series, "script": script}[kind](*what))
    if kind == "typed":
        console = type_until_heard(words, b"erazed\x7f\x7f\x7fsed\r")
    else:
        console = run(words)
    console = console.decode(errors="replace").replace("\r", "")
    print(console)
    told = re.findall(r"^mir-guest: end (\d+)$" if kind in ("series", "script") else r"^mir: exit (\d+)$", console, re.M)
    return int(told[-1]) if told else 99


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

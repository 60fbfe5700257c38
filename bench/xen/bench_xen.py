#!/usr/bin/env python3
"""Images of mir beside Debian's Linux kernel, as PVH guests of one real Xen in one run.

Usage: bench_xen [--keep FOLDER]

QEMU counts instructions (-icount shift=0): a nanosecond of its clock is one instruction, and so is a nanosecond of the
processor time that Xen keeps for each guest. That time holds what the guest executes and what Xen executes for it, from
its first instruction to the first line of the application, or of the first process of Linux.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
source, build = here.parents[1], pathlib.Path(sys.argv[0]).absolute().parents[2]
sys.path.append(str(source / "tests/lit/rt/xen/Inputs"))
import boot  # noqa: E402

LLVM = "/usr/lib/llvm-19/bin/"
# Bytes of text, a ratio: what the figures are to stay below, or above.
LINE_TEXT, SLEEP_TEXT, RATIO = 40 << 10, 200 << 10, 100


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def images(work):
    """Builds hello and sleep with an installed mir, as a user does. Their folders are in `work`."""
    stage = build / "stage"
    run("cmake", "--install", build, "--prefix", stage)
    run("cp", "-r", here / "hello", work)
    run(stage / "bin/mir", "new", "sleep", "--template=sleep", cwd=work)
    for name in ("hello", "sleep"):
        run(stage / "bin/mir", "build", "--target=xen", name, cwd=work)
    return stage / "share/mir/xen"


def text(elf):
    return int(run(LLVM + "llvm-size", elf).splitlines()[1].split()[0])


def names(image):
    """Bytes of the table of functions' names, the image's last segment, which is read at a panic only."""
    return int(re.findall(r"^ *LOAD +\S+ +\S+ +\S+ +(\S+)", run(LLVM + "llvm-readelf", "-lW", image), re.M)[-1], 16)


def linux_root(init, files=None):
    """An initial file system with one program and the console it writes to, and other files that can be executed."""
    def entry(name, mode, data=b"", device=(0, 0)):
        name = name.encode() + b"\0"
        head = b"070701" + b"".join(b"%08x" % field for field in
                                    (0, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name), 0))
        head += name
        return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)
    files = files or {}
    folders = sorted({"dev", "proc", "sys"} | {str(pathlib.PurePath(name).parent) for name in files} - {"."})
    return (b"".join(entry(folder, 0o040755) for folder in folders) + entry("dev/console", 0o020600, device=(5, 1)) +
            entry("init", 0o100755, init) + b"".join(entry(name, 0o100755, data) for name, data in files.items()) +
            entry("TRAILER!!!", 0))


def measure(share, work):
    """Boots Xen and its dom0 with counting, and has measure.sh run there. Returns what it printed."""
    cache = boot.cache_folder()
    subprocess.run([share / "prepare.sh", cache], check=True, stdout=sys.stderr)
    configuration = boot.configuration("linux", "linux.elf", ["console=hvc0", "quiet"]).replace(b"memory = 16", b"memory = 160")
    configuration = configuration.replace(b"cmdline", b'ramdisk = "linux.cpio"\ncmdline')
    files = {"hello.xen": (work / "hello/_build/hello.xen").read_bytes(), "hello.cfg": boot.configuration("hello", "hello.xen", []),
             "sleep.xen": (work / "sleep/_build/sleep.xen").read_bytes(),
             "sleep.cfg": boot.configuration("sleep", "sleep.xen", ["--fast"]),
             "linux.elf": (cache / "kernel").read_bytes(), "linux.cfg": configuration,
             "linux.cpio": linux_root((build / "bench/xen/bench_xen_init").read_bytes()),
             "domain_time": (build / "bench/xen/bench_xen_domain_time").read_bytes(), "measure.sh": (here / "measure.sh").read_bytes()}
    return boot_counting(share, cache, work, boot.job_disk(files, "measure.sh", 128 << 20))


def boot_counting(share, cache, work, disk):
    """What dom0 prints that has run a job on a machine that counts instructions."""
    words = boot.machine(share, cache, work, disk)[:-2]  # not from the kept state: that one does not count
    words = [word.replace("dom0_mem=256M,max:256M", "dom0_mem=640M,max:640M") for word in words]
    words[words.index("-m") + 1] = "1280"
    # Its exit status is the number that dom0 wrote to QEMU's exit device, and says nothing.
    return subprocess.run(["nice", "qemu-system-x86_64", *words, "-icount", "shift=0,sleep=off"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, errors="replace", timeout=1800, check=False).stdout.replace("\r", "")


def show(what, value, goal, holds):
    print(f"  {what:52}{value:>16}   {goal:20}{'' if holds else 'MISSED'}".rstrip())
    return holds


def main(work):
    share = images(work)
    sizes = {name: text(work / f"{name}/_build/xen/{name}.elf") for name in ("hello", "sleep")}
    line = text(build / "bench/xen/bench_xen_line")
    console = measure(share, work)
    times = {name: int(count) for name, count in re.findall(r"^time (\w+) (\d+)", console, re.M)}
    memory = [int(mebibytes) for mebibytes in re.findall(r"^boots (\d+)", console, re.M)]
    if len(times) != 2 or not memory:
        sys.exit(f"the machine did not measure: {console}")
    ratio = times["linux"] / times["hello"]
    print("text with constants and unwind tables, bytes (llvm-size)")
    good = show("one line through the console, on the platform line", f"{line:,}", f"< {LINE_TEXT:,}", line < LINE_TEXT)
    show("the same with the library OS, tasks and exceptions", f"{sizes['hello']:,}", "", True)
    good &= show("sleep: tasks and timers", f"{sizes['sleep']:,}", f"< {SLEEP_TEXT:,}", sizes["sleep"] < SLEEP_TEXT)
    show("beside that, names of functions: hello", f"{names(work / 'hello/_build/hello.xen'):,}", "", True)
    show("and sleep", f"{names(work / 'sleep/_build/sleep.xen'):,}", "", True)
    print("from entry to the application's first line, instructions of the guest and of Xen for it")
    show("the library OS, to the first line of app_main", f"{times['hello']:,}", "", True)
    show("Debian's Linux, to the first line of its first process", f"{times['linux']:,}", "", True)
    good &= show("ratio", f"{ratio:,.0f} x", f">= {RATIO} x", ratio >= RATIO)
    print("memory, MiB")
    show("least that boots sleep", str(min(memory)), "", True)
    return 0 if good else 1


def run_in_folder(main, usage):
    """main() with a folder for its files: one that stays with --keep FOLDER."""
    if len(sys.argv) == 3 and sys.argv[1] == "--keep":
        folder = pathlib.Path(sys.argv[2]).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        return main(folder)
    if len(sys.argv) != 1:
        return usage
    with tempfile.TemporaryDirectory() as folder:
        return main(pathlib.Path(folder))


if __name__ == "__main__":
    sys.exit(run_in_folder(main, __doc__))

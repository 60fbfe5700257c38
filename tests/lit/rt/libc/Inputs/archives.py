"""Refuses archives whose code enters the kernel by itself, stops the processor, or uses the red zone.

usage: archives.py ARCHIVE...
Also refuses iconv (CVE-2025-26519) and paths of the machine that built the archive.
"""
import re
import subprocess
import sys

ENTERS_KERNEL = {"syscall", "sysenter", "int"}
BELOW_STACK = re.compile(r"-0x[0-9a-f]+\(%rsp")
BUILD_PATH = re.compile(rb"/[^\0]*\.building/[^\0]*")


def objdump(archive):
    command = ["llvm-objdump", "-d", "--no-show-raw-insn", "--no-leading-addr", archive]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def faults_of_code(archive):
    member = function = ""
    for line in objdump(archive):
        if "file format" in line:
            member = line.split(":", 1)[0].split("/")[-1]
        elif line.endswith(">:"):
            function = line.strip("<>:").split("<")[-1]
        mnemonic, *rest = line.split(None, 1) or [""]
        operands = rest[0] if rest else ""
        where = f"{member}: {function}"
        if not line[:1].isspace():
            continue
        if mnemonic in ENTERS_KERNEL:
            yield f"{where}: enters the kernel by {mnemonic}"
        elif mnemonic == "hlt":
            yield f"{where}: stops the processor by hlt"
        elif BELOW_STACK.search(operands) and not mnemonic.startswith("lea"):
            yield f"{where}: red zone: {mnemonic} {operands}"


def faults(archive):
    yield from faults_of_code(archive)
    symbols = subprocess.run(["llvm-nm", "-g", "--defined-only", archive], check=True,
                             capture_output=True, text=True).stdout
    if re.search(r" T iconv(_open|_close)?$", symbols, re.M):
        yield f"{archive}: holds iconv"
    with open(archive, "rb") as file:
        for path in sorted(set(BUILD_PATH.findall(file.read()))):
            yield f"{archive}: names {path.decode()}"


found = 0
for archive in sys.argv[1:]:
    for fault in faults(archive):
        found += 1
        print(fault)
print(f"{len(sys.argv) - 1} archives, {found} faults")
sys.exit(found != 0)

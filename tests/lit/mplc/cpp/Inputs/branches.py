"""Holds the conditional branches in the object code of parse functions against the checks that the IR promises.

usage: branches.py IR OBJECT PACKET...

OBJECT has a function `parses_PACKET` for each packet. A check is a branch; a size that is tested for others before
it has two bounds of its own. Exits with 1, naming the packet, where there are more branches than that.
"""

import re
import subprocess
import sys


def promised(ir, packet):
    """Branches that the parse program of a packet may cost."""
    body = re.search(rf"^packet {packet} .*?^  parse\n(.*?)^  measure", ir, re.M | re.S).group(1)
    count = 0
    for line in body.splitlines():
        step = line.split()
        if "deferred" in step:
            continue
        if step[0] in ("need", "check"):
            count += 1
        elif step[0] in ("size", "enter"):
            count += line.count(" check ") if "together" in step else min(line.count(" check "), 1 + ("multiple" in step))
        elif step[0] not in ("load", "leave", "repeat", "together"):
            sys.exit(f"{packet}: cannot tell what '{line.strip()}' costs")
        if step[0] == "repeat" and "lazy" not in step:
            sys.exit(f"{packet}: a loop has no fixed number of branches")
    return count


def branches(object_file, packet):
    """Conditional jumps, moves and sets apart, in a function."""
    text = subprocess.run(["llvm-objdump", "-d", "--no-show-raw-insn", f"--disassemble-symbols=parses_{packet}",
                           object_file], check=True, capture_output=True, text=True).stdout
    if f"<parses_{packet}>" not in text:
        sys.exit(f"{packet}: no function of that name")
    return len(re.findall(r"\tj(?!mp)[a-z]+\b", text))


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
        ir = file.read()
    failed = False
    for packet in sys.argv[3:]:
        most, seen = promised(ir, packet), branches(sys.argv[2], packet)
        print(f"{packet}: {seen} branches, {most} promised")
        failed |= seen > most
    sys.exit(failed)


if __name__ == "__main__":
    main()

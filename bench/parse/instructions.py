#!/usr/bin/env python3
"""Instructions a packet of each contender of bench_parse, counted by callgrind.

usage: instructions.py PATH_OF_bench_parse
"""

import pathlib
import re
import subprocess
import sys
import tempfile

PACKETS = 256
KERNELS = ("parse", "fields", "build")


def inclusive_counts(program, folder):
    """Instructions of every function and what it calls."""
    counts = pathlib.Path(folder, "counts")
    subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={counts}", program, "--once"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    table = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", counts], check=True,
                           stdout=subprocess.PIPE, text=True).stdout
    rows = re.findall(r"^\s*([\d,]+) .*?:(\w+)(?:\(| \[|$)", table, re.MULTILINE)
    return {name: int(count.replace(",", "")) for count, name in rows}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        counts = inclusive_counts(sys.argv[1], folder)
    print(f"{'instructions a packet':24}{'by hand':>10}{'generated':>12}{'ratio':>9}")
    for kernel in KERNELS:
        # The frames to parse are built by hand before anything is counted: hand_build runs twice.
        by_hand = counts[f"hand_{kernel}"] / PACKETS / (2 if kernel == "build" else 1)
        generated = counts[f"generated_{kernel}"] / PACKETS
        print(f"{kernel:24}{by_hand:10.1f}{generated:12.1f}{generated / by_hand:8.2f} x")


if __name__ == "__main__":
    main()

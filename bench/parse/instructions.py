#!/usr/bin/env python3
"""Instructions a packet of each contender of bench_parse, counted by callgrind.

usage: instructions.py PATH_OF_bench_parse
"""

import re
import subprocess
import sys

PACKETS = 256
KERNELS = {"parse": "parse", "fields": "fields", "build": "build", "names": "names", "again": "names"}


def instructions(program, function):
    """What `function` and all that it calls execute in one run of the program."""
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                          f"--toggle-collect={function}", program, "--once"],
                         check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return int(re.search(r"Collected : (\d+)", run.stderr).group(1))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(f"{'instructions a packet':24}{'by hand':>10}{'generated':>12}{'ratio':>9}")
    for kernel, reference in KERNELS.items():
        # The frames to parse are built by hand before anything is counted: hand_build runs twice.
        # So are the names, once for each contender.
        runs = sum(other == reference for other in KERNELS.values()) + (kernel == "build")
        by_hand = instructions(sys.argv[1], f"hand_{reference}") / PACKETS / runs
        generated = instructions(sys.argv[1], f"generated_{kernel}") / PACKETS
        print(f"{kernel:24}{by_hand:10.1f}{generated:12.1f}{generated / by_hand:8.2f} x")


if __name__ == "__main__":
    main()

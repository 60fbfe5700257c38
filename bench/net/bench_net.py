#!/usr/bin/env python3
"""Our TCP/IP stack beside the kernel's, other user-space stacks, and the ceiling of the machine.

usage: bench_net [--rounds N] [--only NAME[,NAME...]] [--quick] [--peers NAME[,NAME...]] [--instructions] [--write]

One load generator on the kernel's sockets asks every peer in turn, round by round; what is shown is the median of the
rounds, and its ratio to each of the others. As root: each run makes network namespaces of its own, and removes them.

  --rounds N       rounds (5)
  --only NAME      some of the measures: send, send4, fetch, fetch4, ask, connect, datagrams, echo, loss, flows, memory
  --peers NAME     some of the peers
  --quick          one round of half a second each, and no plots
  --instructions   only the table of instructions a packet, which needs neither root nor a quiet machine
  --write          also put that table into docs/net.md
"""
import argparse
import os
import pathlib
import shutil
import sys

here = pathlib.Path(__file__).resolve().parent
build = pathlib.Path(sys.argv[0]).absolute().parent
sys.path.append(str(here))
from runner import instructions, measures, peers, place, plots, report  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].removeprefix("usage: "), add_help=False)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", type=lambda text: text.split(","))
    parser.add_argument("--peers", type=lambda text: text.split(","))
    for flag in ("--quick", "--instructions", "--write", "--help"):
        parser.add_argument(flag, action="store_true")
    given = parser.parse_args()
    if given.help:
        print(__doc__)
        sys.exit()
    if given.rounds < 1:
        parser.error("--rounds: at least 1")
    for option, names, known in (("--only", given.only, measures.NAMES), ("--peers", given.peers, peers.NAMES)):
        for name in names or ():
            if name not in known:
                parser.error(f"{option}: no '{name}'; there are: {', '.join(known)}")
    return given


def count_instructions(given):
    if not shutil.which("valgrind"):
        print("instructions a packet: not counted, valgrind is missing: apt-get install valgrind")
        return
    rows = instructions.count(build / "bench_net_instructions")
    instructions.show(rows)
    if given.write:
        instructions.write(rows, here.parents[1] / "docs/net.md")


def main():
    given = arguments()
    if given.instructions:
        return count_instructions(given)
    if os.geteuid() != 0:
        sys.exit("bench_net: the taps and namespaces need root (--instructions does not)")
    rounds, seconds = (1, 0.5) if given.quick else (given.rounds, 2.0)
    with place.Place() as ground:
        chosen = peers.start(ground, build, given.peers)
        table = measures.run(ground, build / "bench_net_load", chosen, given.only, rounds, seconds)
    report.show(table, rounds)
    if not given.quick:
        plots.draw(table, build)
    if not given.only and not given.peers:
        count_instructions(given)


if __name__ == "__main__":
    main()

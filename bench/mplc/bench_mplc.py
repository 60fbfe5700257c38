#!/usr/bin/env python3
"""How long does a specification take to become a header, and the header to be compiled?

Usage: bench_mplc [MPLC]. MPLC is the compiler; without it, the one that was built beside this program.

Times are those of the CPU, of each the least of several taken in turns, since what else the machine does can only add to
them. Every specification of the tree is measured. A header is compiled by `clang++-19 -O2 -fsyntax-only`, which is what it
adds to each file that includes it: as it is; without the vectors of its specification (MPL_SKIP_VECTORS); and precompiled,
as PRECOMPILE of mplc_generate has it. Its peer is a file that includes the same headers of the standard library and nothing
else. The peer of mplc is `clang++-19 --version`: a program that is started, and ends.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CLANG = "clang++-19"
COMPILE = [CLANG, "-std=c++23", "-stdlib=libc++", "-O2", "-fno-exceptions", "-fno-rtti", "-fsyntax-only", "-x", "c++"]


def seconds(command):
    """CPU time of a command, which waits for nothing: on a calm machine that is how long it takes."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime


def least(count, commands):
    """The least time of each command, all of them taken in turns."""
    times = [[] for _ in commands]
    for _ in range(count):
        for each, command in zip(times, commands):
            each.append(seconds(command))
    return [min(each) for each in times]


def report(what, value, goal, detail):
    print(f"{what:<60} {value:8.1f} ms  (goal {goal}: {'met' if value <= goal else 'missed'})  {detail}")


def standard_headers(header):
    return sorted(set(re.findall(r"^#include <[^>]*>$", header.read_text(), re.M)))


def make_headers(mplc, place):
    specs = sorted([*ROOT.glob("specs/*.mpl"), *ROOT.glob("stdlib/net/wire/*.mpl")])
    folders = [f"-I{ROOT / 'specs'}", f"-I{ROOT / 'stdlib/net/wire'}"]
    headers = [place / f"{spec.stem}.hpp" for spec in specs]
    makes = [[mplc, str(spec), "-o", str(header), *folders] for spec, header in zip(specs, headers)]
    *made, start = least(11, [*makes, [CLANG, "--version"]])
    for seconds_, spec in sorted(zip(made, specs), reverse=True)[:3]:
        report(f"{spec.name} ({len(spec.read_text().splitlines())} lines) to its header", 1e3 * seconds_, 20,
               f"{seconds_ / start:.2f} x starting clang")
    return headers


def compile_headers(headers, place):
    empty = place / "empty.hpp"
    empty.write_text("\n".join(standard_headers(headers[0])) + "\n")
    commands = [[*COMPILE, str(empty)]]
    for header in headers:
        user = place / f"{header.stem}_user.cpp"
        user.write_text(f'#include "{header.name}"\n')
        once = place / f"{header.stem}.pch"
        language = COMPILE.index("-fsyntax-only")
        subprocess.run([*COMPILE[:language], "-x", "c++-header", str(header), "-o", str(once)], check=True)
        commands += [[*COMPILE, str(user)], [*COMPILE, "-DMPL_SKIP_VECTORS", str(user)],
                     [*COMPILE, "-include-pch", str(once), str(user)]]
    peer, *compiled = least(9, commands)
    print(f"{'the standard headers they include, alone':<60} {1e3 * peer:8.1f} ms")
    for i, header in enumerate(headers):
        whole, bare, included = compiled[3 * i:3 * i + 3]
        report(f"{header.name} ({len(header.read_text().splitlines())} lines), compiled", 1e3 * whole, 300,
               f"{whole / peer:.2f} x, {1e3 * (whole - peer):.0f} ms beyond the standard headers")
        report(f"{header.name}, without its vectors", 1e3 * bare, 300,
               f"{bare / peer:.2f} x, {1e3 * (bare - peer):.0f} ms beyond")
        report(f"{header.name}, precompiled and included", 1e3 * included, 300, f"{included / peer:.2f} x")


def main():
    beside = pathlib.Path(sys.argv[0]).absolute().parent.parent.parent / "mplc" / "mplc"
    mplc = sys.argv[1] if len(sys.argv) > 1 else str(beside)
    with tempfile.TemporaryDirectory(prefix="mplc-bench-") as folder:
        place = pathlib.Path(folder)
        headers = make_headers(mplc, place)
        largest = sorted(headers, key=lambda header: -header.stat().st_size)[:3]
        compile_headers([*largest, place / "udp.hpp"], place)


main()

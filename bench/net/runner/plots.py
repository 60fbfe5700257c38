"""Plots of throughput against loss, and of cost against the number of flows."""
import shutil
import subprocess

from . import measures
from .report import median


def series(table, name, pick):
    """peer -> [(parameter, value)]"""
    found = {}
    for (row, parameter), cells in table.rows.items():
        if row == name:
            for peer, cell in cells.items():
                found.setdefault(peer, []).append((parameter, pick(cell)))
    return found


def plot(path, data, title, x, y, logarithmic):
    if not data:
        return
    lines = ["set terminal svg size 800,500", f"set output '{path}'", f"set title '{title}'", f"set xlabel '{x}'",
             f"set ylabel '{y}'", f"set logscale {logarithmic}", "set key outside", "set style data linespoints"]
    for peer, points in data.items():
        name = "$" + peer.replace("-", "_")
        lines += [f"{name} << END", *(f"{a} {b}" for a, b in points), "END"]
    lines.append("plot " + ", ".join(f"{'$' + peer.replace('-', '_')} title '{peer}'" for peer in data))
    subprocess.run(["gnuplot"], input="\n".join(lines) + "\n", text=True, check=True)
    print(f"plot: {path}")


def draw(table, build):
    if not any(name in ("loss", "flows") for name, _ in table.rows):
        return
    if not shutil.which("gnuplot"):
        print("no plots: gnuplot is missing: apt-get install gnuplot-nox")
        return
    plot(build / "loss.svg", series(table, "loss", lambda cell: median(cell.rates) * measures.BULK),
         "Goodput under random loss, the peer sends", "loss, per cent", "Mbit/s", "xy")
    plot(build / "flows.svg", series(table, "flows", lambda cell: median(cell.costs) * 1024e9),
         "Processor time of both ends for 1 KiB, each on another flow", "flows", "ns", "x")

"""Compares what `mplc explain-checks` counts with the branches of parse() that the header calls unlikely."""
import json
import re
import subprocess
import sys


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def taken_by_sound_packets(body):
    """The unlikely branches that are not within another: those only find out what it was that failed."""
    count = depth = 0
    for line in body.splitlines():
        if depth != 0:
            depth += line.count("{") - line.count("}")
        elif "[[unlikely]]" in line:
            count += 1
            depth = int(line.endswith("{"))
    return count


def branches(header):
    """{class: the number of [[unlikely]] branches in its parse()}"""
    found = {}
    for body in re.finditer(r"static constexpr\s+std::expected<\s*(\w+),\s+mpl::Error>\s+parse\([^{;]*\{\n(.*?)\n  \}\n", header, re.S):
        # Of two parse(), one only calls the other.
        found[body[1]] = found.get(body[1], 0) + taken_by_sound_packets(body[2])
    return found


wrong = compared = 0
for spec in sys.argv[1:]:
    decided = json.loads(run("mplc", "--emit=json", spec))
    totals = [one for one in map(json.loads, run("mplc", "explain-checks", "--json", spec).splitlines()) if "checks" in one]
    made = branches(run("mplc", spec))
    for packet, total in zip(decided["packets"], totals, strict=True):
        compared += 1
        if total["packet"] != packet["name"] or total["checks"] != made.get(packet["class"]):
            wrong += 1
            print(f"{spec}: {packet['name']}: {total['checks']} checks are explained, but parse() has "
                  f"{made.get(packet['class'])} unlikely branches")
sys.exit(bool(wrong) or compared < 50)

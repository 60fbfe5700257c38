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


# What makes a view of bytes, and where it hands that on.
METHOD = re.compile(r"(?:template <class Result_ = std::expected<(\w+),\s+mpl::Error>(?:,\s+class Visit_)?>\s+"
                    r"\[\[nodiscard\]\]\s+static constexpr\s+Result_\s+parse(?:_each)?\(|static constexpr\s+bool parse_into\(\s*(\w+)& view,)"
                    r"[^{;]*\{\n(.*?)\n  \}\n", re.S)
HANDED_ON = re.compile(r"if \(!parse_into\(\*result,.*?\[\[unlikely\]\]", re.S)


def branches(header):
    """{class: the number of [[unlikely]] branches in its parse()}"""
    found = {}
    for view, written, body in METHOD.findall(header):
        # Of those of a class, one has the branches; the others only call it.
        name = view or written
        found[name] = found.get(name, 0) + taken_by_sound_packets(HANDED_ON.sub("", body))
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

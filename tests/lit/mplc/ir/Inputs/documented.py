"""Fails if the JSON of a specification has a key, or a word where there is a choice of some, that the page PAGE does not explain."""
import json
import pathlib
import re
import subprocess
import sys

page = pathlib.Path(sys.argv[1]).read_text()
known = set(re.findall(r"`(\w+)`", page[page.index("\n### JSON") : page.index("\n## From CMake")]))
CHOICES = {"op", "type", "role", "extent", "endian"}
used = {}


def walk(value, spec):
    if isinstance(value, list):
        for one in value:
            walk(one, spec)
    elif isinstance(value, dict):
        for key, inner in value.items():
            used.setdefault(key, spec)
            if key in CHOICES:
                used.setdefault(inner, spec)
            walk(inner, spec)


for spec in sys.argv[2:]:
    walk(json.loads(subprocess.run(["mplc", "--emit=json", spec], stdout=subprocess.PIPE, check=True).stdout), spec)
missing = sorted(word for word in used if word not in known)
for word in missing:
    print(f"'{word}', of {used[word]}, is not explained")
sys.exit(bool(missing) or len(used) < 50)

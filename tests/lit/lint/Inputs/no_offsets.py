"""No hand-written offset in the network stack: what a header holds, mplc's output reads and writes.

Usage: no_offsets.py FOLDER. Prints one line a violation; exit status 1 if there is any.
"""
import pathlib
import re
import sys

# What reading or writing a header by hand looks like. addresses as values (address.hpp, mac_address.hpp) are no headers.
RULES = [
    (re.compile(r"(front\(\)|bytes\(\)|header|packet|segment|payload|frame|options|body)\[\d+\]"), "a byte of a header by its number"),
    (re.compile(r"\b(ntohs|ntohl|htons|htonl|byteswap|bswap)\b"), "a byte order by hand"),
    (re.compile(r"reinterpret_cast<\s*(const\s+)?\w*(Header|Packet|Segment|Frame|uint\d+_t)\s*\*"), "a header as a struct"),
    (re.compile(r"to_integer<[^>]+>\([^)]*\[[^]]*\]\)\s*<<\s*\d"), "bytes put together by shifts"),
]
VALUES = {"address.hpp", "address_text.hpp", "mac_address.hpp"}

found = 0
root = pathlib.Path(sys.argv[1])
for file in sorted(root.rglob("*.[ch]pp")):
    if file.name in VALUES:
        continue
    for number, line in enumerate(file.read_text().splitlines(), 1):
        code = line.split("//")[0]
        for rule, what in RULES:
            if rule.search(code):
                print(f"{file.relative_to(root)}:{number}: {what}: {code.strip()}")
                found += 1
sys.exit(1 if found else 0)

"""Runs the ```console blocks of PAGE in FOLDER, and compares what they print with what the page shows.

A line that begins with "$ " is a command; what follows it is its output, of both streams. A line "..." stands for any
lines, "..." at the end of a line for the rest of it. "# exit status N" is that of the command before it, else it is 0.
A block ```mpl NAME is written to the file NAME first.
"""
import pathlib
import re
import subprocess
import sys

page, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def parse(text):
    """[(command, expected lines, exit status)] of one block."""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], [], 0])
        elif match := re.fullmatch(r"# exit status (\d+)", line):
            found[-1][2] = int(match[1])
        else:
            found[-1][1].append(line)
    return found


def pattern(lines):
    out = ""
    for line in lines:
        if line == "...":
            out += "(?:.*\n)*"
        elif line.endswith("..."):
            out += re.escape(line[:-3]) + ".*\n"
        else:
            out += re.escape(line) + "\n"
    return out


wrong = 0
count = 0
for kind, name, text in re.findall(r"^```(mpl|console)(?: (\S+))?\n(.*?)^```$", page.read_text(), re.M | re.S):
    if kind == "mpl":
        (folder / name).write_text(text)
        continue
    for command, expected, status in parse(text):
        count += 1
        run = subprocess.run(["sh", "-c", command], cwd=folder, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if run.returncode != status or not re.fullmatch(pattern(expected), run.stdout):
            wrong += 1
            print(f"$ {command}\nexit status {run.returncode}, not {status}, or other output:\n{run.stdout}")
sys.exit(bool(wrong) or count == 0)

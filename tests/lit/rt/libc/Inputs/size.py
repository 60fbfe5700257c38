"""Compares the text of programs with the most that each may have.

usage: size.py PROGRAM=BYTES...
"""
import subprocess
import sys

over = 0
for argument in sys.argv[1:]:
    program, most = argument.split("=")
    out = subprocess.run(["llvm-size", program], check=True, capture_output=True, text=True).stdout
    text = int(out.splitlines()[1].split()[0])
    over += text > int(most)
    name = program.rsplit("/", 1)[-1]
    print(f"{name:8} {text:7} bytes of text, at most {most}")
sys.exit(over != 0)

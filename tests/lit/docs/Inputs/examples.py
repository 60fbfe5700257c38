"""Writes each ```mpl block of PAGE to FOLDER/goodN.mpl, and each ```mpl-error block to FOLDER/badN.mpl."""
import pathlib
import re
import sys

page, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
blocks = re.findall(r"^```(mpl|mpl-error)\n(.*?)^```$", page.read_text(), re.M | re.S)
for number, (kind, text) in enumerate(blocks):
    (folder / f"{'good' if kind == 'mpl' else 'bad'}{number}.mpl").write_text(text)
sys.exit(len(blocks) == 0)

"""Writes each ```mpl block of PAGE to FOLDER/goodN.mpl, and each ```mpl-error block to FOLDER/badN.mpl."""
import pathlib
import re
import sys

page, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
text = page.read_text()
blocks = re.findall(r"^```(mpl|mpl-error)\n(.*?)^```$", text, re.M | re.S)
fences = re.findall(r"^```", text, re.M)
if len(fences) != 2 * len(blocks):
    sys.exit(f"{page}: a block is neither ```mpl nor ```mpl-error, so nobody compiles it")
for number, (kind, text) in enumerate(blocks):
    (folder / f"{'good' if kind == 'mpl' else 'bad'}{number}.mpl").write_text(text)
sys.exit(len(blocks) == 0)

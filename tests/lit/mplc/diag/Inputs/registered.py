"""Fails if a diagnostic of the table TABLE is not expected, by its id, in a test of FOLDER."""
import pathlib
import re
import sys

table, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
tests = "\n".join(path.read_text() for path in folder.iterdir() if path.suffix in (".mpl", ".test"))
expected = {ident for line in tests.splitlines() if re.match(r"(//|#) [A-Z-]+: ", line) for ident in re.findall(r"\[([a-z0-9-]+)\]", line)}
entries = re.findall(r'^MPLC_DIAG\(\w+, (\w+), "([a-z0-9-]+)"', table.read_text(), re.M)
missing = sorted({ident for severity, ident in entries if severity != "Note"} - expected)
for ident in missing:
    print(f"'{ident}' has no test")
sys.exit(bool(missing) or not entries)

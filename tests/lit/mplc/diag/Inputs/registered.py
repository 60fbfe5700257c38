"""Fails if a diagnostic of the table TABLE is not expected, whole and with its id, in a test of FOLDER."""
import pathlib
import re
import sys

table, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
tests = [path.read_text() for path in folder.iterdir() if path.suffix in (".mpl", ".test")]
expected = "\n".join(line for test in tests for line in test.splitlines() if re.match(r"(//|#) [A-Z0-9-]+: ", line))
entries = re.findall(r'^MPLC_DIAG\((\w+), (\w+), "([a-z0-9-]+)", "(.*)"\)$', table.read_text(), re.M)
missing = [] if len(entries) == len(re.findall(r"^MPLC_DIAG\(", table.read_text(), re.M)) else ["an entry of the table is not understood"]
for name, severity, ident, text in entries:
    text = text.replace('\\\\', '\\').replace('\\"', '"')
    whole = "".join(".*" if re.fullmatch(r"\{\d\}", part) else re.escape(part) for part in re.split(r"(\{\d\})", text))
    shown = severity.lower() + ": " + whole + ("" if severity == "Note" else re.escape(f" [{ident}]"))
    if not re.search(shown, expected):
        missing.append(f"'{ident}' ({name}) has no test: {text}")
print("\n".join(missing), end="\n" if missing else "")
sys.exit(bool(missing) or not entries)

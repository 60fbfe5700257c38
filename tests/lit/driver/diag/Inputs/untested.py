"""Usage: untested.py CATALOG TESTS UNIT-TESTS. Prints the registered errors that no test expects; exit status 1 if there are any."""
import pathlib
import re
import sys

names = re.findall(r'inline constexpr Kind k\w+\{"([a-z0-9-]+)"', pathlib.Path(sys.argv[1]).read_text())
assert len(names) > 20, "the catalog is written in another way now"
files = [*pathlib.Path(sys.argv[2]).rglob("*.test"), *pathlib.Path(sys.argv[3]).rglob("*.cpp")]
tests = "".join(file.read_text() for file in files)
missing = [name for name in names if f"[{name}]" not in tests]
for name in missing:
    print(f"no test expects [{name}]")
sys.exit(1 if missing else 0)

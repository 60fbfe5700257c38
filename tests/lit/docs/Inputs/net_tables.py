"""Every row of the RFC tables of docs/net.md names files and tests that there are, and every script of TCP stands in one:
net_tables.py SOURCE [PAGE]"""
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
page = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else source / "docs/net.md"
net, tests = source / "stdlib/net", source / "tests"
# Column of the files, folder they are in, column of the tests.
TABLES = {"| What | Where | Proven by |": (1, net, 2),
          "| RFC | What | File in `stdlib/net/tcp/` | Test |": (2, net / "tcp", 3)}

gtest = "\n".join(path.read_text(encoding="utf-8") for path in tests.glob("unit/net/**/*.cpp"))
linux = "\n".join(path.read_text(encoding="utf-8") for path in tests.glob("unit/net/direct/*.py"))


def is_file(folder, name):
    return any((folder / (name + ending)).exists() for ending in ("", ".hpp", ".cpp"))


def expand(name):
    """`a/{b,c}.py`: both"""
    braces = re.search(r"\{([^}]*)\}", name)
    return [name[:braces.start()] + one + name[braces.end():] for one in braces[1].split(",")] if braces else [name]


def is_test(name):
    if "/" in name:
        return all((source / one).is_file() for one in expand(name))
    return (any(tests.glob(f"unit/net/**/{name}.cpp")) or any(tests.glob(f"unit/net/**/{name}"))
            or (tests / f"unit/net/tcp/scripts/{name}.pkt").exists()
            or re.search(rf"\bTEST(_F|_P)?\(\w+,\s*{name}\)|\bTEST(_F|_P)?\({name}, ", gtest)
            or re.search(rf"\bcase_{name}\b", linux))


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


problems, rows, table, named = [], 0, None, set()
for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
    table = TABLES.get(line, table) if line.startswith("|") else None
    if table is None or line in TABLES or line.startswith("|---"):
        continue
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    files, folder, proofs = table
    rows += 1
    problems += [f"{page.name}:{number}: there is no {name} in {folder.relative_to(source)}"
                 for name in quoted(cells[files]) if not is_file(folder, name)]
    problems += [f"{page.name}:{number}: there is no test {name}" for name in quoted(cells[proofs]) if not is_test(name)]
    named.update(quoted(cells[proofs]))
    if not quoted(cells[proofs]) and "the table below" not in cells[proofs]:
        problems.append(f"{page.name}:{number}: no test is named")
if len(sys.argv) == 2:
    problems += [f"{page.name}: no row names the script {path.stem}"
                 for path in sorted(tests.glob("unit/net/tcp/scripts/*.pkt")) if path.stem not in named]
print("\n".join(problems) or f"{rows} rows")
sys.exit(bool(problems) or rows < len(TABLES))

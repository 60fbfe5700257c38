"""Who may see whom: the table of docs/architecture.md, held against every #include of a tree.

Usage: include_table.py ROOT. Prints one line a violation; exit status 1 if there is any.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.M)

MPLC_PHASES = ["lex", "parse", "sema", "ir", "passes"]  # in the order data flows; `ast` is parse's product

# part of the tree -> the parts of the tree that its files may include.
ALLOWED = {
    "mplc/source": {"mplc/source", "mplc/diag"},
    "mplc/diag": {"mplc/diag", "mplc/source"},
    "mplc/lex": {"mplc/lex", "mplc/source", "mplc/diag"},
    "mplc/ast": {"mplc/ast", "mplc/lex", "mplc/source", "mplc/diag"},
    "mplc/parse": {"mplc/parse", "mplc/ast", "mplc/lex", "mplc/source", "mplc/diag"},
    "mplc/sema": {"mplc/sema", "mplc/parse", "mplc/ast", "mplc/source", "mplc/diag"},
    "mplc/ir": {"mplc/ir", "mplc/source", "mplc/diag"},
    "mplc/lower": {"mplc/lower", "mplc/ir", "mplc/sema", "mplc/ast", "mplc/source", "mplc/diag"},
    "mplc/passes": {"mplc/passes", "mplc/ir", "mplc/diag"},
    "mplc/decode": {"mplc/decode", "mplc/ir"},
    "mplc/backends": {"mplc/backends", "mplc/ir", "mplc/source", "mplc/diag"},
    "rt/port.hpp": set(),
    "stdlib/os/base": {"stdlib/os/base"},
    "stdlib/net/link": {"stdlib/net/link", "stdlib/net/address.hpp", "stdlib/net/wire", "stdlib/os"},
    "stdlib/net/ip": {"stdlib/net/ip", "stdlib/net/address.hpp", "stdlib/net/link", "stdlib/net/wire", "stdlib/os"},
    "stdlib/net/udp": {"stdlib/net/udp", "stdlib/net/address.hpp", "stdlib/net/ip", "stdlib/net/link", "stdlib/net/wire", "stdlib/os"},
    "stdlib/net/tcp": {"stdlib/net/tcp", "stdlib/net/address.hpp", "stdlib/net/keep_alive.hpp", "stdlib/net/ip", "stdlib/net/link", "stdlib/net/wire", "stdlib/os"},
    "stdlib/net/service": {"stdlib/net/service", "stdlib/net/address.hpp", "stdlib/net/link", "stdlib/net/wire", "stdlib/os"},
    "stdlib/net": {"stdlib/net", "stdlib/os"},
}
# The two adapters: the only files of stdlib/os that see the platform line.
PORT_ADAPTERS = re.compile(r"^stdlib/os/(port_\w+|testing/\w+)\.(cpp|hpp)$")


def part_of(path):
    """The entry of ALLOWED that a file or an included path belongs to: its longest prefix."""
    pieces = path.split("/")
    for length in range(len(pieces), 0, -1):
        prefix = "/".join(pieces[:length])
        if prefix in ALLOWED:
            return prefix
    return "/".join(pieces[:2]) if len(pieces) > 1 else path


def in_tree(name, root):
    """The path in the tree that an include names, or None for one of the system's."""
    if name == "mir/rt/port.hpp":
        return "rt/port.hpp"
    if name.startswith("mir/"):
        return "stdlib/" + name[4:]
    return name if (root / name).is_file() else None


def forbidden(path, target):
    """Why `path` may not include `target`, or None."""
    top, target_top = path.split("/")[0], target.split("/")[0]
    if top in ("mplc", "driver"):
        if target_top != top:
            return f"{top} sees nothing outside {top}"
        own = part_of(path)
        if own in ALLOWED and part_of(target) not in ALLOWED[own] and not path.startswith("mplc/main"):
            return f"{own} sees only {', '.join(sorted(ALLOWED[own]))}"
    elif top == "rt":
        if target != "rt/port.hpp" and not target.startswith("/".join(path.split("/")[:2]) + "/"):
            return "a run time sees rt/port.hpp and its own folder"
    elif top == "stdlib":
        if target == "rt/port.hpp":
            return None if PORT_ADAPTERS.match(path) else "only stdlib/os/port_* and stdlib/os/testing see the port"
        if target_top != "stdlib":
            return "stdlib sees stdlib and the port"
        if path.startswith("stdlib/os/") and target.startswith("stdlib/net"):
            return "stdlib/os does not see stdlib/net"
        own = part_of(path)
        if own in ALLOWED and not any(target.startswith(a + "/") or target == a for a in ALLOWED[own]):
            return f"{own} sees only {', '.join(sorted(ALLOWED[own]))}"
    elif top == "templates" and target_top == "rt":
        return "an application does not see the port"
    return None


def main(root):
    found = 0
    for top in ("mplc", "driver", "rt", "stdlib", "templates"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in (".cpp", ".hpp") or not file.is_file():
                continue
            path = file.relative_to(root).as_posix()
            text = file.read_text()
            for match in INCLUDE.finditer(text):
                name = match[1] or match[2]
                target = in_tree(name, root)
                if target is None and match[1] is not None:
                    beside = (file.parent / name).resolve()
                    if beside.is_file() and root.resolve() in beside.parents:
                        target = beside.relative_to(root.resolve()).as_posix()
                if target is None:
                    continue
                why = forbidden(path, target)
                if why:
                    line = text.count("\n", 0, match.start(0)) + 1
                    print(f"{path}:{line}: includes {target}: {why}")
                    found += 1
    return 1 if found else 0


sys.exit(main(pathlib.Path(sys.argv[1])))

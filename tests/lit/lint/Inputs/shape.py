"""The shape of the tree: sizes, names and habits that a reviewer would otherwise say twice.

Usage: shape.py ROOT. Prints one line a violation; exit status 1 if there is any.
"""
import pathlib
import re
import sys

MOST_LINES = 800  # of a source file: past that it holds more than one idea
MOST_MODULES = 14  # of a folder
OWNERLESS = {"util", "utils", "common", "misc", "helper", "helpers", "core"}
CODE = (".cpp", ".hpp", ".c", ".h", ".S")
PLATFORM_IFDEF = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif)\b.*\bMIR_(XEN|UNIX|NODE|TARGET)", re.M)


def violations(root):
    folders = {}
    for top in ("mplc", "driver", "rt", "stdlib", "templates", "bench", "tests/unit", "tests/fuzz"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in CODE or not file.is_file():
                continue
            path = file.relative_to(root).as_posix()
            text = file.read_text()
            lines = text.count("\n")
            if lines > MOST_LINES:
                yield f"{path}: {lines} lines, at most {MOST_LINES}: split it by responsibility"
            for piece in path.replace(".", "/").split("/"):
                if piece in OWNERLESS:
                    yield f"{path}: '{piece}' names no owner"
            if file.suffix == ".hpp":
                if "#pragma once" not in text:
                    yield f"{path}: a header without #pragma once"
                if re.search(r"^using namespace", text, re.M):
                    yield f"{path}: 'using namespace' at file scope in a header"
            if re.search(r"[ \t]+$", text, re.M):
                yield f"{path}: blanks at the end of a line"
            if "\t" in text and file.suffix != ".S":
                yield f"{path}: a tab"
            if PLATFORM_IFDEF.search(text):
                yield f"{path}: a platform difference is a file, not an #ifdef"
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text):
                yield f"{path}: unfinished by its own words"
            if top.split("/")[0] != "tests":
                folders.setdefault(file.parent, set()).add(file.stem)
    for folder, modules in sorted(folders.items()):
        if len(modules) > MOST_MODULES:
            yield f"{folder.relative_to(root)}: {len(modules)} modules, at most {MOST_MODULES}"


found = list(violations(pathlib.Path(sys.argv[1])))
print("\n".join(found))
sys.exit(1 if found else 0)

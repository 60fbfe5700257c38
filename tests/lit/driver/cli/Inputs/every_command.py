"""Usage: every_command.py MIR MANUALS DOCUMENT [COMMAND...]. Holds every command of mir against what all of them promise: to explain itself
in --help, in its manual page and in docs/mir.md, to print one next step, objects for --json, what it would do for --dry-run,
and to refuse what it does not know."""
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

MIR, MANUALS, DOCUMENT = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).read_text()
# What makes each command do its work with the project in "hello". One that is not here fails.
WORDS = {
    "new": ["made", "--template=plain"], "build": ["hello"], "run": ["hello"], "test": ["hello"], "check": ["hello"],
    "plan": ["hello"], "size": ["hello"], "audit": ["hello"], "doctor": ["--target=unix-socket"],
    "debug": ["--command=info line app_main", "hello"], "clean": ["hello"], "targets": [], "completions": ["bash"],
    "version": [], "help": ["build"], "image": ["--output=site.img", "hello"],
}
# Something else has the last word there, as docs/mir.md says.
WITHOUT_NEXT = {"run", "debug", "completions", "help"}
# And with these options; audit --sbom is in report/audit.test.
FOR_ANOTHER = {"plan": "--dot"}
# Behind the first object of these comes what the program writes.
STARTS_ANOTHER = {"run", "debug"}
complaints = []


def complain(command, text):
    complaints.append(f"mir {command}: {text}")


def mir(*words):
    return subprocess.run([MIR, *words], capture_output=True, text=True, timeout=300)


def row_of(text, table_of):
    """The cells of the table rows whose first cell holds the text."""
    section = DOCUMENT.split(f"\n## {table_of}\n", 1)[1].split("\n## ", 1)[0] if table_of else DOCUMENT.split("\n## ", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [cells for cells in rows if re.search(text, cells[0])]


def files():
    return sorted(str(path) for path in pathlib.Path(".").rglob("*")
                  if "_build" not in path.parts) + \
        sorted(str(path) for path in pathlib.Path(".").rglob("_build/*") if path.suffix in (".bin", ".o"))


def explains_itself(text):
    name = text["name"]
    shown = mir("help", name).stdout
    if f"Usage: mir {name}" not in shown or not re.search(rf"^  (\S.*)?mir {name}\b", shown.split("Examples:")[-1], re.M):
        complain(name, "--help has no example")
    if mir(name, "--help").stdout != shown:
        complain(name, "--help and help differ")
    page = MANUALS / f"mir-{name}.1"
    if not page.exists() or ".SH EXAMPLES" not in page.read_text() or ".SH EXIT STATUS" not in page.read_text():
        complain(name, "there is no manual page with examples and exit codes")
    if not row_of(rf"`mir {name}\b", None):
        complain(name, "docs/mir.md does not list it")
    for option in text["options"]:
        long = option["names"][-1]
        if option["positional"] or long == "--help" or name == "help":
            continue
        rows = row_of(rf"`{long}\b", "Options")
        of = " ".join(cells[1] for cells in rows).replace(",", " ").split()
        if not ({name, "all"} & set(of) or (name in ("size", "audit", "debug") and "build" in of)):
            complain(name, f"docs/mir.md does not say that it has {long}")
    if {"--json", "--color"} - {word for option in text["options"] for word in option["names"]}:
        complain(name, "has no --json or no --color")


def ends_with_next(name):
    result = mir(name, *WORDS[name])
    if result.returncode != 0:
        return complain(name, f"exit code {result.returncode}: {result.stderr}")
    lines = result.stdout.splitlines()
    steps = [line for line in lines if line.startswith("next: mir ")]
    if name in WITHOUT_NEXT:
        if steps:
            complain(name, "prints a next step where something else has the last word")
    elif len(steps) != 1 or lines[-1] != steps[0]:
        complain(name, f"does not end with one next step: {lines[-1:]}")
    if name in FOR_ANOTHER:
        result = mir(name, FOR_ANOTHER[name], *WORDS[name])
        if result.returncode != 0 or not result.stdout or "next: mir " in result.stdout:
            complain(name, f"{FOR_ANOTHER[name]}: {result.returncode}, or a step in what another program reads")


def prints_objects(name, *more):
    result = mir(name, *more, "--json", *WORDS[name])
    lines = result.stdout.splitlines()
    if name in STARTS_ANOTHER and not more:
        lines = lines[:1]
    if result.returncode != 0 or not lines:
        return complain(name, f"--json {more}: exit code {result.returncode}, {lines}: {result.stderr}")
    rows = "".join(cells[1] for cells in row_of(rf"`{name}`|all with `--dry-run`" if more else rf"`{name}`", "For programs"))
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            complain(name, f"--json prints no object: {line}")
            continue
        kind = re.search(r'\{"type": "%s"([^}]*)\}' % told["type"], rows)
        if not kind:
            return complain(f"{name} --json", f'prints "{told["type"]}", which docs/mir.md does not list')
        listed = set(re.findall(r'"(\w+)"', kind.group(1))) | {"type"}
        if set(told) != listed:
            return complain(f"{name} --json", f"has {sorted(told)}, docs/mir.md {sorted(listed)}")


def only_shows(name, options):
    if not any("--dry-run" in option["names"] for option in options):
        result = mir(name, "--dry-run", *WORDS[name])
        if result.returncode != 2 or f"'mir {name}' changes nothing, so it has no --dry-run [usage]" not in result.stderr:
            complain(name, f"--dry-run is neither done nor refused: {result.returncode} {result.stderr}")
        return
    shutil.rmtree("hello/_build", ignore_errors=True)
    before = files()
    result = mir(name, "--dry-run", *WORDS[name])
    lines = result.stdout.splitlines()
    # The step after it is the same without that word, with all the rest of it; doctor has nothing to do there.
    if result.returncode != 0 or not lines or \
            (name != "doctor" and shlex.split(lines[-1]) != ["next:", "mir", name, *WORDS[name]]):
        complain(name, f"--dry-run: {result.returncode} {lines} {result.stderr}")
    if files() != before:
        complain(name, f"--dry-run makes something: {sorted(set(files()) ^ set(before))}")
    prints_objects(name, "--dry-run")
    if files() != before:
        complain(name, "--dry-run --json makes something")


def refuses(name):
    for word in ("--frobnicate", "--json=perhaps"):
        result = mir(name, word)
        if result.returncode != 2 or "[usage]" not in result.stderr or "mir: note: " not in result.stderr or result.stdout:
            complain(name, f"{word}: exit code {result.returncode}: {result.stderr}")
    if "hello" in WORDS[name]:
        for folder, kind in (("nowhere", "[no-folder]"), ("hello/main.cpp", "[not-a-folder")):
            result = mir(name, *(folder if word == "hello" else word for word in WORDS[name]))
            if result.returncode != 1 or kind not in result.stderr or result.stdout:
                complain(name, f"{folder}: exit code {result.returncode}: {result.stdout} {result.stderr}")
    # What could not be written is no success. Elsewhere the program writes, or a folder is made.
    if name not in STARTS_ANOTHER | {"new"}:
        with open("/dev/full", "w") as full:
            result = subprocess.run([MIR, name, *WORDS[name]], stdout=full, stderr=subprocess.PIPE, text=True, timeout=300)
        if result.returncode != 3 or "standard output" not in result.stderr:
            complain(name, f"> /dev/full: exit code {result.returncode}: {result.stderr}")


def main():
    texts = [json.loads(line) for line in mir("help", "--json").stdout.splitlines()]
    commands = [text for text in texts if text["name"]]
    for name in {text["name"] for text in commands} ^ set(WORDS):
        complain(name, "this walk does not know it, or mir does not")
    shutil.rmtree("hello", ignore_errors=True)
    assert mir("new", "hello", "--template=plain").returncode == 0
    for text in commands:
        name = text["name"]
        if name not in WORDS or (sys.argv[4:] and name not in sys.argv[4:]):
            continue
        explains_itself(text)
        only_shows(name, text["options"])
        ends_with_next(name)
        if name == "new":
            shutil.rmtree("made")
        prints_objects(name)
        refuses(name)
    print("\n".join(complaints))
    sys.exit(1 if complaints else 0)


main()

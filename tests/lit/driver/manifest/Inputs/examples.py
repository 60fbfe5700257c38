"""Usage: examples.py MANUAL READER FOLDER. Makes a project in FOLDER of each example in the manual, and checks that the
manual's table of keys and the reader's are the same."""
import pathlib
import re
import sys

manual, reader, folder = (pathlib.Path(argument) for argument in sys.argv[1:])
text = manual.read_text()
examples = re.findall(r"```toml\n(.*?)```", text, re.S)
assert examples, "the manual has no example"
for number, example in enumerate(examples):
    project = folder / f"example{number}"
    for name in ("main.cpp", "src/main.cpp", "protocol/message.mpl"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).touch()
    (project / "mir.toml").write_text(example)

accepted = {".".join(key) for key in re.findall(r'\{"(\w+)", "(\w+)", &Reader::', reader.read_text())}
explained = set(re.findall(r"^\| `(\w+\.\w+)` \|", text, re.M))
assert accepted, "the reader's table is written in another way now"
assert accepted == explained, accepted ^ explained
shown = set()
for example in examples:
    table = ""
    for line in example.splitlines():
        if header := re.match(r"\[(\w+)\]", line):
            table = header[1]
        elif key := re.match(r"(\w+)\s*=", line):
            shown.add(f"{table}.{key[1]}")
assert shown == accepted, accepted ^ shown

"""Usage: unsaid.py DRIVER TESTS... Prints what the driver says in errors and notes and no test expects; exit status 1 if there
is any. A text with values in it is known by the longest piece between them."""
import pathlib
import re
import sys

# Programs of their own, whose rules have names that their tests expect.
APART = ("check", "step", "names")
SHORTEST = 9  # characters by which a text is known


def calls(text, word):
    """The arguments of each call, and its line."""
    for match in re.finditer(rf"\b{word}\(", text):
        depth, at, quoted = 1, match.end(), False
        while depth:
            if quoted:
                at += text[at] == "\\"
                quoted = text[at] != '"' or text[at - 1] == "\\"
            elif text[at] == '"':
                quoted = True
            else:
                depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        yield text[match.end():at - 1], text.count("\n", 0, match.start()) + 1


def pieces(arguments):
    for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', re.sub(r'"\s*"', "", arguments)):
        plain = re.split(r"\{[^}]*\}", literal.replace('\\"', '"').replace("\\n", " "))
        longest = max((piece.strip() for piece in plain), key=len)
        if len(longest) >= SHORTEST:
            yield re.sub(r"\s+", " ", longest)


def main():
    driver, folders = pathlib.Path(sys.argv[1]), [pathlib.Path(name) for name in sys.argv[2:]]
    tests = "".join(file.read_text() for folder in folders for file in folder.rglob("*") if file.suffix in (".test", ".cpp"))
    tests = re.sub(r"\s+", " ", re.sub(r'"\s*"', "", tests.replace('\\"', '"')))
    said, unsaid = 0, []
    for file in sorted(driver.rglob("*.cpp")):
        if file.relative_to(driver).parts[0] in APART:
            continue
        text = re.sub(r"//[^\n]*", "", file.read_text())
        for word in ("report", "report_at", "report_failure", "note"):
            for arguments, line in calls(text, word):
                for piece in pieces(arguments):
                    said += 1
                    if piece not in tests:
                        unsaid.append(f"{file.relative_to(driver)}:{line}: no test expects: {piece}")
    assert said > 50, "messages are written in another way now"
    print("\n".join(unsaid))
    sys.exit(1 if unsaid else 0)


main()

"""Fails if a specification has no vectors: none that parses, none that is refused, a packet that is in none, or a clause that none
takes. NAME=PACKET.CLAUSE,... on the command line excepts clauses of the specification NAME.

What a vector takes is what `mplc decode` finds in it."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def run(*arguments):
    result = subprocess.run(["mplc", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(result.stdout)


class Coverage:
    def __init__(self, path):
        self.path, self.module = path, run("--emit=json", path)
        self.packets = {packet["name"]: packet for packet in self.module["packets"]}
        # Those of imported files are their own files' to try.
        text = re.sub(r"//.*", "", pathlib.Path(path).read_text())
        self.own = set(re.findall(r"^packet (\w+)", text, re.M))
        self.wanted, self.seen = set(), set()
        for name, packet in self.packets.items():
            if name.split(".")[0] in self.own:
                self.wanted.add(name)
                self.declare(name, packet["body"])

    def declare(self, name, body):
        for clause in (clause for item in body for clause in item.get("clauses", [])):
            self.wanted.add(f"{name}.{clause['name']}")
            self.declare(name, clause["body"])

    def walk(self, name, body, fields):
        self.seen.add(name)
        for item in body:
            for clause in item.get("clauses", []):
                if isinstance(inside := fields.get(clause["name"]), dict):
                    self.seen.add(f"{name}.{clause['name']}")
                    self.walk(name, clause["body"], inside)
            if "packet" in item and (value := fields.get(item["field"])) is not None:
                for one in value if isinstance(value, list) else [value]:
                    self.walk(item["packet"], self.packets[item["packet"]]["body"], one)

    def decode(self, vector, file):
        pathlib.Path(file).write_bytes(bytes.fromhex(vector["bytes"]))
        arguments = [f"--argument={str(one).lower()}" for one in vector["arguments"]]
        packet = vector["packet"]
        found = run("decode", "--raw", "--json", f"--packet={packet}", *arguments, self.path, file)
        self.walk(packet, self.packets[packet]["body"], found["fields"])

    def missing(self, excepted):
        vectors = self.module["vectors"]
        with tempfile.TemporaryDirectory() as folder:
            for vector in vectors:
                if not vector["fails"]:
                    self.decode(vector, os.path.join(folder, "vector.bin"))
        gone = sorted(self.wanted - self.seen - excepted)
        gone += [f"{name}, which is excepted and need not be" for name in sorted(excepted & self.seen)]
        kinds = {vector["fails"] for vector in vectors}
        return gone + ["bytes that parse"] * (False not in kinds) + ["bytes that are refused"] * (True not in kinds)


excepted = dict(argument.split("=") for argument in sys.argv[1:] if "=" in argument)
failed = False
for path in (argument for argument in sys.argv[1:] if "=" not in argument):
    for what in Coverage(path).missing(set(excepted.get(pathlib.Path(path).stem, "").split(",")) - {""}):
        failed = True
        print(f"{pathlib.Path(path).name}: no vector has {what}")
sys.exit(failed)

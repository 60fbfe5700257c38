"""Reads `mir plan --json` from standard input: every line is an object, every input is a file or an earlier output."""
import json
import sys

plan, *steps = [json.loads(line) for line in sys.stdin]
assert plan["type"] == "plan" and plan["target"] == "unix-socket", plan
assert plan["steps"] == len(steps), (plan["steps"], len(steps))
made = {plan["work"] + "/toolchain"}
for step in steps:
    assert step["type"] == "step", step
    assert step["kind"] in ("specification", "headers", "check", "compile", "link", "image"), step
    for path in step["inputs"] + step["implied"] + step["only_after"]:
        assert path in made or not path.startswith(plan["work"]), path
    assert step["output"] in step["command"], step
    assert bool(step["reader"]) == bool(step["facts"]), step
    made.add(step["output"])
assert plan["image"] in made, plan

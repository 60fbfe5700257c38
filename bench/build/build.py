#!/usr/bin/env python3
"""How much longer than its commands does a build take? Each question is a ratio of two times of the same run.

Usage: bench_build [MIR]. MIR is an installed mir; without it, the one that was built with this program.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

HERE = pathlib.Path(__file__).resolve().parent
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def seconds(run):
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def pairs(count, first, second, before=lambda: None):
    """Medians of two times, taken in turns: what else the machine does meets both."""
    times = ([], [])
    for _ in range(count):
        for each, run in zip(times, (first, second)):
            before()
            each.append(seconds(run))
    return statistics.median(times[0]), statistics.median(times[1])


class Project:
    def __init__(self, mir, folder):
        self.mir, self.folder = mir, folder
        subprocess.run([mir, "new", folder, "--template=echo"], check=True, **QUIET)

    def build(self):
        subprocess.run([self.mir, "build", "--target=unix-socket", "-j2", self.folder], check=True, **QUIET)

    def steps(self):
        lines = subprocess.run([self.mir, "plan", "--json", "--target=unix-socket", self.folder], check=True,
                               capture_output=True, text=True).stdout.splitlines()
        return [step for step in map(json.loads, lines) if step["type"] == "step"]

    def clean(self):
        shutil.rmtree(os.path.join(self.folder, "_build"), ignore_errors=True)

    def change(self):
        """A change that reaches the object."""
        with open(os.path.join(self.folder, "echo.cpp"), "a") as source:
            source.write(f"int change_{time.monotonic_ns()}() {{ return 1; }}\n")

    def run(self, step):
        output = os.path.join(self.folder, step["output"])
        os.makedirs(os.path.dirname(output), exist_ok=True)
        subprocess.run(step["command"], check=True, cwd=self.folder, **QUIET)

    def run_all(self, steps, jobs):
        """The bare commands, as soon as what they need is there."""
        made, waiting, running = set(), list(steps), {}
        outputs = {step["output"] for step in steps}
        with ThreadPoolExecutor(jobs) as pool:
            while waiting or running:
                for step in list(waiting):
                    needs = {*step["inputs"], *step["implied"], *step["only_after"]} & outputs
                    if len(running) < jobs and needs <= made:
                        waiting.remove(step)
                        running[pool.submit(self.run, step)] = step["output"]
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    done.result()
                    made.add(running.pop(done))


def report(what, ratio, goal, detail):
    print(f"{what:<44} {ratio:6.2f}  (goal {goal}: {'met' if ratio <= goal else 'missed'})  {detail}")


def main():
    mir = sys.argv[1] if len(sys.argv) > 1 else str(HERE / "stage" / "bin" / "mir")
    with tempfile.TemporaryDirectory(prefix="mir-bench-") as place:
        project = Project(mir, os.path.join(place, "echo"))
        # What a compiler would run without mir: no checks.
        commands = [step for step in project.steps() if step["kind"] != "check"]
        for step in commands:
            step["only_after"] = [path for path in step["only_after"] if "/check/" not in path]
        cold, bare = pairs(3, project.build, lambda: project.run_all(commands, 2), before=project.clean)
        report("cold build : its commands, both at -j2", cold / bare, 1.15, f"{cold:.1f} s : {bare:.1f} s")
        report("cold build : 20 s", cold / 20, 1.0, f"{cold:.1f} s")

        project.clean()
        project.build()
        ninja = ["ninja", "-n", "-f", "_build/unix-socket/build.ninja"]
        nothing, listing = pairs(21, project.build, lambda: subprocess.run(ninja, cwd=project.folder, check=True, **QUIET))
        report("nothing to do : ninja -n", nothing / listing, 3.0, f"{nothing * 1e3:.0f} ms : {listing * 1e3:.0f} ms")
        report("nothing to do : 100 ms", nothing / 0.1, 1.0, f"{nothing * 1e3:.0f} ms")

        one = [step for step in commands if step["kind"] == "compile" and step["inputs"] == ["echo.cpp"] or step["kind"] == "link"]
        changed, pair = pairs(7, project.build, lambda: [project.run(step) for step in one], before=project.change)
        report("one changed file : clang + lld", changed / pair, 1.3, f"{changed:.2f} s : {pair:.2f} s")

        source = next(step for step in commands if step["inputs"] == ["echo.cpp"])
        words, reader = source["command"], source["reader"]
        def run(words):
            return lambda: subprocess.run(words, cwd=project.folder, check=True, **QUIET)
        syntax = [*words, "-fsyntax-only"]
        check, parse = pairs(7, run([reader[0], "source", source["facts"], "--", *syntax]), run(syntax))
        report("mir check of a file : clang -fsyntax-only", check / parse, 1.5, f"{check:.2f} s : {parse:.2f} s")
        both, alone = pairs(7, run([*reader, *words]), run(words))
        report("compiling and checking a file : compiling it", both / alone, 1.15, f"{both:.2f} s : {alone:.2f} s")


main()

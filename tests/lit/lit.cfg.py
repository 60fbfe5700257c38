# How lit runs the tests of everything that has a command line. ./x supplies the paths by --param.
import os

import lit.formats

config.name = "mir"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".mpl", ".test", ".toml"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)

build = lit_config.params["build"]  # the build tree
stage = os.path.join(build, "stage")  # what `cmake --install` makes of it: tests see only what a user sees
source = os.path.dirname(os.path.dirname(config.test_source_root))
config.test_exec_root = os.path.join(build, "tests", "lit")

llvm = "/usr/lib/llvm-19"
config.environment["PATH"] = os.pathsep.join(
    [os.path.join(stage, "bin"), os.path.join(llvm, "bin"), os.environ["PATH"]])
for name in ("HOME", "XDG_CACHE_HOME", "CI"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

config.substitutions += [
    ("%source", source),
    ("%stage", stage),
    ("%build", build),
    ("%clangxx", "clang++-19"),
    ("%gxx", "g++"),
]

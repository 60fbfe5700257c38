"""Target code and the sysroot under it are compiled with the same code generation: target_flags.py TREE.

The sysroot's flags stand apart in rt/libc/target.cmake, because they key its cache. What only one side needs is named
below.
"""

import pathlib
import re
import sys

# The language and hardening of our own code: libc is C, and the toolchain file sets target and headers in its own way.
ONLY_OURS = {"--target=x86_64-linux-musl", "-nostdinc++", "-std=c++23", "-ftrivial-auto-var-init=zero",
             "-D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST"}
# The same archives from every folder; the driver gives an application its own map.
ONLY_SYSROOT = {"-ffile-prefix-map=${work}=."}


def flags(path, begin):
    text = path.read_text()
    block = text[text.index(begin) + len(begin):]
    block = re.sub(r"#.*", "", block[:block.index(")\n")])
    return {word.strip('"') for word in block.split()}


tree = pathlib.Path(sys.argv[1])
ours = flags(tree / "cmake/MirTarget.cmake", "set(MIR_TARGET_COMPILE") - ONLY_OURS
sysroot = flags(tree / "rt/libc/target.cmake", 'string(JOIN " " flags') - ONLY_SYSROOT
for flag in sorted(ours ^ sysroot):
    where = "cmake/MirTarget.cmake" if flag in ours else "rt/libc/target.cmake"
    print(f"{flag}: only in {where}")
sys.exit(ours != sysroot or not ours)

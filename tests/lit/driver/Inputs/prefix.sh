#!/usr/bin/env bash
# prefix.sh STAGE KIND DIR: an installation of mir in DIR with the driver of STAGE and, instead of the library OS, the
# C++ library and mplc, a few lines each. KIND `full` can build programs; `plan` has empty archives and is made faster.
set -euo pipefail
stage=$1 kind=$2 prefix=$3
rm -rf "$prefix"
mkdir -p "$prefix"/{bin,include/mir/rt,include/mir/net} "$prefix"/share/mir/{stdlib/os/task,stdlib/os/testing,stdlib/net/socket_mode,stdlib/net/link,templates} \
  "$prefix"/lib/mir/{unix-socket,sysroot/lib,sysroot/include/c++/v1}
# A second name, not a link: the driver finds its parts from where it really is.
ln "$stage/bin/mir" "$prefix/bin/mir"
for part in step names; do ln "$stage/lib/mir/$part" "$prefix/lib/mir/$part"; done

cat >"$prefix/bin/mplc" <<'END'
#!/bin/sh
# mplc SPEC -o HEADER -MD -MF DEPFILE ...: "answer = 42" becomes a constant; "error" is refused.
if grep -q error "$1"; then
  echo "$1:1:1: error: refused" >&2
  exit 1
fi
name=$(basename "$1" .mpl | tr -c "a-zA-Z0-9\n" _)
sed "s/^answer = \(.*\)/#pragma once\ninline constexpr int k_$name = \1;/" "$1" >"$3.new"
printf '%s: %s\n' "$(echo "$3" | sed 's/ /\\ /g')" "$(echo "$1" | sed 's/ /\\ /g')" >"$6"
mv "$3.new" "$3"
END
chmod +x "$prefix/bin/mplc"

cat >"$prefix/include/mir/app.hpp" <<'END'
#pragma once
/// Supplied by the application.
int app_main(int count, char** arguments);
/// Supplied by the library.
void say(const char* text);
END
cat >"$prefix/share/mir/stdlib/os/say.cpp" <<'END'
#include <mir/app.hpp>
extern "C" void port_write(const char* data, unsigned long size);
void say(const char* text) {
  unsigned long size = 0;
  while (text[size] != 0) ++size;
  port_write(text, size);
  port_write("\n", 1);
}
END
cat >"$prefix/include/mir/where.hpp" <<'END'
#pragma once
inline const char* where() { return __FILE__; }
END
touch "$prefix"/include/mir/net/manager.hpp "$prefix"/share/mir/stdlib/os/task/task.cpp "$prefix"/share/mir/stdlib/os/testing/virtual_clock.cpp \
  "$prefix"/share/mir/stdlib/net/address.cpp "$prefix"/share/mir/stdlib/net/defaults.cpp "$prefix"/share/mir/stdlib/net/socket_mode/connection.cpp \
  "$prefix"/share/mir/stdlib/net/link/arp.cpp

sysroot=$prefix/lib/mir/sysroot
if [ "$kind" = plan ]; then
  touch "$prefix/lib/mir/unix-socket/librt.a" "$sysroot/lib/libc.a"
  exit
fi
work=$prefix/work
mkdir "$work"
cat >"$work/rt.c" <<'END'
int app_main(int, char**) __asm__("_Z8app_mainiPPc");
static long call(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}
void port_write(const char* data, unsigned long size) { call(1, 1, (long)data, (long)size); }
void begin(long* stack) { call(60, app_main((int)stack[0], (char**)(stack + 1)), 0, 0); }
END
echo '.globl _start; _start: mov %rsp, %rdi; and $-16, %rsp; call begin' >"$work/crt1.s"
clang-19 --target=x86_64-linux-musl -O1 -ffreestanding -fno-stack-protector -c "$work/rt.c" -o "$work/rt.o"
clang-19 --target=x86_64-linux-musl -c "$work/crt1.s" -o "$sysroot/lib/crt1.o"
llvm-ar rcs "$prefix/lib/mir/unix-socket/librt.a" "$work/rt.o"
for name in c++ c++abi unwind c clang_rt.builtins; do llvm-ar rcs "$sysroot/lib/lib$name.a"; done
rm -r "$work"

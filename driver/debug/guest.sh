#!/bin/sh
# guest.sh QEMU...: a machine for gdb, which starts this and speaks to it through standard input and output. What the guest
# writes to its serial port goes to descriptor 9: `mir debug` has made it a copy of gdb's own output. Nothing outlives gdb.
set -eu
{
  exec setpriv --pdeathsig TERM "$@" -chardev file,id=console,path=/dev/fd/3,append=on -serial chardev:console \
    -S -gdb stdio 3>&1 >&4 4>&- 9>&- | cat >&9
} 4>&1

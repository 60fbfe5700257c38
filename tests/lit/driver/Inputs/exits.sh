#!/usr/bin/env bash
# exits.sh CODE COMMAND...: runs a command that must end with that exit code.
wanted=$1
shift
"$@"
got=$?
[ $got -eq "$wanted" ] || { echo "exits.sh: exit code $got instead of $wanted: $*" >&2; exit 1; }

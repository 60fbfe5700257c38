#!/bin/sh
# Writes a header once it is told to go on.
echo >started
read -r go <go
echo 'inline constexpr int k_spec = 1;' >"$3"
printf '%s: %s\n' "$3" "$1" >"$6"

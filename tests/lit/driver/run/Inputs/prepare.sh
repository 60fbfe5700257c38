#!/bin/sh
# Stands for the script that makes the machine with Xen.
echo "preparing $1"
[ "$FAKE_PREPARE" != fails ]

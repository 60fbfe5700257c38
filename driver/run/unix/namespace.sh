#!/bin/sh
# namespace.sh direct|socket: makes this network namespace ready for a program, says "ready", and keeps it until standard
# input ends. The uplink, a tap of slirp4netns, is here before that program begins: it finds it by its name.
set -eu
case $1 in
direct)
  # The program's tap and the uplink's are two ports of one switch.
  ip link add name mirbr type bridge
  for port in mir0 uplink; do
    ip tuntap add dev "$port" mode tap
    ip link set dev "$port" master mirbr
    ip link set dev "$port" up
  done
  ip link set dev mirbr up
  ;;
socket)
  ip tuntap add dev uplink mode tap
  ip address add 10.0.2.100/24 dev uplink
  ip link set dev uplink up
  ip route add default via 10.0.2.2
  ;;
esac
ip link set dev lo up
echo ready
exec cat >/dev/null

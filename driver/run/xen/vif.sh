#!/bin/sh
# The toolstack runs it in dom0 when a guest's network interface comes or goes: puts it on the bridge, and says so.
# $1 is what has happened; XENBUS_PATH is the interface in xenstore, vif its name here.
case $1 in
online)
  bridge=$(xenstore-read "$XENBUS_PATH/bridge")
  ip link set "$vif" master "$bridge" up && xenstore-write "$XENBUS_PATH/hotplug-status" connected
  ;;
offline) ip link set "$vif" nomaster down 2>/dev/null ;;
esac
exit 0

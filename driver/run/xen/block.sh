#!/bin/sh
# The toolstack runs it in dom0 when a guest's disk comes or goes: tells the back end which device it is, and says so.
# $1 is what has happened; XENBUS_PATH is the disk in xenstore, where `params` names the device.
case $1 in
add)
  device=$(xenstore-read "$XENBUS_PATH/params")
  xenstore-write "$XENBUS_PATH/physical-device" "$(stat -c %t:%T "$device")" "$XENBUS_PATH/physical-device-path" "$device" \
    "$XENBUS_PATH/hotplug-status" connected
  ;;
esac
exit 0

#!/bin/sh
# The first process of dom0: brings up Xen's daemons, waits for a guest on the job disk, runs it to its end.
#
# The first serial port belongs to Xen, which shows dom0's messages there; the second is the guest's console, both ways.
# The job disk begins with a page of text, one key and its values a line; files lie behind it (driver/run/job.hpp).
export PATH=/bin:/usr/lib/xen-4.17/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /run/xen /run/xenstored /var/lock
mount -t devpts pts /dev/pts
for module in $(cat /lib/modules/order); do insmod "/lib/modules/$module"; done
mount -t xenfs xen /proc/xen
xenstored
xen-init-dom0 >/dev/null
xenconsoled --log=guest
stty -F /dev/ttyS1 raw -echo
# Guests are in QEMU's user network, as its only machines: dom0 has no address in it.
ip link add xenbr0 type bridge
ip link set eth0 master xenbr0 up
ip link set xenbr0 up
echo "mir-dom0: ready"

# Read past the page cache: after the saved state is loaded the disk is another one.
until dd if=/dev/vda bs=4096 count=1 iflag=direct 2>/dev/null | tr -d '\0' >/job/header && grep -q '^mirjob' /job/header; do
  usleep 30000
done
cd /job
extract() { # FILE OFFSET SIZE
  dd if=/dev/vda bs=1M skip="$2" count=$((($3 + 4095) / 4096 * 4096)) iflag=direct,skip_bytes,count_bytes,fullblock 2>/dev/null |
    head -c "$3" >"$1"
}
script= disks=0
while read -r key first second third; do
  case $key in
  name) name=$first ;;
  time) date -s "@$first" >/dev/null ;; # it stood still since the state was saved; Xen's wall clock follows
  file) extract "$first" "$second" "$third" ;;
  script) script=$first ;;
  disks) disks=$first ;;
  esac
done <header
# Their sizes and sectors are read when a driver takes them: it takes them again.
number=0
for disk in vdb vdc vdd vde; do
  [ $number -lt "$disks" ] || break
  device=$(basename "$(readlink -f /sys/block/$disk/device)")
  echo "$device" >/sys/bus/virtio/drivers/virtio_blk/unbind
  echo "$device" >/sys/bus/virtio/drivers/virtio_blk/bind
  number=$((number + 1))
done

# xenconsoled keeps every byte in its log, also of a guest that ends at once.
show_console() { # LOG
  until [ -e "$1" ]; do usleep 10000; done
  exec 3<"$1" >/dev/ttyS1
  while :; do
    cat <&3
    usleep 20000
  done
}

# Runs the one guest of the job. Sets reason: Xen's number for its end, or "none" when there was no guest.
run_guest() {
  # Whatever happens to the guest, it happens once.
  for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\""; done >>"$name.cfg"
  show_console "/var/log/xen/console/guest-$name.log" &
  reader=$!
  if xl create -q "$name.cfg" </dev/null >errors 2>&1; then
    # A guest that has ended already has no terminal any more.
    terminal=$(xenstore-read /local/domain/1/console/tty 2>/dev/null) && cat /dev/ttyS1 >"$terminal" &
    # xl stays behind and writes down how its guest ended.
    until reason=$(sed -n 's/.*shut down, reason code \([0-9]*\).*/\1/p' "/var/log/xen/xl-$name.log" | tail -1) && [ -n "$reason" ]; do
      usleep 30000
    done
    usleep 150000
  else
    reason=none
    sed 's/^/mir-guest: xl: /' errors >/dev/ttyS1
  fi
  kill $reader
}

if [ -n "$script" ]; then # instead of a guest: it may use xl as it likes
  sh "./$script" </dev/ttyS1 >/dev/ttyS1 2>&1
  reason=$?
else
  run_guest
fi
echo "mir-guest: end $reason" >/dev/ttyS1
usleep 150000
printf '\0' | dd of=/dev/port bs=1 seek=244 2>/dev/null # QEMU's exit device at 0xf4
poweroff -f

# Runs in dom0: a guest that waits is asked to end, in each way.
cd /job
log=/var/log/xen/console/guest-xen_console.log
for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\""; done >>xen_console.cfg

until_shown() { until grep -q "$1" "$log" 2>/dev/null; do usleep 30000; done; }
start() {
  echo "=== $1"
  rm -f /var/log/xen/xl-xen_console.log
  [ ! -e "$log" ] || : >"$log"
  xl create -q xen_console.cfg </dev/null
  until_shown listening
}
end() {
  until reason=$(sed -n 's/.*shut down, reason code \([0-9]*\).*/\1/p' /var/log/xen/xl-xen_console.log) && [ -n "$reason" ]; do
    usleep 30000
  done
  until_shown 'mir: exit'
  cat "$log"
  echo "ended for reason $reason"
  until ! xl domid xen_console >/dev/null 2>&1; do usleep 30000; done
}

start poweroff && xl shutdown xen_console && end
start reboot && xl reboot xen_console && end
start nonsense
path=/local/domain/$(xl domid xen_console)/control/shutdown
xenstore-write "$path" nonsense
until_shown refused
echo "left in place: $(xenstore-read "$path")"
xenstore-write "$path" poweroff
end

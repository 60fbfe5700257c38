# Runs in dom0: a guest is saved to memory and restored, twice, then copied while it goes on.
cd /job
log=/var/log/xen/console/guest-xen_suspend.log
for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\""; done >>xen_suspend.cfg
until_shown() { until grep -q "$1" "$log" 2>/dev/null; do usleep 30000; done; }
show() { # COMMAND...: what it says, when it fails
  "$@" </dev/null >said 2>&1 || { echo "failed: $*"; cat said "$log"; exit 1; }
}

xl create -q xen_suspend.cfg </dev/null
until_shown ready
for round in first second; do
  show xl save xen_suspend state
  xl domid xen_suspend >/dev/null 2>&1 || echo "=== saved for the $round time"
  sleep 2
  show xl restore state
  rm state
done
show xl save -c xen_suspend state
xl domid xen_suspend >/dev/null 2>&1 && echo "=== copied"
xl shutdown xen_suspend
until_shown 'mir: exit'
cat "$log"
xl destroy xen_suspend # xl does not look after a domain that it has copied
echo "=== domains left: $(($(xl list | wc -l) - 2))"

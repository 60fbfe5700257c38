# Runs in dom0: one guest after the other, as boot.py lists them, and what each wrote.
cd /job
lost=0
while read -r name; do
  echo "=== $name"
  for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\""; done >>"$name.cfg"
  xl create -q "$name.cfg" </dev/null || lost=1
  for tries in $(seq 600); do
    reason=$(sed -n 's/.*shut down, reason code \([0-9]*\).*/\1/p' "/var/log/xen/xl-$name.log" | tail -1)
    [ -z "$reason" ] || break
    usleep 100000
  done
  until ! xl domid "$name" >/dev/null 2>&1; do usleep 30000; done
  cat "/var/log/xen/console/guest-$name.log"
  echo "=== $name ended for reason ${reason:-none}"
done <names
echo "=== domains left: $(($(xl list | wc -l) - 2))"
exit $lost

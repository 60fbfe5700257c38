# Runs in dom0: how much processor time a guest has used when it says "ready", and in how little memory one boots.
cd /job
chmod +x domain_time
log=/var/log/xen/console
for name in hello linux; do
  xl create -q -p "$name.cfg" </dev/null || exit 1
  id=$(xl domid "$name")
  before=$(./domain_time "$id")
  xl unpause "$id"
  until grep -q ready "$log/guest-$name.log" 2>/dev/null; do usleep 20000; done
  echo "time $name $(($(./domain_time "$id") - before))"
  xl destroy "$id"
done
for memory in 8 6 5 4 3 2 1; do
  sed "s/^memory = .*/memory = $memory/; s/^name = .*/name = \"sleep$memory\"/" sleep.cfg >"sleep$memory.cfg"
  for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\"" >>"sleep$memory.cfg"; done
  xl create -q "sleep$memory.cfg" </dev/null 2>/dev/null || break
  for tries in $(seq 300); do
    xl domid "sleep$memory" >/dev/null 2>&1 || break
    usleep 100000
  done
  grep -q 'mir: exit 0' "$log/guest-sleep$memory.log" || break
  echo "boots $memory"
done

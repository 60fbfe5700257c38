# Runs in dom0: the conformance of network devices, with another guest that sends back each frame.
cd /job
ip link set eth0 nomaster # nobody else speaks
number=1
for guest in xen_mirror xen_net_port; do
  echo "vif = [\"mac=00:16:3e:00:00:0$number,bridge=xenbr0,script=vif-mir\"]" >>"$guest.cfg"
  for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\""; done >>"$guest.cfg"
  number=$((number + 1))
done
sed -i 's/^cmdline = .*/cmdline = "all"/' xen_net_port.cfg
log=/var/log/xen/console
until_shown() { until grep -q "$2" "$log/guest-$1.log" 2>/dev/null; do usleep 30000; done; } # GUEST TEXT

xl create -q xen_mirror.cfg </dev/null || exit 1
until_shown xen_mirror reflects
xl create -q xen_net_port.cfg </dev/null || exit 1
until_shown xen_net_port 'mir: exit'
cat "$log/guest-xen_net_port.log"
xl shutdown xen_mirror
until_shown xen_mirror 'mir: exit'
cat "$log/guest-xen_mirror.log"

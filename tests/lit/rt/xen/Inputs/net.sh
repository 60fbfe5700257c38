# Runs in dom0: a guest on a bridge is pinged; its interface is taken away and given again; it is saved and restored.
cd /job
ip link set eth0 nomaster # nobody else answers for the guest
ip addr add 10.0.2.1/24 dev xenbr0
echo 'vif = ["mac=00:16:3e:00:00:01,bridge=xenbr0,script=vif-mir"]' >>xen_net.cfg
for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\""; done >>xen_net.cfg
log=/var/log/xen/console/guest-xen_net.log
until_shown() { until grep -q "$1" "$log" 2>/dev/null; do usleep 30000; done; }

xl create -q xen_net.cfg </dev/null || { cat /var/log/xen/xl-xen_net.log; dmesg | tail; exit 1; }
until_shown ' up'
echo "=== ping"
ping -c 5 -W 20 10.0.2.20
ping -c 3 -W 20 -s 1400 10.0.2.20
ip link set vif1.0 mtu 9000
ip link set xenbr0 mtu 9000
ping -c 3 -W 20 -s 8900 10.0.2.20
# A back end filters what comes in from another station.
sed 's/^name = .*/name = "shouter"/; s/cmdline = .*/cmdline = "shout"/; s/:00:01/:00:02/' xen_net.cfg >shouter.cfg
xl create -q shouter.cfg </dev/null || exit 1
until grep -q 'mir: exit' /var/log/xen/console/guest-shouter.log 2>/dev/null; do usleep 30000; done
echo "=== again"
xl network-detach xen_net 0
until_shown ' down'
xl network-attach xen_net mac=00:16:3e:00:00:01 bridge=xenbr0 script=vif-mir
until [ "$(grep -c ' up' "$log")" = 2 ]; do usleep 30000; done
ip neigh flush dev xenbr0
ping -c 5 -W 20 10.0.2.20
echo "=== restored"
xl save xen_net state >said 2>&1 && xl restore state >>said 2>&1 </dev/null || cat said
until [ "$(grep -c ' up' "$log")" = 3 ]; do usleep 30000; done
ip neigh flush dev xenbr0
ping -c 5 -W 20 10.0.2.20
xl shutdown xen_net
until_shown 'mir: exit'
cat "$log"

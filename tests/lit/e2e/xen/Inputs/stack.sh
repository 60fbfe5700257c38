# Runs in dom0: programs with our TCP/IP stack on the bridge, with clients in dom0; an interface that goes and comes while
# there is a connection; two guests that talk to each other; a guest with two interfaces; a guest that is asked to end while data flows.
cd /job
ip link set eth0 nomaster # QEMU's network would reset connections to a guest whose interface is gone
ip addr add 10.0.2.1/24 dev xenbr0
log=/var/log/xen/console
until_shown() { until grep -q "$2" "$log/guest-$1.log" 2>/dev/null; do usleep 30000; done; } # GUEST TEXT
start() { # GUEST IMAGE MAC ARGUMENTS [ANOTHER INTERFACE]
  {
    printf 'name = "%s"\ntype = "pvh"\nkernel = "%s"\nmemory = 16\nvcpus = 1\ntsc_mode = "native"\n' "$1" "$2"
    printf 'cmdline = "%s"\nvif = ["mac=00:16:3e:00:00:%s,bridge=xenbr0,script=vif-mir"%s]\n' "$4" "$3" "$5"
    for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\""; done
  } >"$1.cfg"
  xl create -q "$1.cfg" </dev/null
}
ended() { # GUEST
  until_shown "$1" 'mir: exit'
  until ! xl domid "$1" >/dev/null 2>&1; do usleep 30000; done
  cat "$log/guest-$1.log"
}
megabytes=${MEGABYTES:-4}
dd if=/dev/urandom of=data bs=1M count="$megabytes" 2>/dev/null
sum() { sha1sum | cut -c 1-40; }

start server services 01 "--address=10.0.2.20/24"
until_shown server 'listening on 10.0.2.20:7'
echo "=== ping"
ping -c 5 -W 20 10.0.2.20
ping -c 3 -W 20 -s 20000 10.0.2.20
echo "=== bulk"
[ "$(nc 10.0.2.20 7 <data | sum)" = "$(sum <data)" ] && echo "$megabytes MB came back as they went"
nc 10.0.2.20 19 </dev/null 2>/dev/null | head -c 2000000 | tail -c 10

echo "=== the interface goes and comes"
(usleep 500000; xl network-detach server 0 && usleep 300000 &&
  xl network-attach server mac=00:16:3e:00:00:01 bridge=xenbr0 script=vif-mir) &
[ "$(nc 10.0.2.20 7 <data | sum)" = "$(sum <data)" ] && echo "a connection has outlived it"
wait

echo "=== two guests"
start talker talker 02 "--address=10.0.2.21/24 --peer=10.0.2.20:7 --bytes=2000000"
ended talker

echo "=== two interfaces"
ip link add xenbr1 type bridge
ip link set xenbr1 up
ip addr add 10.0.3.1/24 dev xenbr1
start twins twins 03 "--address=10.0.2.22/24 --address.1=10.0.3.22/24" ', "mac=00:16:3e:00:01:03,bridge=xenbr1,script=vif-mir"'
until_shown twins 'listening on'
head -c 1000000 data >part
(nc 10.0.2.22 7 <part | sum >first) &
[ "$(nc 10.0.3.22 7 <part | sum)" = "$(sum <part)" ] && wait $! && [ "$(cat first)" = "$(sum <part)" ] && echo "both echo"
xl shutdown twins
ended twins

echo "=== asked to end while data flows"
(while :; do cat data; done | nc 10.0.2.20 7 >/dev/null) &
flood=$!
usleep 700000
xl shutdown server
ended server
kill "$flood" 2>/dev/null
echo "=== domains left: $(($(xl list | wc -l) - 2))"

# Runs in dom0: host.sh as the driver runs it.
xl=$(command -v xl)
for name in xen_console xen_port; do
  mkdir "/job/$name.run"
  { sed "s|\"$name\"\$|\"/job/$name\"|; s|^name = .*|name = \"$name\"|" "/job/$name.cfg"
    for event in poweroff reboot crash watchdog; do echo "on_$event = \"preserve\""; done; } >"/job/$name.run/guest.cfg"
done

echo "=== keyboard"
mkfifo /job/typing
{ until grep -q listening /job/xen_console.run/console.txt 2>/dev/null; do usleep 50000; done
  printf 'heron\n\004'; sleep 60; } >/job/typing &
typist=$!
sh /job/host.sh "$xl" xen_console /job/xen_console.run </job/typing
kill $typist

echo "=== many lines"
sh /job/host.sh "$xl" xen_port /job/xen_port.run </dev/null

echo "=== interrupted"
rm /job/xen_console.run/console.txt
sh /job/host.sh "$xl" xen_console /job/xen_console.run </dev/null &
until grep -q listening /job/xen_console.run/console.txt 2>/dev/null; do usleep 50000; done
kill -TERM $!
wait $!

echo "=== a name that is taken"
xl create -q -p /job/xen_console.run/guest.cfg
sh /job/host.sh "$xl" xen_console /job/xen_console.run </dev/null
xl domid xen_console >/dev/null && echo "still there"
xl destroy xen_console
until ! xl domid xen_console >/dev/null 2>&1; do usleep 30000; done
echo "=== domains left: $(($(xl list | wc -l) - 2))"

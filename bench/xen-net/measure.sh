# Runs in dom0: the same services by a guest of mir and by a guest of Linux, one after the other, on one bridge.
cd /job
chmod +x client
host=10.0.2.20
ip link set eth0 nomaster
ip addr add 10.0.2.1/24 dev xenbr0
# Asks for an unknown neighbour again soon: the first ping is not to wait for dom0.
echo 10 >/proc/sys/net/ipv4/neigh/xenbr0/retrans_time_ms

create() { # NAME MEMORY [OPTION...]
  sed "s/^memory = .*/memory = $2/" "$1.cfg" >run.cfg
  shift 2
  for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\""; done >>run.cfg
  xl create -q "$@" run.cfg </dev/null >/dev/null 2>&1
}
answers() { # within SECONDS
  for tries in $(seq "$1"); do
    ./client connect "$host" 1 >/dev/null 2>&1 && return 0
    sleep 1
  done
  return 1
}
gone() {
  xl destroy "$1" 2>/dev/null
  until ! xl domid "$1" >/dev/null 2>&1; do usleep 30000; done
}
figure() { echo "figure $1 $2 $(./client "$2" "$host" "$3")"; } # NAME WHAT NUMBER

memory() { # of the main measurement
  case $1 in mir) echo 16 ;; *) echo 160 ;; esac
}
# The first 'xl create' of a dom0 takes longer, whoever it is for.
create mir 16 && answers 120 || exit 1
gone mir
for name in mir linux; do
  ./client ping "$host" 0 >first &
  waiting=$!
  began=$(./client now)
  create "$name" "$(memory "$name")" || exit 1
  wait "$waiting"
  echo "figure $name first $(($(cat first) - began))"
  answers 120 || exit 1
  figure "$name" ping 50
  figure "$name" request 200
  figure "$name" connect 100
  figure "$name" send 8000000
  figure "$name" receive 8000000
  gone "$name"
  # The same in two parts: what the toolstack does before the guest may run, and what comes then.
  began=$(./client now)
  create "$name" "$(memory "$name")" -p || exit 1
  built=$(./client now)
  ./client ping "$host" 0 >first &
  waiting=$!
  began_to_run=$(./client now)
  xl unpause "$name"
  wait "$waiting"
  echo "figure $name toolstack $((built - began))"
  echo "figure $name start $(($(cat first) - began_to_run))"
  gone "$name"
done
least() { # NAME MEBIBYTES...: the least with which it serves
  name=$1
  shift
  for size in "$@"; do
    create "$name" "$size" && answers 60 || break
    echo "figure $name memory $size"
    gone "$name"
  done
  gone "$name"
}
least mir 16 12 8 6 5 4 3
least linux 128 96 80 64 56 48 40

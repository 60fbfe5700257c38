#!/bin/sh
# host.sh XL NAME FOLDER: runs the guest NAME of FOLDER/guest.cfg on this Xen host until it has ended, or this script is
# told to end. The guest's console is the output, the input its keyboard. Lines that begin with "mir-guest: " are for the
# driver (driver/run/console_line.cpp).
#
# The guest is made paused, so that its console is asked for before its first instruction; and it is kept after its end
# (on_... = "preserve"), so that the console daemon keeps what it wrote until that has been read.
set -u
xl=$1 name=$2
cd "$3" || exit 1
id='' keyboard='' console='' screen='' terminal=''

remark() { echo "mir-guest: remark: $*"; }
complain() { sed 's/^/mir-guest: xl: /' errors; }

finish() { # REASON
  trap '' INT TERM HUP
  # By its name as long as its number is not known: nobody else had it when this script began.
  [ -z "$created" ] || "$xl" destroy "${id:-$name}" 2>/dev/null
  for child in $keyboard $console $screen; do kill "$child" 2>/dev/null; done
  [ -z "$terminal" ] || stty "$terminal" <&4
  rm -f screen
  echo "mir-guest: end $1"
  exit 0
}

created=''
exec 4<&0 # a background process would get /dev/null as its standard input
if "$xl" domid "$name" >/dev/null 2>&1; then
  echo "mir-guest: xl: a domain '$name' runs on this host already; 'xl destroy $name' ends it"
  finish none
fi
trap 'finish interrupted' INT TERM HUP
rm -f screen console.txt
mkfifo screen || finish none
: >console.txt

remark "xl create -p guest.cfg"
created=yes
if ! "$xl" create -p -q guest.cfg >errors 2>&1 </dev/null || ! id=$("$xl" domid "$name" 2>>errors); then
  complain
  finish none
fi

# The console is read through a pipe of its own: whatever xl leaves behind holds that one open, and not our output.
tee console.txt <screen &
screen=$!
"$xl" console "$id" </dev/null >screen 2>errors &
console=$!
if [ -t 4 ]; then # keys go to the guest one by one, and it echoes them; Ctrl-C stays the terminal's
  terminal=$(stty -g <&4)
  stty -icanon -echo <&4
fi
remark "xl unpause $id"
"$xl" unpause "$id"
# xl's console takes keys from a terminal only. The daemon's own terminal for the guest takes them from anybody.
if tty=$(xenstore-read "/local/domain/$id/console/tty" 2>/dev/null); then
  cat <&4 >"$tty" &
  keyboard=$!
else
  remark "xenstore-read does not work: the guest has no keyboard"
fi

# xl tells the state by letters, one a column: 's' is shut down, 'c' crashed; a domain that is gone has no line.
while state=$("$xl" list "$id" 2>/dev/null | awk 'NR == 2 {print $5}'); do
  case $state in '' | *[sc]*) break ;; esac
  sleep 0.2 &
  wait $!
done
# What the guest wrote last is on its way here.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  grep -q '^mir: exit ' console.txt && break
  sleep 0.1
done
case $state in *c*) finish crash ;; esac
finish shutdown

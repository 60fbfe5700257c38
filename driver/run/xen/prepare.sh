#!/usr/bin/env bash
# prepare.sh CACHE: the Xen hypervisor and a small dom0 for it, from Debian's packages, in the folder CACHE; then the state
# of that machine a moment before it starts a guest. What is there already is kept. Nothing is installed, and root is not
# needed: the packages are only unpacked.
#
# The machine is a PC that QEMU emulates. Its CPU model leaves out what breaks under emulation: with SMAP a PV dom0 dies at
# its first IRET, with XSAVE and Xen's lazy FPU switching processes of dom0 crash at random.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$1
mkdir -p "$cache"
cd "$cache"
case $cache in *[,\ ]*) echo "mir: error: QEMU takes no comma and no blank in a path: $cache" >&2; exit 1 ;; esac
say() { echo "$*"; }
fail() { echo "mir: error: $*" >&2; exit 1; }

exec 9>lock
flock 9 # two runs at once must not prepare the same folder
for tool in qemu-system-x86_64:qemu-system-x86 cpio:cpio xz:xz-utils objdump:binutils; do
  command -v "${tool%%:*}" >/dev/null || fail "'${tool%%:*}' is not on PATH; install it with: sudo apt-get install ${tool#*:}"
done

# The state belongs to one QEMU, and to what these files say.
made_for=$(qemu-system-x86_64 --version | head -1; cat "$here"/{prepare.sh,init.sh,vif.sh,block.sh,machine.txt} | sha256sum)
[ -e state ] && [ "$(cat made-for 2>/dev/null)" = "$made_for" ] && exit 0
rm -f state

if [ ! -e packages/complete ]; then
  kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/ *Depends: //p' | head -1)
  [ -n "$kernel" ] || fail "apt knows no packages; run: sudo apt-get update"
  say "1/4 fetching Xen and a kernel for dom0 from Debian (80 MB, once)"
  rm -rf packages && mkdir packages
  (cd packages && apt-get download -qq "$kernel" xen-hypervisor-4.17-amd64 xen-utils-4.17 xenstore-utils busybox-static \
    libxenmisc4.17 libxencall1 libxendevicemodel1 libxenevtchn1 libxenforeignmemory1 libxengnttab1 libxenhypfs1 \
    libxenstore4 libxentoolcore1 libxentoollog1 libyajl2 libuuid1 zlib1g liblzma5 libzstd1 libc6 libgcc-s1 2>../apt.log) ||
    fail "apt-get download failed: $(tail -1 apt.log); run: sudo apt-get update"
  touch packages/complete
fi

if [ ! -e root/complete-4 ]; then # what is unpacked has changed since the first
  say "2/4 unpacking"
  rm -rf root && mkdir root
  for package in packages/*.deb; do
    wanted=(./usr/lib/xen-4.17/bin './usr/bin/xenstore*' ./bin/busybox ./lib/x86_64-linux-gnu ./usr/lib/x86_64-linux-gnu ./lib64)
    case $package in */linux-image-*) wanted=(./boot './lib/modules/*/kernel/drivers/xen' './lib/modules/*/kernel/drivers/virtio' \
      './lib/modules/*/kernel/drivers/block/virtio_blk.ko' './lib/modules/*/kernel/drivers/block/xen-blkback' './lib/modules/*/kernel/drivers/net/xen-netback' \
      './lib/modules/*/kernel/drivers/net/virtio_net.ko' './lib/modules/*/kernel/drivers/net/net_failover.ko' \
      './lib/modules/*/kernel/net/core/failover.ko' \
      './lib/modules/*/kernel/net/bridge/bridge.ko' './lib/modules/*/kernel/net/802/stp.ko' './lib/modules/*/kernel/net/llc/llc.ko') ;;
    */xen-hypervisor-*) wanted=(./boot) ;; esac
    # A package need not have all of them.
    dpkg-deb --fsys-tarfile "$package" | tar -x -C root --wildcards "${wanted[@]}" 2>/dev/null || true
  done
  [ -e root/bin/busybox ] || fail "the packages in $cache/packages are not what was expected"
  touch root/complete-4
fi

say "3/4 making dom0"
gzip -dc root/boot/xen-4.17-amd64.gz >xen
# The compressed kernel lies in its file where the header says (Documentation/x86/boot.rst: setup_sects, payload_offset,
# payload_length). Unpacked here it need not be under emulation.
image=$(echo root/boot/vmlinuz-*)
word() { od -An -j"$1" -N"$2" -tu"$2" "$image" | tr -d ' '; }
begin=$((($(word 497 1) + 1) * 512 + $(word 584 4))) size=$(word 588 4)
head -c $((begin + size)) "$image" | tail -c "$size" | xz -dc --single-stream >kernel # its size follows the stream

rm -rf dom0
mkdir -p dom0/{bin,proc,sys,dev,run,job,lib64,etc/xen/scripts,lib/modules,lib/x86_64-linux-gnu,usr/lib/xen-4.17/bin,var/lib/xen,var/lib/xenstored,var/log/xen/console}
ln -s ../run dom0/var/run
cp root/bin/busybox root/usr/bin/xenstore dom0/bin/
ln -s busybox dom0/bin/sh
for name in read write exists ls rm watch; do ln -s xenstore "dom0/bin/xenstore-$name"; done
for name in xl xenstored xenconsoled xenconsole xen-init-dom0 libxl-save-helper; do cp "root/usr/lib/xen-4.17/bin/$name" dom0/usr/lib/xen-4.17/bin/; done
: >dom0/etc/xen/xl.conf
libraries() { # those a program needs, and those they need
  local name file
  for name in $(objdump -p "$1" | awk '/NEEDED/ {print $2}'); do
    [ -e "dom0/lib/x86_64-linux-gnu/$name" ] && continue
    file=$(find root/lib root/usr/lib -name "$name" | head -1)
    [ -n "$file" ] || fail "no package brings $name"
    cp -L "$file" "dom0/lib/x86_64-linux-gnu/$name"
    libraries "$file"
  done
}
for program in dom0/usr/lib/xen-4.17/bin/* dom0/bin/xenstore; do libraries "$program"; done
cp -L root/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 dom0/lib64/
cp -L root/lib/x86_64-linux-gnu/libgcc_s.so.1 dom0/lib/x86_64-linux-gnu/ # opened by libc when a thread of xl ends
module() { # one of the kernel's, after those it depends on
  local file name
  file=$(find root/lib/modules -name "$1.ko" -o -name "${1//_/-}.ko" | head -1)
  [ -n "$file" ] || fail "the kernel has no module $1"
  for name in $(tr '\0' '\n' <"$file" | sed -n 's/^depends=//p' | tr , ' '); do module "$name"; done
  grep -qx "${file##*/}" dom0/lib/modules/order 2>/dev/null && return
  cp "$file" dom0/lib/modules/
  echo "${file##*/}" >>dom0/lib/modules/order
}
for name in xen-evtchn xenfs xen-privcmd xen-gntdev xen-gntalloc virtio_pci virtio_blk virtio_net xen-netback xen-blkback bridge; do module "$name"; done
cp "$here/init.sh" dom0/init
cp "$here/vif.sh" dom0/etc/xen/scripts/vif-mir
cp "$here/block.sh" dom0/etc/xen/scripts/block # by which name the toolstack looks for it
chmod +x dom0/init dom0/etc/xen/scripts/*
(cd dom0 && find . | cpio -o -H newc -R 0:0 --quiet) >dom0.cpio

say "4/4 booting it once, and keeping its state"
rm -rf boot && mkdir boot
truncate -s 32M boot/job
mkfifo boot/monitor.in boot/monitor.out
# The driver starts the machine with the same words: the state belongs to them.
mapfile -t machine < <(sed "s|@CACHE@|$cache|g" "$here/machine.txt")
qemu-system-x86_64 "${machine[@]}" -drive if=none,id=job,format=raw,readonly=on,file=boot/job -chardev file,id=log,path=boot/log \
  -netdev user,id=net -chardev null,id=console -chardev pipe,id=monitor,path=boot/monitor -monitor chardev:monitor >boot/error 2>&1 9>&- &
machine_id=$!
trap 'kill "$machine_id" 2>/dev/null' EXIT
for ((tries = 0; tries < 3000; ++tries)); do
  grep -aq 'mir-dom0: ready' boot/log 2>/dev/null && break
  kill -0 "$machine_id" 2>/dev/null || fail "the machine ended: $(cat boot/error)"
  sleep 0.1
done
grep -aq 'mir-dom0: ready' boot/log || fail "dom0 did not come up: $cache/boot/log"
printf 'migrate_set_parameter max-bandwidth 100G\nmigrate "exec:cat > %s/state.new"\nquit\n' "$cache" >boot/monitor.in
wait "$machine_id" || true # what counts is the state
trap - EXIT
[ -s state.new ] || fail "the state was not kept: $(cat boot/error)"
echo "$made_for" >made-for
mv state.new state
rm -rf boot

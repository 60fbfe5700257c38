# Runs in dom0: the conformance of block devices on sectors of 512 and 4096 bytes; then a guest whose disk is taken away and
# given again, and that is saved and restored, while it writes.
cd /job
for event in poweroff reboot crash watchdog; do echo "on_$event = \"destroy\""; done | tee -a xen_block.cfg >>xen_block_port.cfg
log_of() { echo "/var/log/xen/console/guest-$1.log"; }

for disk in vdb vdd; do
  echo "=== port on $disk, sectors of $(cat /sys/block/$disk/queue/logical_block_size) bytes"
  cp xen_block_port.cfg port.cfg
  echo "disk = [\"format=raw,vdev=xvda,access=rw,target=/dev/$disk\", \"format=raw,vdev=xvdb,access=ro,target=/dev/vdc\"]" >>port.cfg
  rm -f "$(log_of xen_block_port)"
  xl create -q port.cfg </dev/null || { cat /var/log/xen/xl-xen_block_port.log; dmesg | tail; exit 1; }
  until grep -q 'mir: exit' "$(log_of xen_block_port)" 2>/dev/null; do usleep 30000; done
  cat "$(log_of xen_block_port)"
  until ! xl domid xen_block_port >/dev/null 2>&1; do usleep 30000; done
done

log=$(log_of xen_block)
until_shown() { # TEXT TIMES
  until [ "$(grep -c "$1" "$log" 2>/dev/null || true)" -ge "$2" ]; do usleep 30000; done
}
echo 'disk = ["format=raw,vdev=xvda,access=rw,target=/dev/vdb"]' >>xen_block.cfg
xl create -q xen_block.cfg </dev/null || exit 1
until_shown 'round ' 1
echo "=== taken away"
xl block-detach xen_block xvda
until_shown ': gone' 1
xl block-attach xen_block 'format=raw,vdev=xvda,access=rw,target=/dev/vdb'
until_shown ' sectors of' 2
rounds=$(grep -c 'round ' "$log")
until_shown 'round ' $((rounds + 1))
echo "=== saved"
xl save xen_block state >said 2>&1 && xl restore state >>said 2>&1 </dev/null || cat said
rounds=$(grep -c 'round ' "$log")
until_shown 'round ' $((rounds + 2))
xl shutdown xen_block
until_shown 'mir: exit' 1
cat "$log"
until ! xl domid xen_block >/dev/null 2>&1; do usleep 30000; done
echo "=== complaints of the back end: $(dmesg | grep -c xen-blkback.*err)"

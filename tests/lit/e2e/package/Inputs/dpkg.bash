# Usage: dpkg.bash ROOT WORD.. — dpkg on a system of its own in ROOT, by any user. What the package depends on is this
# machine's, not ROOT's, and so is passed over.
set -euo pipefail
root=$(realpath "$1")
shift
exec unshare --map-root-user dpkg --root="$root" --log="$root/dpkg.log" \
  --force-depends,not-root,script-chrootless "$@"

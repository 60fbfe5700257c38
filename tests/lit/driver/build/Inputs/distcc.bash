# distcc.bash FOLDER COMMAND...: runs a command while a server of distcc listens on loopback; its log is FOLDER/log.
folder=$1
shift
mkdir -p "$folder"
# Root's server becomes another user, who writes the log and what it compiles.
place=$(mktemp -d /tmp/mir-distcc.XXXXXX)
chmod 777 "$place"
export DISTCC_DIR=$folder
port=$((20000 + RANDOM % 12000))
TMPDIR=$place distccd --no-detach --daemon --listen 127.0.0.1 --port "$port" --allow 127.0.0.1 --enable-tcp-insecure \
  --log-file "$place/log" --log-level info --jobs 2 &
server=$!
trap 'kill $server; cp "$place/log" "$folder/log"; rm -r "$place"' EXIT
until bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" 2>"$folder/connect"; do
  kill -0 $server || exit 1
  sleep 0.05
done
DISTCC_HOSTS="127.0.0.1:$port/2" DISTCC_FALLBACK=0 "$@"

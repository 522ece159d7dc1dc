#!/bin/sh
# A Docker engine that lives as long as this script's standard input. Run it under `unshare` with a network, mounts and
# processes of its own: its end takes all of them with it. FOLDER holds all that it writes, CGROUP names its group.
# TLS are the words by which it listens for others, or nothing.
# Words on standard input: freeze, thaw, kill, stop, start. DISK is the size of a disk of its own for what it keeps, or
# nothing. The end of input, also by the death of who wrote it, is an orderly stop.
ip link set lo up
containerd --config /dev/null --root "$FOLDER/containerd" --state "$FOLDER/containerd-state" \
  --address "$FOLDER/containerd.sock" --log-level warn </dev/null >>"$FOLDER/containerd.log" 2>&1 &
containerd=$!
for _ in $(seq 100); do [ -S "$FOLDER/containerd.sock" ] && break; sleep 0.1; done

if [ -n "$DISK" ]; then
  mkdir "$FOLDER/data"
  truncate -s "$DISK" "$FOLDER/disk"
  mkfs.ext4 -q -m 0 "$FOLDER/disk" && mount -o loop "$FOLDER/disk" "$FOLDER/data" || exit 1
fi

start() {
  dockerd --config-file "$FOLDER/daemon.json" --containerd "$FOLDER/containerd.sock" --data-root "$FOLDER/data" \
    --exec-root "$FOLDER/exec" --pidfile "$FOLDER/engine.pid" --host "unix://$FOLDER/engine.sock" \
    --cgroup-parent "/$CGROUP" --bip 172.29.0.1/24 $TLS </dev/null >>"$FOLDER/engine.log" 2>&1 &
  engine=$!
}
start

while read -r word; do
  case $word in
    freeze) kill -STOP $engine ;;
    thaw) kill -CONT $engine ;;
    kill) kill -KILL $engine ;;
    stop) kill -TERM $engine ;;
    start) wait $engine; rm -f "$FOLDER/engine.pid"; start ;;
  esac
done
kill -CONT $engine 2>/dev/null
kill -TERM $engine 2>/dev/null
wait $engine
kill -TERM $containerd 2>/dev/null
wait $containerd

#!/bin/sh
# Slipway's hand inside the gateway, run as HAProxy's own user; busybox has all that it needs.
#   switch EPOCH HASH   puts the configuration on standard input in force and waits until it is seen to serve
#   keep EPOCH NAME     replaces the file NAME in the state folder with standard input
#   append EPOCH NAME   adds standard input at its end
#   drop EPOCH NAME     removes it
#   show                what runs: "epoch N", "workers N", then "--- info", "--- servers", "--- stat", "--- counters"
# Exit 0 done · 64 wrong use · 65 HAProxy refuses the configuration, in its words on stderr · 66 the input arrived cut
# · 73 somebody else holds the lock · 75 a newer epoch is in force: with these nothing was changed.
# 74 written, but not seen to serve within 5 s; it and any other status promise nothing: look again.
set -eu
D=${SLIPWAY_STATE:-/slipway/state}

fail() { echo "$2" >&2; exit "$1"; }
number() { case $1 in '' | *[!0-9]* | ????????????????*) fail 64 "not a number: $1" ;; esac; }
ask() { printf '%s\n' "$1" | nc -w 3 127.0.0.1 9999 2>/dev/null || :; }
flush() { sync "$@" 2>/dev/null || sync; }
workers() { n=0; for p in /proc/[0-9]*/comm; do read -r name <"$p" && [ "$name" = haproxy ] && n=$((n + 1)); done 2>/dev/null; echo $((n - 1)); }

lock() { # EPOCH; `flock` of busybox cannot wait
  number "$1"
  exec 9>"$D/switch.lock"
  tries=0
  until flock -n 9; do tries=$((tries + 1)); [ $tries -le 100 ] || fail 73 "another switch is under way"; sleep 0.1; done
  current=$(cat "$D/epoch")
  number "$current"
}

file() { # NAME; what a switch writes is not for others
  case $1 in
    '' | /* | *..* | *[!A-Za-z0-9._/-]*) fail 64 "not a name: $1" ;;
    haproxy.cfg* | epoch* | switch.* | servers.state* | counters*) fail 64 "only a switch writes $1" ;;
  esac
  [ "$epoch" -ge "$current" ] || fail 75 "epoch $epoch is older than $current"
  mkdir -p "$(dirname "$D/$1")"
}

remember() { # a reload forgets which servers are down or drained, and counts from 0 again
  state=missed
  ask 'show servers state' >"$D/servers.state.new"
  if [ "$(head -n 1 "$D/servers.state.new")" = 1 ]; then mv "$D/servers.state.new" "$D/servers.state"; state=saved; fi
  # Columns of HAProxy's CSV: 15 eresp, 40 to 45 hrsp_1xx to hrsp_other.
  ask 'show stat' | awk -F, -v e="$current" '$1 == "models" && $2 ~ /^r[0-9]/ {
    print e, $2, $40 + $41 + $42 + $43 + $44 + $45 + $15, $44 + $15 }' >"$D/counters.add"
  touch "$D/counters"
  cat "$D/counters" "$D/counters.add" | tail -n 1000 >"$D/counters.new"
  mv "$D/counters.new" "$D/counters"
}

switch() { # EPOCH HASH
  lock "$1"
  [ "$1" -gt "$current" ] || fail 75 "epoch $1 is not newer than $current"
  new=$D/haproxy.cfg.new
  cat >"$new"
  # The last line holds the hash: a configuration that was cut short does not end with it.
  [ "$(tail -n 1 "$new")" = "# end $2" ] || fail 66 "the configuration arrived cut"
  haproxy -c -f "$new" >&2 || fail 65 "HAProxy refuses the configuration"
  remember
  printf '%s\n' "$1" >"$D/epoch.new"
  [ "$(cat "$D/epoch.new")" = "$1" ]
  flush "$new" "$D/epoch.new" "$D/servers.state"
  # Epoch first: a crash between the two leaves the old configuration, and older holders fenced.
  mv "$D/epoch.new" "$D/epoch"
  mv "$new" "$D/haproxy.cfg"
  kill -USR2 "${SLIPWAY_GATEWAY_PID:-1}"
  seen=0 end=$(($(date +%s) + 6))
  # Old and new worker share the sockets for a moment, so one look is not enough.
  until [ $seen = 3 ]; do
    case $(ask 'show info') in *"slipway epoch=$1 hash=$2"*) seen=$((seen + 1)) ;; *) seen=0; sleep 0.02 ;; esac
    [ "$(date +%s)" -lt $end ] || fail 74 "written, but not seen to serve"
  done
  echo "epoch=$1 hash=$2 state=$state workers=$(workers)"
}

case ${1:-} in
  switch) [ $# = 3 ] || fail 64 "switch EPOCH HASH"; switch "$2" "$3" ;;
  keep) lock "${2:-}"; epoch=$2; file "${3:-}"; cat >"$D/$3.new"; flush "$D/$3.new"; mv "$D/$3.new" "$D/$3" ;;
  append)
    lock "${2:-}"; epoch=$2; file "${3:-}"
    { [ ! -e "$D/$3" ] || cat "$D/$3"; cat; } >"$D/$3.new"
    flush "$D/$3.new"; mv "$D/$3.new" "$D/$3" ;;
  drop) lock "${2:-}"; epoch=$2; file "${3:-}"; rm -f "$D/$3" ;;
  show)
    echo "epoch $(cat "$D/epoch")"
    echo "workers $(workers)"
    echo '--- info'; ask 'show info'
    echo '--- servers'; ask 'show servers state'
    echo '--- stat'; ask 'show stat'
    echo '--- counters'; [ ! -e "$D/counters" ] || cat "$D/counters" ;;
  *) fail 64 "switch, keep, append, drop or show" ;;
esac

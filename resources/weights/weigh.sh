# Hashes the weights in a volume, from inside a throw-away container: sh -c SCRIPT weigh ROOT PATH hash|stamp
#
# ROOT is where the volume is mounted, PATH a file or a folder in it ("" for the whole volume). Lines on standard output:
#   size BYTES FILES   what there is to read
#   stamp HEX          over every file's size, change time, inode and name: equal stamps, untouched files
#   at BYTES           how far the reading has come, every two seconds
#   hash HEX           of a file what sha256sum says; of a folder what this says in it:
#                      find -L . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
#   bad KIND DETAIL    why there is no hash: missing, outside, empty, name, folder-link, dead-link, outside-link,
#                      unreadable, changing; the last line then
# It needs a /tmp of its own, and ends when its standard input does.
export LC_ALL=C
root=$1 path=$2 wanted=$3

bad() {
  printf 'bad %s %s\n' "$1" "$(printf '%s' "$2" | tr '\n\r' '??' | cut -c1-300)"
  exit 1
}

# Whoever asked is gone: nobody needs the answer. Process 1 ends when the commands that it waits for do.
exec 3<&0 </dev/null
(cat <&3 >/dev/null; kill -9 -1) &
exec 3<&-

place=$root${path:+/$path}
[ -e "$place" ] || bad missing "$path"
place=$(readlink -f "$place")
# A link may lead out of the volume, and what is there is not what the replicas would find.
case $place/ in "$root"/*) ;; *) bad outside "$path" ;; esac

if [ -f "$place" ]; then
  cd /
  printf '%s\0' "$place" >/tmp/list
else
  cd "$place" || bad unreadable "$path"
  find . >/dev/null 2>/tmp/wrong || bad unreadable "$(head -n 1 /tmp/wrong)"
  # sha256sum of GNU writes such names otherwise than that of busybox.
  odd=$(find . -name '*
*' -o -name '*\\*' -o -name "*$(printf '\r')*" | head -n 3)
  [ -z "$odd" ] || bad name "$odd"
  find . -type l -exec sh -c '
    for link; do
      if [ -d "$link" ]; then printf "folder-link %s\n" "$link"
      elif [ ! -f "$link" ]; then printf "dead-link %s\n" "$link"
      else case $(readlink -f "$link") in "$0"/*) ;; *) printf "outside-link %s\n" "$link" ;; esac
      fi
    done' "$root" {} + >/tmp/links
  if [ -s /tmp/links ]; then
    read -r kind name </tmp/links
    bad "$kind" "$name"
  fi
  find -L . -type f -print0 | sort -z >/tmp/list
  [ -s /tmp/list ] || bad empty "$path"
fi

stamp() {
  xargs -0 stat -L -c '%s %z %i %n' </tmp/list >/tmp/stamps 2>/tmp/wrong || bad unreadable "$(head -n 1 /tmp/wrong)"
  sha256sum </tmp/stamps | cut -c1-64
}

before=$(stamp) || { echo "$before"; exit 1; }
awk '{ bytes += $1 } END { printf "size %.0f %d\n", bytes, NR }' /tmp/stamps
echo "stamp $before"
[ "$wanted" = hash ] || exit 0

(while sleep 2; do
  echo "at $(sed -n 's/^rchar: //p' /proc/[0-9]*/io 2>/dev/null | sort -n | tail -n 1)"
done) &

if [ -f "$place" ]; then
  sha256sum <"$place" >/tmp/sum 2>/tmp/wrong || bad unreadable "$(head -n 1 /tmp/wrong)"
else
  xargs -0 sha256sum </tmp/list >/tmp/sums 2>/tmp/wrong || bad unreadable "$(head -n 1 /tmp/wrong)"
  sha256sum </tmp/sums >/tmp/sum
fi
after=$(stamp) || { echo "$after"; exit 1; }
[ "$after" = "$before" ] || bad changing "$path"
echo "hash $(cut -c1-64 /tmp/sum)"

#!/bin/sh
# While one of our processes waits (for the network program, for a lock, for whoever reads its
# output, for the command it keeps a token fresh for), its guarded memory can only be read.
# shellcheck disable=SC2154 # sandbox.sh sets some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "the memory of programs that wait" "sanitizers have memory of this kind, too"
    finish
fi
if [ "$(id -u)" -ne 0 ]; then
    skip "the memory of programs that wait" "only root looks into our processes"
    finish
fi

# The permissions of what sodium_malloc(3) has kept out of core files, from an smaps file: proc(5)
guarded() { # SMAPS
    awk '/^[0-9a-f]+-[0-9a-f]+ / { permissions = $2; is_named = NF > 5 }
         /^VmFlags:.* dd( |$)/ && !is_named { print permissions }' "$1"
}

frozen() { # SMAPS
    guarded "$1" >"$work/guarded"
    grep -q '^r--p' "$work/guarded" && ! grep -q '^.w' "$work/guarded"
}

region() { # PERMISSIONS FLAGS
    printf '7f0000000000-7f0000006000 %s 00000000 00:00 0 \nRss: 24 kB\nVmFlags: %s \n' "$1" "$2"
}
{ region rw-p "rd wr mr mw me" && region r--p "rd mr mw me lo dd"; } >"$work/smaps"
ok "what is guarded is told from the rest" frozen "$work/smaps"
region rw-p "rd wr mr mw me lo dd" >>"$work/smaps"
fails "what can be written is found" frozen "$work/smaps"
region rw-p "rd wr mr mw me" >"$work/smaps"
fails "and so is a process without guarded memory" frozen "$work/smaps"

# Who waits by sleeping again and again is awake for a moment now and then
ok_frozen() { # WHAT PID
    ok "$1" await frozen "/proc/$2/smaps"
}

given_sandbox
given_profile
request >"$work/request"
cat >"$work/blocked.py" <<'PYTHON'
import fcntl, os, subprocess, sys, time
reader, writer = os.pipe()
size = fcntl.fcntl(writer, 1031, 4096)  # F_SETPIPE_SZ
os.write(writer, b"x" * size)
child = subprocess.Popen(sys.argv[2:], stdin=open(sys.argv[1]), stdout=writer, pass_fds=())
print(child.pid, flush=True)
time.sleep(60)
PYTHON
workfront-credential get <"$work/request" >/dev/null
python3 "$work/blocked.py" "$work/request" "$stage_bindir/workfront-credential" get >"$work/pid" &
blocked=$!
at_exit "kill $blocked 2>/dev/null"
await grep -q . "$work/pid"
await grep -q poll "/proc/$(cat "$work/pid")/wchan"
ok_frozen "while nobody reads its answer" "$(cat "$work/pid")"
kill "$(cat "$work/pid")" "$blocked"

workfront-credential exec --token-file sleep 60 &
keeper=$!
at_exit "kill $keeper 2>/dev/null"
await pgrep -P "$keeper" -x sleep >/dev/null
ok_frozen "while it keeps a token fresh for a command" "$keeper"
kill "$keeper"
wait "$keeper" 2>/dev/null

workfront-credential erase <"$work/request"
hold=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"hold\": true}")
sandbox_control DELETE /requests
workfront-credential token --force >/dev/null 2>&1 &
first=$!
sandbox_await 1 "$token_path"
ok_frozen "while it waits for the network program" "$first"
workfront-credential token --force >/dev/null 2>&1 &
second=$!
ok_frozen "while it waits for another one's lock" "$second"
sandbox_unfault "$hold"
wait "$first" "$second" 2>/dev/null
finish

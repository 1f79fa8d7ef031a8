#!/bin/sh
# No process of the same user looks into ours: not by tracing, not by /proc, not by taking its
# descriptors. Tried on the helper and on the network program while Adobe lets them wait, and at each
# kind of request of a rotation; the same tries succeed on a program that isn't hardened. A signal that
# dumps core leaves none, and what the network program holds of the secret is locked, so that it isn't
# swapped.
# shellcheck disable=SC2154 # sandbox.sh sets some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
needs "looking into our processes" python3 setpriv pgrep
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "looking into our processes" "sanitizers look into themselves"
    finish
fi
python=$(command -v /usr/bin/python3 || command -v python3)
given_sandbox
given_profile
request >"$work/request"

# Root may look into everything: then all of it happens as a user whom no file knows
if [ "$(id -u)" -eq 0 ]; then
    open_stage
    cp "$top_srcdir/tests/lib/attach.py" "$work/attach.py"
    chown -R 54321:54321 "$work"
    chmod 755 "$SANDBOX_FOLDER"
    chmod 644 "$SSL_CERT_FILE"
    someone() { # COMMAND…
        setpriv --reuid 54321 --regid 54321 --clear-groups "$@"
    }
else
    cp "$top_srcdir/tests/lib/attach.py" "$work/attach.py"
    someone() {
        "$@"
    }
fi
helper=$stage_bindir/workfront-credential
someone "$helper" erase <"$work/request"
ok "the user has a store" someone "$helper" list

looked_into() { # WHAT PID RESULT
    someone "$python" "$work/attach.py" "$2" >"$work/ways" 2>/dev/null
    for way in ptrace-attach process_vm_readv mem environ maps pidfd_getfd ptrace-seize; do
        ok "$1: $way is $3" grep -qx "$way $3" "$work/ways"
    done
}

# In the background a function would be a shell of ours; setpriv(1) becomes the program itself
as_someone="setpriv --reuid 54321 --regid 54321 --clear-groups"
[ "$(id -u)" -eq 0 ] || as_someone=
# shellcheck disable=SC2086 # a command of several words, or none
$as_someone sleep 600 &
control=$!
at_exit "end_ours $control"
await grep -q sleep "/proc/$control/comm"
if [ "$(cat /proc/sys/kernel/yama/ptrace_scope 2>/dev/null || echo 0)" = 0 ]; then
    looked_into "a program that isn't hardened" "$control" "done"
else
    skip "a program that isn't hardened" "this kernel lets nobody trace"
fi

# With leave to dump core
held() { # COMMAND…: waits for Adobe in the background; $ours is its pid
    hold=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"hold\": true}")
    sandbox_control DELETE /requests
    prlimit --core=unlimited "$@" >"$work/held.out" 2>&1 &
    ours=$!
    sandbox_await 1 "$token_path"
}

# shellcheck disable=SC2086 # a command of several words, or none
held $as_someone "$helper" token
looked_into "the helper" "$ours" refused
network=$(pgrep -P "$ours" | head -n 1)
looked_into "the network program" "${network:-0}" refused

## The network program's own copies of the client secret are in locked memory. Only root sees where;
## libcurl and the TLS library have theirs on the heap.

cat >"$work/places.py" <<'CODE'
import re, sys
process, secret = "/proc/" + sys.argv[1], sys.argv[2].encode()
with open(process + "/smaps") as smaps, open(process + "/mem", "rb", 0) as memory:
    for line in smaps:
        area = re.match(r"([0-9a-f]+)-([0-9a-f]+) r(\S+) \S+ \S+ \S+ *(.*)", line)
        if area:
            start, end, name = int(area[1], 16), int(area[2], 16), area[4] or "memory"
            memory.seek(start)
            try:
                held = memory.read(end - start).count(secret)
            except OSError:
                held = 0
        elif line.startswith("VmFlags:") and held:
            print("locked" if " lo" in line else "unlocked", name, held)
            held = 0
CODE
secret=$(sed -n 's/.*"CLIENT_SECRETS*": *\[* *"\([^"]*\)".*/\1/p' "$credential")
locked() { # of the network program, in kB
    sed -n 's/^VmLck:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/${network:-0}/status"
}
limit=$(prlimit --memlock --output SOFT --noheadings --raw)
if [ "$limit" != unlimited ] && [ "$limit" -lt 65536 ]; then
    skip "the network program locks its secrets" "no more than $limit bytes may be locked here"
else
    ok "the network program locks memory" [ "$(locked)" -gt 0 ]
    if [ "$(id -u)" -eq 0 ]; then
        "$python" "$work/places.py" "$network" "$secret" >"$work/places"
        ok "its copies of the secret are in it" grep -q "^locked memory" "$work/places"
        ok "and none but those of libraries elsewhere" \
            [ "$(grep -c '^unlocked' "$work/places")" -eq "$(grep -c '^unlocked \[heap\]' "$work/places")" ]
    fi
fi
sandbox_unfault "$hold"
wait "$ours"
someone "$helper" erase <"$work/request"
# shellcheck disable=SC2086 # as above
held $as_someone prlimit --memlock=0 "$helper" token
network=$(pgrep -P "$ours" | head -n 1)
ok "where nothing may be locked, nothing is" [ "$(locked)" -eq 0 ]
sandbox_unfault "$hold"
wait "$ours"
ok "and there is a token all the same" [ $? -eq 0 ]
someone "$helper" erase <"$work/request"
# shellcheck disable=SC2086 # as above
held $as_someone "$helper" token

for signal in ABRT BUS SEGV; do
    [ "$signal" = ABRT ] || {
        # shellcheck disable=SC2086 # as above
        held $as_someone "$helper" token
    }
    (cd "$work" && kill -s "$signal" "$ours")
    wait "$ours" 2>/dev/null
    sandbox_unfault "$hold"
    ok "SIG$signal leaves no core file" [ -z "$(find "$work" -name 'core*' -newer "$work/request")" ]
done

# The admin program, while it waits for an answer
# shellcheck disable=SC2086 # as above
held $as_someone "$helper" verify --force
looked_into "the admin program" "$ours" refused
sandbox_unfault "$hold"
wait "$ours" 2>/dev/null

# A rotation, held at each kind of its requests: the network program has a token that manages secrets,
# and from the proof on the helper has the new secret
cp "$top_srcdir/tests/fixtures/console-project-several.json" "$work/several.json"
chmod 644 "$work/several.json"
ok "a credential that may rotate" someone "$helper" setup -q --replace --from "$work/several.json" \
    --credential 436085 --host "$host"
sandbox_fault '{"match":{"method":"GET","path":"/console/*"},"hold":true,"count":1}' >"$work/hold.list"
sandbox_fault '{"match":{"method":"POST","path":"/console/*"},"hold":true,"count":1}' >"$work/hold.add"
sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"skip\":2,\"hold\":true,\"count\":1}" >"$work/hold.prove"
sandbox_fault '{"match":{"method":"DELETE","path":"/console/*"},"hold":true,"count":1}' >"$work/hold.delete"
sandbox_control DELETE /requests
# shellcheck disable=SC2086 # as above
prlimit --core=unlimited $as_someone "$helper" rotate --now --non-interactive >"$work/rotated" 2>&1 &
ours=$!

rotating_hides() { # STEP COUNT PATH: at the request of that number there
    ok "rotate, $1: it waits" sandbox_await "$2" "$3"
    network=$(pgrep -P "$ours" | head -n 1)
    for _program in "$ours" "${network:-0}"; do
        looked_into "rotate, $1" "$_program" refused
        cat "/proc/$_program/cmdline" "/proc/$_program/environ" >"$work/shown" 2>/dev/null
        ok "rotate, $1: it has arguments" [ -s "$work/shown" ]
        hides "rotate, $1: no secret in the arguments or the environment" "$work/shown"
    done
}
rotating_hides list 1 "/console/*"
sandbox_unfault "$(cat "$work/hold.list")"
rotating_hides add 2 "/console/*"
sandbox_unfault "$(cat "$work/hold.add")"
rotating_hides prove 3 "$token_path"
sandbox_unfault "$(cat "$work/hold.prove")"
rotating_hides delete 5 "/console/*"
touch "$work/before_abort"
kill -s ABRT "${network:-0}" && kill -s ABRT "$ours"
wait "$ours" 2>/dev/null
sandbox_unfault
ok "rotate: SIGABRT leaves no core file" [ -z "$(find "$work" . -name 'core*' -newer "$work/before_abort")" ]
hides "rotate: no secret in what it says" "$work/rotated"
finish

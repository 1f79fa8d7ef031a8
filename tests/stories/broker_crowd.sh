#!/bin/sh
# The broker among many: who asks at once, floods, is silent or dies hurts nobody else, and what it has
# had in its memory or open is gone. BROKER_CALLS=10000 (make torture) asks longer.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
needs "many callers at once" python3 pgrep
given_sandbox
open_stage
PATH=$stage_bindir:$PATH
. "$top_srcdir/tests/lib/broker.sh"
printf 'audit = hand-outs\n' >config
mkdir -p "$XDG_CONFIG_HOME/workfront-credential" && cp config "$XDG_CONFIG_HOME/workfront-credential/config"
given_profile
request >req
printf 'allow any socket=ci profile=default\nallow uid=%s profile=default\nallow uid=%s profile=default\n' \
    "$other" "$another" >"$policy"
is_root || printf 'allow any profile=default\nallow any socket=ci profile=default\n' >"$policy"

# calls COUNT AT-ONCE: prints how many tokens came, then how many times it was told to wait. Who is told
# that time is over, as on a busy machine, asks again
cat >calls.py <<'CODE'
import re, socket, sys, threading, time
path, count, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
lock, left, tokens, busy, wrong = threading.Lock(), [count], [0], [0], [0]
def once():
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(120)
    s.connect(path)
    try:
        s.sendall(b"version=1\nprotocol=https\n\n")
    except OSError:
        pass
    answer = b""
    while not answer.endswith(b"\n\n"):
        piece = s.recv(65536)
        if not piece:
            break
        answer += piece
    s.close()
    return answer
def work():
    while True:
        with lock:
            if left[0] == 0:
                return
            left[0] -= 1
        answer = once()
        while b"\nstatus=busy\n" in answer or b"\nstatus=timeout\n" in answer:
            with lock:
                busy[0] += b"\nstatus=busy\n" in answer
            time.sleep(0.2)
            answer = once()
        with lock:
            if b"\nstatus=ok\n" in answer and b"\npassword=eyJ" in answer:
                tokens[0] += 1
            else:
                wrong[0] += 1
                sys.stderr.write(repr(answer[:200]) + "\n")
threads = [threading.Thread(target=work) for _ in range(width)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(tokens[0], wrong[0])
print(busy[0], file=sys.stderr)
CODE
chmod 644 calls.py

open_descriptors() {
    find "/proc/$broker/fd" -type l 2>/dev/null | wc -l
}

## Many at once

given_broker --rate 1000000
opened=$(open_descriptors)
workfront-credential erase <req
sandbox_control DELETE /requests
run as "$other" python3 "$work/calls.py" "$main" 200 200
same "200 callers at once on an absent token: each has one" "200 0" "$work/out"
asked 1 "by one request to IMS"
calls=${BROKER_CALLS-1000}
run as "$other" python3 "$work/calls.py" "$main" "$calls" 64
same "$calls calls by 64 at once" "$calls 0" "$work/out"
asked 0 "and none to IMS"

## Nothing stays open, nothing stays in memory

is_quiet() { [ "$(pgrep -c -P "$broker")" -eq 0 ]; }
as_before() { [ "$(open_descriptors)" -le "$opened" ]; } # it may have been about to read its policy
ok "no helper is left" await is_quiet
if is_root; then
    ok "no descriptor is left" await as_before
    cat >memory.py <<'CODE'
import re, sys
found = 0
wanted = [open(w[1:], "rb").read() if w[0] == "@" else w.encode() for w in sys.argv[2:]]
with open("/proc/%s/mem" % sys.argv[1], "rb", 0) as memory:
    for line in open("/proc/%s/maps" % sys.argv[1]):
        m = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
        if not m or "[v" in line:
            continue
        at, end = int(m[1], 16), int(m[2], 16)
        memory.seek(at)
        data = memory.read(end - at)
        for word in wanted:
            found += data.count(word)
        data = None
print(found)
CODE
    token=$(as "$other" workfront-credential token)
    await is_quiet
    secret=$(sed -n 's/.*"CLIENT_SECRETS": *\[ *"\([^"]*\)".*/\1/p; s/.*"client_secret": *"\([^"]*\)".*/\1/p' "$credential" | head -n 1)
fi
if is_root && [ -z "${INSTRUMENT_CFLAGS-}" ]; then # sanitizers keep what was freed for a while
    run python3 memory.py "$broker" "$(printf %s "$token" | tail -c 60)"
    same "its memory holds no token any more" 0 "$work/out"
    run python3 memory.py "$broker" "${secret:-p8e-}"
    same "and never a secret" 0 "$work/out"
    key=$XDG_CONFIG_HOME/workfront-credential/key
    PYTHONPATH=$top_srcdir/tests/lib python3 - "$store/keys" "$key" >store.key <<'CODE'
import sys
from read_store import read, store_key
sys.stdout.buffer.write(store_key(read(sys.argv[1]), read(sys.argv[2]))[0])
CODE
    ok "the store's key is known here" [ "$(wc -c <store.key)" -eq 32 ]
    run python3 memory.py "$broker" @store.key "@$key"
    same "nor the store's key, nor what opens it" 0 "$work/out"
    # It goes after five seconds
    looked_into_waiting() {
        as "$other" workfront-credential token >/dev/null &&
            await pgrep -P "$broker" >waiting && [ "$(wc -l <waiting)" -eq 1 ] &&
            python3 memory.py "$(cat waiting)" @store.key "@$key" "${secret:-p8e-}" \
                "$(printf %s "$token" | tail -c 60)" >waiting.out 2>/dev/null
    }
    ok "a helper that waits can be looked into" await looked_into_waiting
    same "it has none of them before it is asked" 0 waiting.out
    run python3 memory.py "$broker" "socket=ci"
    ok "though what it does hold is found" [ "$(cat "$work/out")" != 0 ]
else
    skip "descriptors and memory" "only root can look into it"
fi
end_broker

## Those who say nothing, or half of it

given_broker
given_holders
ok "400 connections of one caller say nothing whole" await holding
for i in 1 2 3; do
    exits 0 "beside them another is answered ($i)" as "$other" workfront-credential token
done
end_holders
exits 0 "afterwards as well" as "$other" workfront-credential token

## A flood of one caller is told to wait; it waits, and is served. No machine is so slow that this isn't one

end_broker
given_broker --rate 5
run as "$another" python3 "$work/calls.py" "$main" 40 30
same "a flood is served in time" "40 0" "$work/out"
ok "and told to wait meanwhile" [ "$(tail -n 1 "$work/err")" -gt 0 ]
end_broker
given_broker

## What is due is answered, and renewed after the answer, also when the broker is ended meanwhile

sandbox_world '{"token": {"lifetime": 10}}'
workfront-credential erase <req
as "$other" workfront-credential token --min-validity 0 >/dev/null
sandbox_control DELETE /world
sandbox_control DELETE /requests
fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"delay_ms\": 1500}")
failures=0 tries=0
while [ "$(sandbox_count "$token_path")" -eq 0 ] && [ "$tries" -lt 60 ]; do
    as "$other" workfront-credential token --min-validity 0 >/dev/null || failures=$((failures + 1))
    tries=$((tries + 1))
    sleep 0.2
done
ok "a token that becomes due is answered each time" [ "$failures" -eq 0 ]
end_broker
asked 1 "and renewed once"
run workfront-credential token --min-validity 3600 -v
ok "the new one is there once the broker has ended" [ "$status" -eq 0 ]
asked 0 "without asking again"
sandbox_unfault "$fault"

## A helper that is killed, a broker that is killed

given_broker
workfront-credential erase <req
fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"hold\": true}")
(as "$other" workfront-credential token --min-validity 3600 >killed.out 2>killed.err; echo $? >killed.status) &
waiter=$!
ok "a helper asks" sandbox_await 1 "$token_path"
kill -9 "$(pgrep -P "$broker")"
wait "$waiter"
same "killed, its caller is told" 1 killed.status
silent "without a byte of a token" killed.out
has "that there is none" "no answer could be made" killed.err
(as "$other" workfront-credential token --min-validity 3600 >killed.out 2>killed.err; echo $? >killed.status) &
waiter=$!
ok "another helper asks" sandbox_await 2 "$token_path"
kill -9 "$broker"
wait "$broker" 2>/dev/null
wait "$waiter"
same "the broker killed, the caller is told" 6 killed.status
sandbox_unfault "$fault"
given_broker
exits 0 "another broker takes its place, on the socket that was left" as "$other" workfront-credential token
for i in 1 2 3 4 5; do
    as "$other" python3 "$work/calls.py" "$main" 40 8 >/dev/null 2>&1 &
    crowd=$!
    sleep "0.0$i"
    kill -9 "$broker"
    wait "$broker" 2>/dev/null
    kill "$crowd" 2>/dev/null
    wait "$crowd" 2>/dev/null
    given_broker
    exits 0 "killed in a crowd ($i): the next one answers" as "$other" workfront-credential token
done
ok "the log is whole" workfront-credential audit verify
ok "nothing was asked in a wrong way" [ "$(sandbox_alarms)" -eq 0 ]
hides "nothing secret was said" broker.err
finish

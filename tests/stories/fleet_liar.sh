#!/bin/sh
# An engine that lies: halves of answers, lengths of 2 GiB, what isn't RESP, silence, and a primary that
# says that it is elsewhere. Each ends in time, with a clear status, and nothing of it is believed.
# shellcheck disable=SC1003,SC2016 # lines are formats of printf
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
needs "an engine that lies" python3
. "$top_srcdir/tests/lib/redis.sh"
redis_certificates

mkdir liar
python3 "$top_srcdir/tests/lib/resp_liar.py" liar 2>liar/err &
redis_pids=$!
await [ -s liar/port ]
endpoint=redis://127.0.0.1:$(cat liar/port)
user='' deadline=20000

hello='*6\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n'
replica='*2\r\n$4\r\nrole\r\n$7\r\nreplica\r\n'

lies() { # MODE BYTES: as printf takes them
    printf '%s\n' "$1" >liar/mode
    # shellcheck disable=SC2059 # it is a format
    printf -- "$2" >liar/lie
}

reads() {
    fleet call=fleet-read name=n
}

lies close "$hello"'$6\r\n7 QQ==\r\n'
reads
answered "the truth can be told" ok ""
says "it is believed" generation 7
lies drip "$hello"'$6\r\n7 QQ==\r\n'
reads
answered "also in drops" ok ""

# What is wrong | mode | bytes | status | error
while IFS='|' read -r what mode bytes wanted error; do
    lies "$mode" "$bytes"
    [ "$error" != timeout ] || deadline=1000
    reads
    deadline=20000
    answered "$what" "$wanted" "$error"
    says "$what: no value" value ""
done <<TABLE
nothing|close||unreachable|transfer
silence|hang||unreachable|timeout
half of a greeting|close|*6\r\n\$4\r\nmo|unreachable|transfer
half of a greeting, then silence|hang|*6\r\n\$4\r\nmo|unreachable|timeout
no answer after the greeting|close|$hello|unreachable|transfer
half an answer|close|$hello\$6\r\n7 QQ|unreachable|transfer
an answer without its end|hang|$hello\$6\r\n7 QQ==|unreachable|timeout
another end|close|$hello\$6\r\n7 QQ==xx|unexpected|not-resp
2 GiB|hang|$hello\$2147483648\r\n|unexpected|too-long
an array of 2^31|hang|$hello*2147483648\r\n|unexpected|too-long
arrays of arrays|hang|$hello*250\r\n*250\r\n*250\r\n|unexpected|too-long
a length below nothing|hang|$hello\$-7\r\n|unexpected|not-resp
a length that is a word|hang|$hello\$many\r\n|unexpected|not-resp
a web page|close|HTTP/1.1 400 Bad Request\r\n\r\n|unexpected|not-resp
RESP3|close|%%1\r\n+role\r\n+master\r\n|unexpected|not-resp
a number|close|$hello:5\r\n|unexpected|not-resp
an array|close|$hello*1\r\n:1\r\n|unexpected|not-resp
a wrong password|close|-WRONGPASS invalid username-password pair\r\n-NOAUTH\r\n|refused|login
a server that starts|close|$hello-LOADING Redis is loading the dataset in memory\r\n|unreachable|loading
a replica that is alone|close|$replica-MASTERDOWN Link with MASTER is down\r\n|unreachable|not-primary
no greeting that it knows|close|-ERR unknown command\r\n-ERR\r\n|unexpected|engine
a cluster that is down|close|$hello-CLUSTERDOWN Hash slot not served\r\n|unreachable|not-primary
a way to itself, for ever|close|$hello-MOVED 1 127.0.0.1:$(cat liar/port)\r\n|unreachable|not-primary
a way to nowhere|close|$hello-MOVED 1 10.0.0.1:x\r\n|unreachable|not-primary
a way out of this machine|close|$hello-MOVED 1 10.0.0.1:6379\r\n|unreachable|not-primary
TABLE

lies close "$hello"'$70000\r\n'"$(head -c 70000 /dev/zero | tr '\0' A)"
reads
answered "70,000 bytes" unexpected too-long
lies hang "$(head -c 100000 /dev/zero | tr '\0' +)"
reads
answered "a line without an end" unexpected too-long

# Terminals and logs get nothing of it
lies close "$hello"'-ERR \033]0;x\007 \r\n'
reads
answered "an error with control bytes" unexpected engine
ok "is told without them" sh -c "! LC_ALL=C grep -q '[^ -~]' '$work/out'"

# Two ways at most
: >liar/connections
lies close "$hello-MOVED 1 127.0.0.1:$(cat liar/port)\r\n"
reads
says "who is sent around" error not-primary
ok "is so once" [ "$(wc -l <liar/connections)" -eq 2 ]

# Minters
acquires() {
    fleet call=fleet-acquire name=n seen=7 lock=l holder=h ttl=1000
}
for lie in '*1\r\n:0\r\n' '*2\r\n:0\r\n$6\r\n7 QQ==\r\n' '*2\r\n:3\r\n$-1\r\n' '*2\r\n:-1\r\n$-1\r\n' '+OK\r\n' '$-1\r\n' \
    '*3\r\n:1\r\n:1\r\n:1\r\n'; do
    lies close "$hello$lie"
    acquires
    answered "a lock is neither given nor refused by $(printf %s "$lie" | tr '\\' ' ')" unexpected not-resp
    says "it isn't taken" lock ""
done
lies close "$replica"'*2\r\n:1\r\n$-1\r\n'
acquires
answered "a replica gives no lock" unreachable not-primary
says "none is taken" lock ""

# A read takes a replica's word, when there is no other
lies close "$replica"'$6\r\n7 QQ==\r\n'
reads
answered "a replica is read" ok ""
says "its value comes" generation 7

# The first endpoint that hangs leaves time for the next
redis_start real
redis_cli "$redis_port" set wf:x '8 QQ==' >/dev/null
lies deaf ''
mixed="$endpoint rediss://127.0.0.1:$redis_port"
for order in "$mixed" "rediss://127.0.0.1:$redis_port $endpoint"; do
    endpoint=$order
    as reader
    deadline=12000
    fleet call=fleet-read name=wf:x
    answered "one of two is deaf" ok ""
    says "the other answers" generation 8
done
lies close "$replica"'$6\r\n7 QQ==\r\n'
endpoint=$mixed
fleet call=fleet-read name=wf:x
says "a primary counts before a replica" generation 8

## Sockets, and calls that aren't any

redis_start there --unixsocket "$work/there/socket"
redis_cli "$redis_port" set wf:x '9 QQ==' >/dev/null
endpoint=unix:$work/there/socket options=--socket
fleet call=fleet-read name=wf:x
answered "a socket is asked" ok ""
says "it answers" generation 9
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "and each jail reaches what it is for alone" "sanitizers are built without a jail"
else
    options=''
    fleet call=fleet-read name=wf:x
    ok "but not from the jail of the network" [ "$(field status)" = unreachable ]
    endpoint=rediss://127.0.0.1:$redis_port options=--socket
    fleet call=fleet-read name=wf:x
    ok "from that of sockets no network is reached" [ "$(field status)" = unreachable ]
fi
options=''
for bad in redis://10.0.0.1:6379 https://127.0.0.1 rediss://user:pass@127.0.0.1; do
    endpoint=$bad
    fleet call=fleet-read name=wf:x
    answered "$bad is no endpoint" malformed ""
    says "that is told" field endpoint
done
endpoint=''
fleet call=fleet-read name=wf:x
ok "a call without endpoint isn't answered" [ "$status" -eq 2 ]
exits 2 "nor one that isn't any" sh -c "echo hello | '$program'"
exits 2 "nor 200,000 bytes" sh -c "head -c 200000 /dev/zero | '$program'"
finish

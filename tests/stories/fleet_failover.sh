#!/bin/sh
# Two replicas and three Sentinels: the primary is stopped and killed while a minter holds the lock, which
# is lost or isn't, and no late value comes over a later one. FLUSHALL in the middle; a restart. What the
# engine keeps, tells (MONITOR) and logs is sealed values and hashed names.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/redis.sh"
needs "a fleet's cache and its Sentinels" redis-sentinel
redis_certificates
token='wf:{0a1b2c3d}:t:00' lock='wf:{0a1b2c3d}:l:00'
value=$(printf 'sealed-value' | base64)

redis_start a
a=$redis_port a_pid=$redis_pid
redis_start b --replicaof "127.0.0.1 $a"
b=$redis_port
redis_start c --replicaof "127.0.0.1 $a"
c=$redis_port

within() { # SECONDS COMMAND…
    _left=$(($1 * 20))
    shift
    until "$@"; do
        _left=$((_left - 1))
        [ "$_left" -gt 0 ] || return 1
        sleep 0.05
    done
}

connected() {
    redis_cli "$a" info replication | grep -c 'state=online' | grep -qx 2
}
ok "two replicas follow" within 60 connected

endpoint="rediss://127.0.0.1:$b rediss://127.0.0.1:$a rediss://127.0.0.1:$c"
as minter

: >told
redis_cli "$a" monitor >told 2>&1 &
monitor=$!
redis_pids="$redis_pids $monitor"
within 60 grep -q OK told

publish() { # SEEN GENERATION
    fleet call=fleet-publish name="$token" seen="$1" generation="$2" value="$value" ttl=600000 \
        lock="$lock" holder="${holder:-me}"
}

acquire() { # HOLDER SEEN
    fleet call=fleet-acquire name="$token" seen="$2" lock="$lock" holder="$1" ttl=60000
}

acquire me 0
answered "the primary is found behind a replica" ok ""
says "it gives the lock" lock taken
publish 0 1
answered "and takes the value" ok ""

## FLUSHALL between lock and value

acquire me 1
redis_cli "$a" flushall >/dev/null
acquire you 1
says "after FLUSHALL another gets the lock" lock taken
publish 1 2
says "who had it before is late, as nothing is there" late 1
publish 0 2
says "and publishes over nothing" late ""
holder=you
publish 0 2
says "the other is in time only with the very same" late ""
publish 1 3
says "and late with another" late 1
holder=me

## What the engine knows

redis_cli "$a" --rdb "$work/dump" >/dev/null 2>&1
kill "$monitor"
for file in told dump a/log b/log; do
    [ -s "$file" ] || result "not ok" "$file is there"
    for canary in minter-password reader-password; do
        hasnt "$file holds no password" "$canary" "$file"
    done
done
has "MONITOR has seen the calls" "$token" told
ok "and knows values by their sealed form alone" grep -qa "$value" dump

## The primary hangs

caught_up_2() {
    redis_cli "$b" get "$token" | grep -q '^2 ' && redis_cli "$c" get "$token" | grep -q '^2 '
}
within 60 caught_up_2
kill -STOP "$a_pid"
as reader
deadline=12000
fleet call=fleet-read name="$token"
answered "while the primary hangs a reader reads of a replica" ok ""
says "what was published" generation 2
as minter
deadline=1500
publish 2 3
ok "a minter is told that it can't be reached" [ "$(field status)" = unreachable ]
kill -CONT "$a_pid"
deadline=20000

## The primary dies; the Sentinels choose another

sentinel_start() { # NUMBER: at a port that was free
    mkdir "sentinel$1"
    for _ in 1 2 3 4 5; do
        cat >"sentinel$1/conf" <<END
port 0
tls-port $((10000 + $(od -An -N2 -tu2 /dev/urandom) % 9000))
bind 127.0.0.1
dir $work/sentinel$1
tls-cert-file $tls/server.pem
tls-key-file $tls/server.key
tls-ca-cert-file $tls/ca.pem
tls-auth-clients no
tls-replication yes
sentinel monitor fleet 127.0.0.1 $a 2
sentinel auth-user fleet admin
sentinel auth-pass fleet admin-password
sentinel down-after-milliseconds fleet 5000
sentinel failover-timeout fleet 5000
END
        redis-sentinel "sentinel$1/conf" >"sentinel$1/log" 2>&1 &
        redis_pids="$redis_pids $!"
        await grep -qE '[+]monitor master|Failed listening|Could not create' "sentinel$1/log"
        ! grep -q '[+]monitor master' "sentinel$1/log" || return
    done
}
for number in 1 2 3; do
    sentinel_start "$number"
done
sentinels() {
    redis-cli --tls --cacert "$tls/ca.pem" -p "$(sed -n 's/^tls-port //p' sentinel1/conf)" sentinel master fleet \
        >sentinels 2>/dev/null
    grep -A1 num-other-sentinels sentinels | grep -qx 2 && grep -A1 num-slaves sentinels | grep -qx 2
}
ok "three Sentinels know each other and two replicas" within 120 sentinels

publish 2 3
acquire me 3
says "a minter holds the lock" lock taken
caught_up() {
    redis_cli "$b" get "$lock" | grep -qx me && redis_cli "$c" get "$lock" | grep -qx me
}
within 60 caught_up

kill -KILL "$a_pid"
promoted() {
    for port in "$b" "$c"; do
        redis_cli "$port" role 2>/dev/null | head -n 1 | grep -qx master && return
    done
    return 1
}
ok "another becomes the primary" within 120 promoted
fleet call=fleet-read name="$token"
answered "it is found" ok ""
seen=$(field generation)
ok "with the value" [ "$seen" -ge 3 ]
redis_cli "$b" del "$lock" >/dev/null
redis_cli "$c" del "$lock" >/dev/null
acquire you "$seen"
says "where the lock was lost, another gets it" lock taken
holder=you
publish "$seen" $((seen + 1))
says "and publishes" late ""
holder=me
value=$(printf 'other-value' | base64)
publish "$seen" $((seen + 1))
says "who had it before is late" late 1
says "and takes what is there" value "$(printf 'sealed-value' | base64)"
finish

#!/bin/sh
# Servers that are there and don't serve: a cluster's node that has none of the slots, and one that
# loads what it had. Both are real ones, and stay so until they are told otherwise.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/redis.sh"
redis_certificates
token='wf:{0a1b2c3d}:t:00' lock='wf:{0a1b2c3d}:l:00'
value=$(printf 'sealed-value' | base64)

until_said() { # PORT WORD COMMAND…: the server answers that
    _port=$1 _word=$2 _tries=0
    shift 2
    until redis_cli "$_port" "$@" 2>&1 | grep -q "$_word"; do
        _tries=$((_tries + 1))
        [ "$_tries" -lt 1200 ] || return 1
        sleep 0.05
    done
}

## A cluster: a knows b, which has all slots

redis_knows() { # OPTION…
    redis-server --port 0 "$@" --dir /nowhere 2>&1 | grep -q nowhere
}
moves() {
    redis_start a --cluster-enabled yes --tls-cluster yes --cluster-announce-ip 127.0.0.1
    a=$redis_port
    redis_start b --cluster-enabled yes --tls-cluster yes --cluster-announce-ip 127.0.0.1
    b=$redis_port
    # shellcheck disable=SC2046 # numbers are words
    redis_cli "$b" cluster addslots $(seq 0 16383) >slots
    redis_cli "$b" cluster meet 127.0.0.1 "$a" >>slots
    ok "a cluster is there" until_said "$a" MOVED get "$token"
    ok "and serves" until_said "$b" cluster_state:ok cluster info
    # Whatever isn't sent away finds nobody; the jail lets out to ports that are named alone
    endpoint="rediss://127.0.0.1:$a rediss://127.0.0.9:$b"
    as minter
    fleet call=fleet-acquire name="$token" lock="$lock" holder=me ttl=60000
    answered "who is sent away asks there" ok ""
    says "for the lock" lock taken
    fleet call=fleet-publish name="$token" generation=1 value="$value" ttl=60000 lock="$lock" holder=me
    answered "and publishes there" ok ""
    as reader
    fleet call=fleet-read name="$token"
    answered "a reader reads there" ok ""
    says "what was published" value "$value"
    redis_ended "$redis_pid"
    fleet call=fleet-read name="$token"
    answered "when it is gone, that is said" unreachable connect
}
if redis_knows --cluster-enabled yes --tls-cluster yes; then
    moves
else
    skip "a cluster" "this redis-server has none"
fi

## One that loads: a tenth of a second for each of 6,000 keys, until it is told to be quick

loads() {
    redis_start full --rdbcompression no
    redis_cli "$redis_port" eval "for i = 1, 6000 do redis.call('SET', 'k' .. i, string.rep('x', 2048)) end
        return redis.call('SET', '$token', '1 $value')" 0 >filled
    redis_cli "$redis_port" save >>filled
    redis_ended "$redis_pid"
    redis_start other
    other=$redis_port
    redis_cli "$other" set "$token" "2 $value" >>filled
    redis_answers() { until_said "$1" LOADING get "$token"; }
    redis_start full --key-load-delay 100000 --loading-process-events-interval-bytes 1024
    as reader
    deadline=60000
    endpoint=rediss://127.0.0.1:$redis_port
    fleet call=fleet-read name="$token"
    answered "one that loads is told from one that has nothing" unreachable loading
    endpoint="rediss://127.0.0.1:$redis_port rediss://127.0.0.1:$other"
    fleet call=fleet-read name="$token"
    answered "the next one is asked" ok ""
    says "and has it" generation 2
    as minter
    endpoint=rediss://127.0.0.1:$redis_port
    fleet call=fleet-acquire name="$token" lock="$lock" holder=me ttl=60000
    answered "nobody gets a lock of it" unreachable loading
    redis_cli "$redis_port" config set key-load-delay 0 >>filled
    ok "it ends" until_said "$redis_port" PONG ping
    fleet call=fleet-read name="$token"
    answered "and serves" ok ""
    says "what it had" generation 1
}
if redis_knows --key-load-delay 1 --loading-process-events-interval-bytes 1024; then
    loads
else
    skip "one that loads" "this redis-server can't be slowed down"
fi
finish

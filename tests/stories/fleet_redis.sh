#!/bin/sh
# A fleet on Redis, by TLS and with users: one request for 200 processes, and an engine that knows nothing.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
. "$top_srcdir/tests/lib/fleet.sh"
. "$top_srcdir/tests/lib/redis.sh"
given_sandbox
given_faketime
redis_certificates
redis_start engine
port=$redis_port

given_redis_node() { # NODE USER LINE…
    _user=$2
    _node=$1
    shift 2
    mkdir -p "$work/$_node/config/workfront-credential"
    printf '%s\n' 'fleet = redis' "fleet-url = rediss://$_user@127.0.0.1:$port" "fleet-ca = $tls/ca.pem" \
        'fleet-splay = 0' "$@" >"$work/$_node/config/workfront-credential/config"
}
engine() {
    redis_cli "$port" "$@"
}

given_redis_node one minter
on one given_profile
echo minter-password >minter.password
echo wrong-password >wrong.password
exits 1 "a wrong password makes no fleet" on one workfront-credential fleet create --password wrong.password
has "and is told" "the fleet's cache doesn't take user" err
exits 0 "the right one makes one" on one workfront-credential fleet create --password minter.password
on one workfront-credential fleet key --role reader >reader.key
on one workfront-credential fleet key --role minter >minter.key
{ cat reader.key && echo reader-password; } >both
given_redis_node r reader 'fleet-role = reader' 'fleet-wait = 30s'
on r workfront-credential fleet join --key - --password - <both >joined 2>&1
has "a reader joins, with key and password on one input" "as a reader" joined
on one workfront-credential token >one.token
on r workfront-credential token >r.token
ok "it has the token" cmp -s one.token r.token
given_redis_node w reader 'fleet-role = reader'
sed -i "s,^fleet-ca = .*,fleet-ca = $SSL_CERT_FILE," w/config/workfront-credential/config
exits 1 "an engine of another authority isn't trusted" \
    on w workfront-credential fleet join --key - --password - <both
has "which is said" "the fleet's cache isn't trusted" err
sed -i 's/127.0.0.1/localhost/' r/config/workfront-credential/config
exits 2 "a password goes to no other address" on r workfront-credential fleet status
has "than where it was given for" "was given for another cache" err
sed -i 's/localhost/127.0.0.1/' r/config/workfront-credential/config

## 200 processes of 20 stores, or as many as sanitizers let get to the engine in time

ten="1 2 3 4 5 6 7 8 9 10"
[ -z "${INSTRUMENT_CFLAGS-}" ] || ten="1 2"

for i in 2 3 4 5 6 7 8 9 10; do
    cp -a one "one$i"
    cp -a r "r$i"
done
sandbox_control DELETE /requests
for store in one one2 one3 one4 one5 one6 one7 one8 one9 one10 r r2 r3 r4 r5 r6 r7 r8 r9 r10; do
    for process in $ten; do
        (
            on "$store" later 90000 workfront-credential token >"each.$store.$process.out" \
                2>"each.$store.$process.err"
            echo $? >"each.$store.$process.status"
        ) &
        processes="${processes-} $!"
    done
done
# shellcheck disable=SC2086 # a list of numbers
wait $processes
asked 1 "200 processes of 20 stores on a dead token: one request"
ok "an answer for each" [ "$(cat each.*.status | grep -cx 0)" -eq $((20 * $(echo "$ten" | wc -w))) ]
ok "the same for all" [ "$(sort -u each.*.out | grep -c .)" -eq 1 ]
cat each.*.err >errors
silent "without a message" errors

## The engine forgets, dies, and tells nobody

engine flushall >/dev/null
run on one later 90100 workfront-credential fleet renew
has "what was flushed is published again" "published again" out
exits 0 "and read" on r later 90100 workfront-credential fleet renew
{
    engine --scan
    engine get "$(engine --scan | grep ':t:')"
    engine slowlog get 100
    cat "$work/engine/log"
} >dump 2>&1
hides "the engine has no token and no secret" dump
hasnt "no host" "$host" dump
hasnt "and no client" "$(sed -n 's/.*"CLIENT_ID": *"\([^"]*\)".*/\1/p' "$credential" | head -n 1)" dump
redis_ended "$redis_pid"
exits 0 "without an engine a reader goes on" on r later 90200 workfront-credential token
exits 0 "and a minter too" on one later 180000 workfront-credential token
exits 6 "who renews is told" on one later 180100 workfront-credential fleet renew
finish

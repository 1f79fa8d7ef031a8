#!/bin/sh
# A fleet on Redis, by TLS and with users: one request for 200 processes, and an engine that knows nothing.
# A fleet on a real Redis with TLS and users: it is made, joined and read from; 200 processes of 20 stores
# make one request; what is flushed, rolled back, forged or another's is of no use to anybody and costs one
# request at most; wrong words are told; three hours without the engine fail nobody.
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

## 200 processes of 20 stores

for i in 2 3 4 5 6 7 8 9 10; do
    cp -a one "one$i"
    cp -a r "r$i"
done
sandbox_control DELETE /requests
for store in one one2 one3 one4 one5 one6 one7 one8 one9 one10 r r2 r3 r4 r5 r6 r7 r8 r9 r10; do
    for process in 1 2 3 4 5 6 7 8 9 10; do
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
ok "200 answers" [ "$(cat each.*.status | grep -cx 0)" -eq 200 ]
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
engine=$redis_port engine_pid=$redis_pid
for name in minter reader; do
    echo "$name-password" >"$name.password"
done

member() { # NODE ROLE: with the key of that role
    _role=$2
    fleet="fleet = redis
fleet-url = rediss://$_role@127.0.0.1:$engine
fleet-ca = $tls/ca.pem"
    given_node "$1" "fleet-role = $_role"
    [ "$_role" = reader ] || on "$1" given_profile
    on "$1" workfront-credential fleet join --key "$_role.key" --password "$_role.password" \
        >"$1.joined" 2>&1
}
token_of() { # NODE [SECONDS-LATER]
    on "$1" later "${2:-0}" workfront-credential token
}

: >told
redis_cli "$engine" monitor >told 2>&1 &
redis_pids="$redis_pids $!"
await grep -q OK told

## Made, joined, read from

fleet="fleet = redis
fleet-url = rediss://minter@127.0.0.1:$engine
fleet-ca = $tls/ca.pem"
given_node one
on one given_profile
exits 1 "without the password no fleet is made" on one workfront-credential fleet create
has "which is said" "doesn't take user and password" err
ok "with it, it is" on one workfront-credential fleet create --password minter.password
on one workfront-credential fleet key --role minter >minter.key
on one workfront-credential fleet key --role reader >reader.key
ok "another minter joins" member two minter
ok "a reader joins" member r reader
for node in one two r; do
    token_of "$node" >"$node.token"
done
ok "all have one token" [ "$(sort -u ./*.token | wc -l)" -eq 1 ]
on r workfront-credential show --json >r.json
has "the reader has no secret" '"client_secrets": 0' r.json
sandbox_control DELETE /requests

## Wrong words

broken() { # NAME WHAT TEXT SED-COMMAND
    cp -R one "$1"
    sed -i "$4" "$1/config/workfront-credential/config"
    run on "$1" workfront-credential fleet status
    [ ! -s err ] || cat err >>out
    has "$2" "$3" out
    ok "$2: a token is handed out all the same" on "$1" workfront-credential token
}
redis_authority other >"$tls/log" 2>&1
broken ca "another authority is told" "isn't trusted" "s,tls/ca.pem,tls/other.pem,"
cp -R r mute
redis_cli "$engine" acl setuser reader -get >/dev/null
run on mute workfront-credential fleet renew
has "a command that isn't allowed is told" "let this user do that" err
ok "the reader keeps what it has" on mute workfront-credential token
redis_cli "$engine" acl setuser reader +get >/dev/null
run on mute workfront-credential fleet renew
hasnt "once it is allowed nothing is told" "let this user do that" err

## 200 processes of 20 stores on a dead token

sandbox_world '{"token": {"lifetime": 1}}'
request >req
redis_cli "$engine" flushall >/dev/null
on one workfront-credential erase <req
on one workfront-credential token --min-validity 0 >/dev/null
sandbox_control DELETE /world
i=0
while [ $((i += 1)) -le 20 ]; do
    cp -R one "store$i"
done
sleep 1.2
sandbox_control DELETE /requests
one_of() { # whose number is $_left, of each()
    on "store$((_left % 20 + 1))" workfront-credential token
}
each 200 one_of
all
asked 1 "200 processes of 20 stores on a dead token: one request"
ok "all of them answer" [ "$(failed)" -eq 0 ]
ok "with one token" [ "$(answers)" -eq 1 ]
ok "readers have it" on r workfront-credential token --min-validity 3600
asked 0 "without another"

## Flushed, rolled back, forged

name=$(redis_cli "$engine" keys 'wf:*:t:*')
redis_cli "$engine" get "$name" >old
run on two later 62000 workfront-credential fleet renew
has "a minter renews" "renewed and published" out
asked 1 "by one request"
token_of two 62000 >new
run on r later 62000 workfront-credential fleet renew
has "a reader takes it" taken out
redis_cli "$engine" -x set "$name" <old >/dev/null
run on r later 62000 workfront-credential fleet renew
token_of r 62000 >r.now
ok "what is rolled back isn't taken by a reader" cmp -s r.now new
run on two later 62000 workfront-credential fleet renew
has "a minter publishes again" "published again" out
redis_cli "$engine" get "$name" >now
generation=$(cut -d' ' -f1 now)
tr 'A-Za-z' 'B-ZAb-za' <now | sed "s/^[0-9]* /$((generation + 1)) /" | head -c -1 | redis_cli "$engine" -x set "$name" >/dev/null
run on r later 62000 workfront-credential fleet renew
token_of r 62000 >r.now
ok "what is forged isn't either" cmp -s r.now new
member later reader
fails "a new reader has no use for it" token_of later 62000
run on two later 62000 workfront-credential fleet renew
redis_cli "$engine" flushall >/dev/null
run on one later 62000 workfront-credential fleet renew
on one later 62000 workfront-credential fleet renew >out 2>&1
ok "after FLUSHALL there is a value again" [ -n "$(redis_cli "$engine" keys 'wf:*:t:*')" ]
run on r later 62000 workfront-credential fleet renew
ok "readers have a token all along" on r later 62000 workfront-credential token
_count=$(sandbox_count "$token_path")
ok "all that cost one request at most ($_count)" [ "$_count" -le 1 ]

## What the engine knows

redis_cli "$engine" --rdb "$work/dump" >/dev/null 2>&1
cat engine/log >log
client=$(sed -n 's/.*"\(client_id\|CLIENT_ID\)" *: *"\([^"]*\)".*/\2/p' "$credential" | head -n 1)
for file in told dump log; do
    ok "$file is there" [ -s "$file" ]
    hides "$file holds no secret and no token" "$file"
    for canary in "$host" "${client:-no-client-id}" "$email" -password; do
        hasnt "nor $canary" "$canary" "$file"
    done
done
has "MONITOR has seen what is published" "wf:{" told

## Three hours without it, under a false clock

redis_ended "$engine_pid"
sandbox_control DELETE /requests
gone=0
for minute in 0 20 40 60 80 100 120 140 160 180; do
    for node in one two r; do
        token_of "$node" $((62000 + minute * 60)) >/dev/null 2>>gone.err || gone=$((gone + 1))
    done
done
same "three hours without the engine fail nobody" 0 "$(echo "$gone" >gone && echo gone)"
comment gone.err
finish

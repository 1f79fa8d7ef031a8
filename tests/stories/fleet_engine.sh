#!/bin/sh
# A fleet on a real Redis that is flushed, rolled back, forged and forbidden: nobody has use for what isn't a
# minter's, and all that costs one request at most. What it keeps, tells (MONITOR) and logs; and three hours
# without it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
. "$top_srcdir/tests/lib/fleet.sh"
. "$top_srcdir/tests/lib/redis.sh"
given_sandbox
given_faketime
redis_certificates
redis_start engine
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
mkdir "$tls/loose"
cp "$tls/ca.pem" "$tls/ca-loose.pem"
cp "$tls/ca.pem" "$tls/loose/ca.pem"
ln -s ca-loose.pem "$tls/ca-link.pem"
ln -s ca.pem "$tls/ca-fine.pem"
chmod 666 "$tls/ca-loose.pem"
chmod 777 "$tls/loose"
for file in ca-loose.pem ca-link.pem loose/ca.pem; do
    broken "ca-${file%%/*}" "$file that others can write is told" "refused, because other users may change it" \
        "s,tls/ca.pem,tls/$file,"
done
broken ca-folder "a folder of authorities is told" "isn't the plain file" "s,tls/ca.pem,tls,"
cp -R one fine
sed -i "s,tls/ca.pem,tls/ca-fine.pem," fine/config/workfront-credential/config
run on fine workfront-credential fleet status
hasnt "a link to a good file will do" "refused" out
cp -R r mute
redis_cli "$engine" acl setuser reader -get >/dev/null
run on mute workfront-credential fleet renew
has "a command that isn't allowed is told" "let this user do that" err
ok "the reader keeps what it has" on mute workfront-credential token
redis_cli "$engine" acl setuser reader +get >/dev/null
run on mute workfront-credential fleet renew
hasnt "once it is allowed nothing is told" "let this user do that" err

sandbox_control DELETE /requests

## Flushed, rolled back, forged

name=$(redis_cli "$engine" keys 'wf:*:t:*')
redis_cli "$engine" get "$name" >old
run on two later 48200 workfront-credential fleet renew
has "a minter renews" "renewed and published" out
asked 1 "by one request"
token_of two 48200 >new
run on r later 48200 workfront-credential fleet renew
has "a reader takes it" taken out
redis_cli "$engine" -x set "$name" <old >/dev/null
run on r later 48200 workfront-credential fleet renew
token_of r 48200 >r.now
ok "what is rolled back isn't taken by a reader" cmp -s r.now new
run on two later 48200 workfront-credential fleet renew
has "a minter publishes again" "published again" out
redis_cli "$engine" get "$name" >now
generation=$(cut -d' ' -f1 now)
tr 'A-Za-z' 'B-ZAb-za' <now | sed "s/^[0-9]* /$((generation + 1)) /" | head -c -1 | redis_cli "$engine" -x set "$name" >/dev/null
run on r later 48200 workfront-credential fleet renew
token_of r 48200 >r.now
ok "what is forged isn't either" cmp -s r.now new
member later reader
fails "a new reader has no use for it" token_of later 48200
run on two later 48200 workfront-credential fleet renew
redis_cli "$engine" flushall >/dev/null
run on one later 48200 workfront-credential fleet renew
on one later 48200 workfront-credential fleet renew >out 2>&1
ok "after FLUSHALL there is a value again" [ -n "$(redis_cli "$engine" keys 'wf:*:t:*')" ]
run on r later 48200 workfront-credential fleet renew
ok "readers have a token all along" on r later 48200 workfront-credential token
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

## Three hours without it, under a false clock: tokens are due all along, and none is over

for node in one two r; do
    run on "$node" later 48200 workfront-credential fleet renew
    token_of "$node" 48200 >"$node.last"
done
redis_ended "$engine_pid"
sandbox_control DELETE /requests
gone=0
minted() { [ "$(sandbox_count "$token_path")" -ge 2 ]; }
looked() {
    on r later 121800 workfront-credential status -v >r.status 2>&1
    grep -q "cache fails since" r.status
}
all_have_one() { # SECONDS-LATER
    for node in one two r; do
        token_of "$node" "$1" >"$node.late" 2>>gone.err || gone=$((gone + 1))
        [ -s "$node.late" ] || gone=$((gone + 1))
    done
}
all_have_one 121800
for node in one two r; do
    ok "$node answers with what it has" cmp -s "$node.late" "$node.last"
done
ok "minters ask for themselves, behind the caller" await minted
ok "a reader looks for a new one" await looked
for minute in 20 40 60 80 100 120 140 160 180; do
    all_have_one $((121800 + minute * 60))
done
same "three hours without the engine fail nobody" 0 "$(echo "$gone" >gone && echo gone)"
ok "a reader has its token all along" cmp -s r.late r.last
asked 2 "each minter asked once"
comment gone.err
finish

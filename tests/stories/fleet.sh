#!/bin/sh
# A fleet: minters publish a token, readers have it without a secret, and none of it costs a request more.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
. "$top_srcdir/tests/lib/fleet.sh"
given_sandbox
given_faketime
given_engine

token_of() { # NODE [WORD…]
    _of=$1
    shift
    on "$_of" workfront-credential token "$@"
}
renews() { # NODE WHAT TEXT [SECONDS-LATER]
    run on "$1" later "${4-0}" workfront-credential fleet renew
    has "$2" "$3" out
}

## Beginning

given_node one
exits 3 "a store in no fleet says so" on one workfront-credential fleet status
on one given_profile
exits 3 "one that is recorded, too" on one workfront-credential fleet renew
has "with the way out" "fleet join --key" err
given_minter one
has "a fleet is made" "shares the tokens of profile default" one.joined
has "and the token that was there published" "(generation 1)" one.joined
same "once" 1 "$(published >p; echo p)"
exits 2 "a store makes one fleet" on one workfront-credential fleet create
ok "its keys are two" [ "$(cut -c1-4 minter.key reader.key | tr '\n' ' ')" = "wfm1 wfr1 " ]
exits 2 "each has a role" on one workfront-credential fleet key
given_minter two
has "another minter joins" "as a minter, with the key of epoch 1" two.joined
has "and takes the token" "taken" two.joined
given_reader r
has "a reader joins" "as a reader, with the key of epoch 1" r.joined
token_of one >one.token
token_of two >two.token
token_of r >r.token
ok "all have the same token" [ "$(sort -u ./*.token | wc -l)" -eq 1 ]
asked 0 "and nobody asked for another"
on r workfront-credential show --json >r.json
has "the reader has hosts" "\"$host\"" r.json
has "and no secret" '"client_secrets": 0' r.json
on r workfront-credential list >r.list
same "under a name" "* default: $host" r.list
find r/data "$cache" one/config -type f -exec cat {} + >files
hides "what lies about tells nothing" files

mkfifo slow
on r exec workfront-credential fleet join --key - <slow >slow.out 2>&1 &
slow=$!
exec 8>slow
waits() { grep -q '^State:.S' "/proc/$slow/status" && grep -qa 'fleet.join' "/proc/$slow/cmdline"; }
ok "who joins waits for a key" await waits
exits 2 "and doesn't lock others out" on r workfront-credential fleet join --key reader.key
exec 8>&-
wait "$slow"
has "without one it stays out" "workfront-credential: error" slow.out

## A cached token never touches the engine

calls >before
for words in token header env "json" "exec -- true" status list "explain get"; do
    # shellcheck disable=SC2086 # several words
    on r workfront-credential $words >/dev/null 2>&1
    # shellcheck disable=SC2086
    on one workfront-credential $words >/dev/null 2>&1
done
request >req
on r workfront-credential get <req >get.out
has "git is answered" "password=" get.out
printf 'protocol=https\nhost=github.com\n\n' | on r workfront-credential get >miss.out
silent "another host is a miss" miss.out
same "none of it was a call to the engine" 0 "$(calls >p; echo p)"

on r workfront-credential status -v >r.status 2>&1
has "status says the role" "role              reader" r.status
on one workfront-credential status --json >one.status
has "also to programs" '"role": "both"' one.status
on r workfront-credential doctor >r.doctor 2>&1
has "doctor asks the engine" "holds a token, generation 1" r.doctor
on r workfront-credential explain token --min-validity 86400 >r.explain 2>&1
has "explain says who is asked" "as a reader, epoch 1, generation above 1" r.explain
hasnt "and who isn't" "POST" r.explain
on one workfront-credential explain token --min-validity 86400 >one.explain 2>&1
has "and whom a minter asks then" "POST https://ims-na1.adobelogin.com" one.explain
calls >/dev/null

## What doesn't fit

printf '%s\n' "$(cut -c1-60 reader.key)" >cut.key
tr 'A-Za-z' 'B-ZAb-za' <reader.key >mistyped.key
given_node x 'fleet-role = reader'
for key in cut mistyped; do
    exits 2 "a $key key is refused" on x workfront-credential fleet join --key "$key.key"
    has "as what it is" "it holds no key of a fleet" err
done
exits 2 "join needs a key" on x workfront-credential fleet join
exits 2 "a reader prints no minter's key" on r workfront-credential fleet key --role minter
exits 2 "and changes none" on r workfront-credential fleet rekey
exits 2 "it revokes nothing" on r workfront-credential revoke
has "as it has no secret" "has no secret here" err
exits 2 "and rotates nothing" on r workfront-credential rotate
given_node y 'fleet-role = reader'
on y given_profile
exits 2 "no reader has a secret of its own" on y workfront-credential fleet join --key reader.key
has "which is said" "has a client secret here" err
given_node y 'fleet-role = minter'
exits 2 "no minter joins with a reader's key" on y workfront-credential fleet join --key reader.key
given_node z 'fleet-role = reader'
on z workfront-credential fleet join --key minter.key >z.joined 2>&1
has "a reader with a minter's key" "as a reader" z.joined
exits 2 "keeps what readers need alone" on z workfront-credential fleet key --role minter
printf '%s\n' 'fleet = carrier-pigeon' >x/config/workfront-credential/config
exits 2 "an engine that isn't known is named" on x workfront-credential token
has "with those that are" "takes redis, exec path=/PROGRAM" err
printf '%s\n' 'fleet = redis' >x/config/workfront-credential/config
exits 2 "redis needs an address" on x workfront-credential fleet join --key reader.key

## Renewing

renews one "a young token stays" "nothing to do"
renews two "at each minter" "nothing to do"
renews r "and at a reader" "nothing to do"
asked 0 "without a request"
renews one "an older one is renewed" "renewed and published (generation 2)" 48200
renews two "once for all" "taken" 48200
asked 1 "by one request"
on r later 48200 workfront-credential token >r.now
ok "who has one that isn't due keeps it" cmp -s r.now r.token
on r later 58000 workfront-credential token >r.now
ok "who has one that is due answers with it" cmp -s r.now r.token
two_later() { on two later 48200 workfront-credential token; }
r_later() { on r later 48200 workfront-credential token; }
two_later >two.now
changed() { r_later | cmp -s - two.now; }
ok "and takes the new one behind the caller" await changed
asked 0 "without a request"
rm "$cache"/wf:*
renews two "what the engine lost is published again" "published again" 48200
ok "under a later generation" grep -q "generation 3" out
renews two "once" "nothing to do" 48200
on r workfront-credential fleet status --json >r.json
has "status says what there is" '"cached_generation": 3' r.json

## A token that git called bad

on one later 48200 workfront-credential token >bad
request "password=$(cat bad)" >refused
on one later 48200 workfront-credential erase <refused
on one later 48200 workfront-credential token >good
fails "is replaced by a new one" cmp -s bad good
asked 1 "by one request"
renews two "which others take" "taken" 48200
asked 0 "without another"
engine_is gone
request "password=$(cat good)" >refused
on one later 48300 workfront-credential erase <refused
on one later 48300 workfront-credential token >better 2>/dev/null
engine_is sound
renews one "one that the cache still has doesn't come back" "published again" 48300
asked 1 "for one request"
on one later 48300 workfront-credential token >now
ok "the new one stays" cmp -s now better
renews two "for all" "taken" 48300
asked 0 "once"

## A new key

each 3 on one later 48200 workfront-credential fleet rekey
all
ok "of three at once one makes a new key" [ "$(cat each.*.status | grep -cx 0)" -eq 1 ]
cat each.*.out >out
has "it is said" "of epoch 2" out
has "and the token published under it" "published again" out
on one workfront-credential fleet key --role reader >reader2.key
on one workfront-credential fleet key --role minter >minter2.key
fails "it is another" cmp -s reader.key reader2.key
ok "the engine has both" [ "$(published)" -eq 2 ]
renews z "who has the former key still reads" "taken" 48200
on z later 48200 workfront-credential fleet status >z.status 2>&1
has "and is told" "of a former epoch: join again" z.status
run on r later 48200 workfront-credential fleet join --key reader2.key
has "a reader joins once more" "with the key of epoch 2" out
exits 2 "not with the same one" on r workfront-credential fleet join --key reader2.key
exits 2 "nor with the former" on r workfront-credential fleet join --key reader.key
run on two later 48200 workfront-credential fleet join --key minter2.key
has "so does a minter" "as a minter, with the key of epoch 2" out
exits 2 "one change at a time" on one workfront-credential fleet rekey
run on one later 48200 workfront-credential fleet rekey --finish
has "the former key ends" "only the key of epoch 2 is good" out
ok "and its token is gone" [ "$(published)" -eq 1 ]
exits 2 "there is but one end" on one workfront-credential fleet rekey --finish
renews r "who has the new key reads on" "nothing to do" 48200
asked 0 "all that without a request"
renews one "a token later" "renewed and published" 125000
ok "who has the new key has it" on r later 150000 workfront-credential token
exits 6 "who hasn't is out" on z later 150000 workfront-credential token
has "and told why" "the fleet's cache holds no token that can be used" err

## Revoked, and left

renews two "a token is taken that will be revoked" "taken" 125000
asked 1 "of one request so far"
on two later 125000 workfront-credential token >revoked
engine_is gone
run on one later 125000 workfront-credential revoke
has "a cache that can't be told is named" "the fleet's cache may still hold the token" err
engine_is sound
asked 0 "there is no new token then"
renews one "a revoked token isn't taken from it" "renewed and published" 125000
asked 1 "but another asked for"
renews two "for all" "taken" 125000
on two later 125000 workfront-credential token >other
fails "it is another" cmp -s revoked other
exits 0 "a token is revoked in a fleet" on one later 125000 workfront-credential revoke
asked 1 "and another asked for"
renews two "that others drop it" "taken" 125000
on two later 125000 workfront-credential token >last
fails "for the new one" cmp -s other last
asked 0 "without a request"
run on r workfront-credential fleet leave
on r workfront-credential list >r.list 2>&1
hasnt "who leaves has nothing left" "$host" r.list
on one workfront-credential fleet leave >/dev/null
on one workfront-credential list >one.list
has "a minter keeps what is its own" "$host" one.list

## Two minters make a new key each

on one later 130000 workfront-credential fleet join --key minter2.key >joined 2>&1
on two later 130000 workfront-credential fleet rekey --finish >/dev/null 2>&1
for node in one two; do
    on "$node" later 130000 workfront-credential fleet rekey >"$node.rekeyed" 2>&1
    has "each minter can make a new key ($node)" "of epoch 3" "$node.rekeyed"
done
on one workfront-credential fleet key --role minter >minter3.key
exits 2 "two at once are two fleets" on two later 130000 workfront-credential fleet join --key minter3.key
on two later 130000 workfront-credential fleet leave >/dev/null 2>&1
run on two later 130000 workfront-credential fleet join --key minter3.key
has "until one of them leaves and joins" "as a minter, with the key of epoch 3" out
renews two "with what all have" "nothing to do" 130000
cat one/data/workfront-credential/audit/log-* >log
for event in create rekey leave; do
    has "the audit log has $event" "event=fleet outcome=ok command=fleet profile=default detail=$event" log
done
finish

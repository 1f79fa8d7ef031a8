#!/bin/sh
# A new secret reaches a fleet's other minters: one sleeps for a day, the cache is flushed, the rotator
# is killed, and nobody is refused. The old secret goes when all of them use the new one.
# shellcheck disable=SC2154 # rotation.sh sets some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
. "$top_srcdir/tests/lib/fleet.sh"
. "$top_srcdir/tests/lib/rotation.sh"
needs "the secrets of the sandbox" python3
given_sandbox
given_faketime
given_engine

# So many seconds later, for Adobe as for us
at() { # SECONDS NODE COMMAND…
    _at=$1 _on=$2
    shift 2
    sandbox_world "{\"clock_offset\": $_at}"
    on "$_on" shifted 1 "$_at" "$@"
}
rotate() { # SECONDS NODE [OPTION…]
    _s=$1 _n=$2
    shift 2
    at "$_s" "$_n" workfront-credential rotate --non-interactive "$@"
}
renew() { # SECONDS NODE
    at "$1" "$2" workfront-credential fleet renew
}
node_of() { # NODE
    on "$1" workfront-credential fleet status --json |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["fleet"]["minter"])'
}
records() { # KIND
    find "$cache" -name "wf:*:$1:*" | grep -c .
}
serves() { # SECONDS NODE…: each has a token
    _when=$1
    shift
    for _node in "$@"; do
        exits 0 "$_node has a token" at "$_when" "$_node" workfront-credential token
        silent "without a warning" err
    done
}

record=given_rotating
for node in one two three; do given_minter "$node"; done
given_reader r
two=$(node_of two) three=$(node_of three)
on one workfront-credential status -v >status.out
hasnt "all have one secret" "not this secret" status.out

## Published by a rotator that is killed, lost by the cache, and published again

engine_is killing
exits 137 "a rotator is killed as it publishes" rotate 0 one --console-url "$console_url"
engine_is sound
same "what it published is there" 1 "$(records s >p; echo p)"
same "Adobe has two secrets" 2 "$(secrets >p; echo p)"
find "$cache" -type f -exec cat {} + >files
new_secret=$(pairs | sed 's/.* //' | grep -vxF "$first_secret")
fails "which can't be read there" grep -qF "$new_secret" files
fails "nor the former one" grep -qF "$first_secret" files
cp "$cache"/wf:*:s:* kept
exits 0 "the rotator goes on" rotate 60 one
has "and waits for the grace" "next: the former one is deleted" out
has "and for others" "not yet: minter $three" out
rm "$cache"/wf:*
renew 120 one >out 2>err
same "what the cache lost is published again" 1 "$(records s >p; echo p)"
on one workfront-credential status -v >status.out
has "status tells who hasn't the new secret" "$three (seen " status.out
has "each of them" "$two (seen " status.out
cp "$cache"/wf:*:s:* latest

## Taken by another minter

exits 0 "another minter renews" renew 180 two
silent "without a warning" err
on two workfront-credential show --json >two.json
has "it has both secrets" '"client_secrets": 2' two.json
cat two/data/workfront-credential/audit/log-* >log
has "its log tells" "event=rotate outcome=ok" log
has "from where" "detail=take%20" log
rotate 240 one >out 2>&1
on one workfront-credential status -v >status.out
hasnt "it is waited for no more" "$two (seen " status.out
has "but the one that sleeps" "$three (seen " status.out
serves 300 one two r

## What isn't a minter's, or is older, isn't taken

name=$(basename "$cache"/wf:*:s:*)
sed 's/\([A-Za-z]\)\([A-Za-z]\)\([A-Za-z0-9+/=]\{40\}\)$/\2\1\3/' latest | tr 'ab' 'ba' >"$cache/$name"
run renew 360 two
has "a forged one is told" "no minter of this fleet has signed it as it is" err
cp kept "$cache/$name"
run renew 420 two
has "so is an older one" "it is older than what was there" err
exits 0 "the rotator puts its own there again" renew 480 one
run renew 540 two
silent "which is as it was" err

## One sleeps for a day

serves 80000 one two r
renew 90000 one >out 2>err
exits 0 "after the grace" rotate 93600 one
has "the old secret stays" "waits: the fleet's other minters are to take the new secret" out
has "as one has slept" "not yet: minter $three" out
hasnt "and only that one" "$two" out
same "both are good" 2 "$(secrets >p; echo p)"
engine_is gone
exits 0 "nor does it go while the cache fails" rotate 93660 one
has "which is told" "which minters have the new secret isn't known" err
engine_is sound
serves 93700 three r
exits 0 "the one that slept renews" renew 93720 three
silent "without a warning" err
exits 0 "when all have it" rotate 93780 one
has "the old one goes" "the former one is deleted" out
same "one is left" "$new_secret" "$(pairs | sed 's/.* //' >p; echo p)"
rm "$cache"/wf:*:t:*
for node in one two three; do
    on "$node" workfront-credential revoke >/dev/null 2>&1
    rm -f "$cache"/wf:*:t:*
    serves 93900 "$node"
done
mkdir copy
cp -a two/. copy
find copy/data -name '*.old' >olds
while read -r old; do printf damaged >"${old%.old}"; done <olds
rm -f "$cache"/wf:*:t:*
exits 0 "the generation before has it too" at 94000 copy workfront-credential token --min-validity 86300
has "which is used" "its previous generation is used" err

## One isn't waited for, and takes it when it is refused

at 100000 two workfront-credential token >former
exits 0 "the next secret, after a leak" rotate 100000 two --console-url "$console_url" --now
has "is given to the others first" "waits: the fleet's other minters" out
fails "the token that may have leaked works no more" works "$(cat former)"
exits 2 "who isn't known can't be left out" rotate 100060 two --now --without 0123456789abcdef
renew 100120 one >out 2>&1
exits 0 "one that is gone can" rotate 100180 two --now --without "$three"
has "then the old one goes" "the former one is deleted" out
ok "the minter that rotated has a token that works" works "$(at 100200 two workfront-credential token)"
ok "as has another" works "$(at 100200 one workfront-credential token)"
rm "$cache"/wf:*:t:*
on three workfront-credential status >/dev/null
exits 0 "it asks for a token all the same" at 190000 three workfront-credential token
silent "and is refused nothing" err
on three workfront-credential show --json >three.json
has "as it took the secret at once" '"client_secrets": 1' three.json
exits 0 "it tells that it has the secret" renew 190060 three
rotate 190120 two --if-older-than 90d >out 2>&1
on two workfront-credential status -v >status.out
hasnt "so all have" "not this secret" status.out

## Who leaves isn't waited for

on three workfront-credential fleet leave >out 2>&1
exits 0 "the next one" rotate 200000 one --console-url "$console_url" --now
renew 200060 two >out 2>&1
exits 0 "needs those who are left" rotate 200120 one --now
has "and no more" "the former one is deleted" out

## A secret goes to those who have the fleet's new key alone

takes() { cat two/data/workfront-credential/audit/log-* | grep -c 'detail=take%20'; }
takes >before
at 210000 one workfront-credential fleet rekey >out 2>&1
exits 0 "after a new key" rotate 210060 one --now
has "others are waited for" "not yet: minter $two" out
renew 210120 two >out 2>&1
same "who has the former key takes nothing" "$(cat before)" "$(takes >p; echo p)"
rotate 210180 one --now >out 2>&1
same "and the old secret stays" 2 "$(secrets >p; echo p)"
on one workfront-credential fleet key --role minter >minter2.key
exits 0 "who gets the new key" at 210240 two workfront-credential fleet join --key minter2.key
same "takes it" "$(($(cat before) + 1))" "$(takes >p; echo p)"
exits 0 "and then" rotate 210300 one --now
has "the old one goes" "the former one is deleted" out
finish

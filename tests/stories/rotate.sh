#!/bin/sh
# The client secret is replaced: the whole way by the API and by hand, what a person must decide, and
# what stays hidden. A loop that asks for a token meanwhile is never refused.
# shellcheck disable=SC2154 # rotation.sh sets some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
. "$top_srcdir/tests/lib/rotation.sh"
needs "the secrets of the sandbox" python3
given_sandbox
given_faketime

rotate() { # [OPTION…]
    workfront-credential rotate --non-interactive "$@"
}
# So many seconds later, for Adobe as for us
rotate_later() { # SECONDS [OPTION…]
    _later=$1
    shift
    sandbox_world "{\"clock_offset\": $_later}"
    shifted 1 "$_later" workfront-credential rotate --non-interactive "$@"
}
is_refused() { # SECRET
    [ "$(curl -q -s -o /dev/null -w '%{http_code}' -d "grant_type=client_credentials&client_id=$client&client_secret=$1&scope=openid" \
        https://ims-na1.adobelogin.com/ims/token/v3)" -ge 400 ]
}
is_older() { # FILE: made in a second that is over
    [ "$(date +%s)" -gt "$(stat -c %Y "$1")" ]
}
recorded() { workfront-credential rotate --dry-run --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["rotate"]["state"])'; }
state() { workfront-credential rotate --non-interactive --if-older-than 900d --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["rotate"]["state"])'; }

## What it needs

given_rotating
for answer in '"status":403' '"status":200,"body":[]' '"html":true,"status":200' '"status":500'; do
    sandbox_fault "{\"match\":{\"path\":\"/console/organizations\"},$answer}" >fault
    run workfront-credential rotate --non-interactive --dry-run
    echo "$status" >>found
    sandbox_unfault
done
ok "where Adobe tells no ids, a person has to; where it fails, nobody" [ "$(tr '\n' ' ' <found)" = "2 2 6 6 " ]
sandbox_fault '{"match":{"path":"/console/organizations"},"status":403}' >fault
exits 2 "without the Console's ids" rotate
has "it says where they are" "--console-url" err
sandbox_unfault
exits 0 "else they are found" rotate --dry-run
has "for the list" "$first_uuid  created 2023-05-02" out
exits 0 "and recorded" rotate --dry-run
ok "so that they are asked for once" [ "$(sandbox_count "*/integrations")" -eq 1 ]
exits 2 "an address that isn't one" rotate --console-url https://developer.adobe.com/console
exits 0 "a dry run lists the secrets" rotate --console-url "$console_url" --dry-run
has "by uuid" "$first_uuid  created 2023-05-02" out
hides "and shows none" out err
exits 0 "not due, silently" rotate --if-older-than 90d
silent "nothing on stdout" out
silent "nor on stderr" err
exits 2 "a time that is none" rotate --grace soon
exits 2 "--now with a grace" rotate --now --grace 1h
exits 3 "another profile" rotate --profile nobody

## The whole way, while others ask for tokens every 50 ms

(
    until [ -e stopped ]; do
        workfront-credential token >>loop.out 2>>loop.err || echo refused >>loop.refused
        sleep 0.05
    done
) &
loop=$!
at_exit "end_ours $loop"
workfront-credential token >former
exits 0 "a first run" rotate
has "has a new secret" "rotated: profile default has a new secret, and it is proved" out
has "and says when the old one goes" "next: the former one is deleted" out
ok "there are two then" [ "$(secrets)" -eq 2 ]
fails "a new token is there" sh -c 'workfront-credential token | cmp -s - former'
workfront-credential status >status.out
exits 0 "a second run" rotate
ok "waits" [ "$(secrets)" -eq 2 ]
exits 0 "what is under way goes on before anything is due" rotate --if-older-than 90d
has "and says where it stands" "and it is proved" out
second=$(pairs | grep -vF "$first_secret" | sed 's/.* //')
sandbox_world '{"clock_offset": 80000}'
fails "somebody uses the old one the day after" is_refused "$first_secret"
exits 0 "after the grace it is left alone" rotate_later 90100
has "as it is used" "still used, by another machine" out
workfront-credential status >status.out
has "status says so" "another machine still uses the old secret, last at" status.out
run workfront-credential doctor
has "and so does doctor" "another machine still uses the old secret" out
run workfront-credential verify
has "and verify" "another machine still uses the old secret" out
exits 6 "after two weeks that is a failure" rotate_later 1290000 --grace 1250000
has "which is told" "is still in use" err
exits 0 "when it wasn't used for the grace" rotate_later 171000
has "it is deleted" "the former one is deleted" out
ok "one is left" [ "$(pairs | sed 's/.* //')" = "$second" ]
ok "the new one" is_refused "$first_secret"
sandbox_world '{"clock_offset": 0}'
request "password=$(workfront-credential token)" >req
workfront-credential erase <req
exits 0 "with which a token is had" workfront-credential token
touch stopped
wait "$loop"
fails "nobody was refused meanwhile" [ -e loop.refused ]
silent "or warned" loop.err

## For a leak: at once

workfront-credential token >former
exits 0 "--now" rotate --now
has "deletes the old one" "the former one is deleted" out
has "and says what it can't do" "up to 24 hours" err
ok "one is left" [ "$(secrets)" -eq 1 ]
ok "the former token was revoked" [ "$(sandbox_count /ims/invalidate_token/v2)" -eq 1 ]
replaced() { # WHAT: Workfront takes what is handed out, and what was before no more
    fails "$1: the former token works no more" works "$(cat former)"
    ok "$1: a token does" works "$(workfront-credential token)"
}
replaced "after a leak"
exits 0 "a secret is proved before a leak is known" rotate
exits 0 "then it is" rotate --now
ok "and a token works" works "$(workfront-credential token)"
workfront-credential token >former
sandbox_fault '{"match":{"path":"/console/*","method":"GET"},"skip":1,"status":500}' >fault
exits 6 "Adobe fails once the new one is proved" rotate --now
sandbox_unfault
replaced "all the same"
exits 0 "the rest" rotate --now
ok "and the token that was handed out meanwhile, or another, works" works "$(workfront-credential token)"
workfront-credential token >former
ok "a second later" await is_older former
sandbox_control DELETE /requests
sandbox_fault '{"match":{"path":"/console/*","method":"GET"},"skip":1,"hold":true,"count":1}' >fault
workfront-credential rotate --now --non-interactive >killed.out 2>&1 &
killed=$!
ok "the next one has proved the new secret" sandbox_await 2 "/console/*" method=GET
kill -9 "$killed"
wait "$killed" 2>/dev/null
sandbox_unfault
exits 0 "a run after one that was killed" rotate --now
replaced "killed"
ok "one is left" [ "$(secrets)" -eq 1 ]

## As the configuration says

settings=$XDG_CONFIG_HOME/workfront-credential/config
mkdir -p "${settings%/*}"
echo 'rotate = manual' >"$settings"
asked=$(sandbox_count "/console/*")
sed "s/$first_secret/$(pairs | sed 's/.* //')/" "$rotating" >same.json
exits 2 "by hand: a download without a new one" rotate --from same.json
ok "and nothing asked of the Console" [ "$(sandbox_count "/console/*")" -eq "$asked" ]
echo 'rotate-grace = 0s' >"$settings"
exits 0 "no grace" rotate
has "the old one goes at once" "the former one is deleted" out
ok "one is left" [ "$(secrets)" -eq 1 ]
rm "$settings"

## While others ask with the secrets, over and over

(
    until [ -e ended ]; do
        { workfront-credential revoke >>minted.revoked && workfront-credential token >>minted; } 2>>minted.err ||
            echo refused >>minted.refused
        sleep 0.05
    done
) &
minting=$!
at_exit "end_ours $minting"
have_minted() { # NUMBER
    [ "$(sort -u minted | grep -c .)" -ge "$1" ]
}
goes_on() { # with what is recorded now
    _minted=$(sort -u minted | grep -c .)
    await have_minted $((_minted + 3))
}
ok "they do" await have_minted 3
exits 0 "another secret" rotate
ok "they go on" goes_on
exits 0 "the former one goes" rotate --grace 0s
has "as nobody uses it" "the former one is deleted" out
ok "they go on without it" goes_on
: >ended
wait "$minting"
fails "none was refused" [ -e minted.refused ]
silent "or warned" minted.err

## While another command has the profile in its hands

sed "s/$first_secret/$(pairs | sed 's/.* //')/" "$rotating" >recorded.json
mkfifo slow
{
    : >opened
    until [ -e late ]; do sleep 0.05; done
    cat recorded.json
} >slow &
at_exit "end_ours $!"
workfront-credential setup --from slow --host "$host" --non-interactive >beside.out 2>&1 &
beside=$!
ok "setup reads its file" await [ -e opened ]
exits 0 "meanwhile the secret is replaced" rotate
: >late
wait "$beside"
result "$([ $? -eq 1 ] && echo ok || echo "not ok")" "setup doesn't bring the former one back"
has "and says so" "another command changed it meanwhile, so nothing is saved" beside.out
ok "what was under way goes on" [ "$(state)" = proved ]
exits 0 "to its end" rotate --now
ok "and one is left" [ "$(secrets)" -eq 1 ]
workfront-credential revoke >revoked 2>&1
exits 0 "that works" workfront-credential token

## What a person decides

sandbox_fault '{"match":{"path":"/ims/token/v3"},"status":400,"skip":2,"count":1}' >fault
exits 0 "a secret that isn't taken at once is tried again" rotate
exits 2 "what is in use stays" rotate --abort
has "and it says so" "in use already" err
exits 0 "the rest" rotate --now
exits 0 "an order to stop before anything" rotate --abort
new_token() {
    curl -q -s -d "grant_type=client_credentials&client_id=$client&client_secret=$1&scope=openid,manage_client_secrets" \
        https://ims-na1.adobelogin.com/ims/token/v3 | sed 's/.*"access_token":"\([^"]*\)".*/\1/'
}
present=$(pairs | sed 's/.* //')
curl -q -s -o added -X POST -H "Authorization: Bearer $(new_token "$present")" -H "x-api-key: $client" "https://api.adobe.io$console_path"
stranger=$(sed 's/.*"uuid":"\([^"]*\)".*/\1/' added)
exits 2 "a stranger's secret" rotate
has "is for a person" "rotate --drop UUID" err
exits 2 "our own can't be dropped" rotate --drop "$(pairs | grep -v "$stranger" | cut -d' ' -f1)"
exits 2 "nor one that isn't there" rotate --drop nothing
exits 2 "not by hand either" rotate --manual --drop "$(pairs | grep -v "$stranger" | cut -d' ' -f1)"
hasnt "which needs no new secret" "--from" err
exits 0 "the other one can, also where a person adds them" rotate --manual --drop "$stranger"
ok "one is left" [ "$(pairs | sed 's/.* //')" = "$present" ]

## Good at Adobe, and not at Workfront

at_session() { # EXIT FAULT WHAT
    sandbox_fault "{\"match\":{\"path\":\"*/session\"},$2}" >fault
    exits "$1" "$3" rotate
    sandbox_unfault
    ok "$3: then the old secret stays the first" [ "$(recorded)" = added ]
}
at_session 7 '"status":401' "a host that doesn't take the new secret's token"
has "is named" "$host: it doesn't take a token of the new secret" err
has "with what is in use" "the old secret stays in use" err
workfront-credential token >former
exits 0 "that rotation can be given up" rotate --abort
has "the former secret is kept" "aborted: profile default keeps its former secret" out
ok "alone" [ "$(pairs | sed 's/.* //')" = "$present" ]
workfront-credential revoke >revoked 2>&1
exits 0 "a token is had with it" workfront-credential token
ok "that works" works "$(cat out)"
workfront-credential token >former
at_session 6 '"status":500' "one that fails"
before=$(sandbox_count "$token_path")
workfront-credential token >kept
ok "a second secret changes no token" cmp former kept
ok "and nobody is asked for one" [ "$(sandbox_count "$token_path")" -eq "$before" ]
at_session 6 '"html":true,"status":200' "a page in its place"
at_session 1 '"status":200,"body":{"data":{}}' "an answer without a user"
before=$(sandbox_count "*/session")
exits 0 "the next run" rotate
has "proves it" "and it is proved" out
ok "by one session" [ "$(sandbox_count "*/session")" -eq $((before + 1)) ]
exits 0 "and goes on" rotate --now
sandbox_fault '{"match":{"path":"*/session"},"status":500}' >fault
exits 0 "a secret that leaked doesn't wait for a Workfront that is away" rotate --now
sandbox_unfault

## Not allowed

sandbox_fault '{"match":{"path":"/console/*"},"status":403}' >fault
exits 7 "who may not manage secrets is told" rotate
has "what to add" "I/O Management API" err
sandbox_unfault
ok "and nothing is under way" [ "$(state)" = None ]

## By hand

sandbox_control DELETE /world
given_rotating
printf '{"CLIENT_ID":"%s","CLIENT_SECRETS":["%s","p8e-CANARY-byHand000000000000"],"SCOPES":["openid","AdobeID"],"ORG_ID":"0123456789ABCDEF01234567@AdobeOrg"}' \
    "$client" "$first_secret" >both.json
sandbox_world "{\"clients\":{\"$client\":{\"secrets\":{\"byhand\":{\"secret\":\"p8e-CANARY-byHand000000000000\",\"created_at\":\"1683005777000\"}}}}}"
exits 2 "a download without a new one" rotate --manual --from "$rotating"
exits 0 "one with a new secret" rotate --manual --from both.json
has "is proved" "and it is proved" out
exits 0 "when the grace is over" rotate --grace 0s
has "a person has to delete the old one" "delete the former client secret" out
sandbox_world "{\"clients\":{\"$client\":{\"secrets\":{\"$first_uuid\":null}}}}"
exits 0 "then it is seen to be refused" rotate --grace 0s
has "and dropped" "the former one is deleted" out
workfront-credential revoke >revoked 2>&1
exits 0 "a token is had" workfront-credential token
sandbox_world "{\"clients\":{\"$client\":{\"secrets\":{\"again\":{\"secret\":\"p8e-CANARY-again0000000000000\",\"created_at\":\"1683005888000\"}}}}}"
sed "s/$first_secret/p8e-CANARY-again0000000000000/" both.json >again.json
workfront-credential token >former
exits 0 "a leak" rotate --manual --now --from again.json
has "takes a person, too" "delete the former client secret" out
replaced "by hand"
sandbox_world "{\"clients\":{\"$client\":{\"secrets\":{\"byhand\":null}}}}"
exits 0 "and another run" rotate --manual --now
has "when that is done" "the former one is deleted" out
ok "after which a token works" works "$(workfront-credential token)"

## What is said of it

exits 0 "the audit log is whole" workfront-credential audit verify
workfront-credential audit show >shown
for step in add prove promote delete; do
    has "it has the step $step" "$step" shown
done
hides "no secret or token in any output" setup.out out err loop.err shown status.out minted.err minted.revoked
grep -av "^password=" -r "$store" "$XDG_CONFIG_HOME" >files 2>/dev/null
has "each file is looked into, also a sealed one" "$store/records-" files
hides "nor in a file" files
grep -o '^eyJ[^.]*\.[^.]*' loop.out | sort -u | cut -d. -f2 | tr '_-' '/+' | sed 's/$/===/' | base64 -d >claims 2>/dev/null
has "the tokens that were handed out have scopes" AdobeID claims
hasnt "and none that manages secrets" client_secret claims
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish

#!/bin/sh
# The network program by itself: a credential's client secrets at the Console, and what can't be one.
# shellcheck disable=SC2154 # admin.sh and adobe_calls.sh set some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/adobe_calls.sh"
. "$top_srcdir/tests/lib/rotation.sh"
given_sandbox

secrets_defaults="version=1
call=secrets
deadline=20000
endpoint=https://ims-na1.adobelogin.com/ims/token/v3
client_id=$client
client_secret=$first_secret
scope=openid,AdobeID,read_client_secret,manage_client_secrets
console_org=23294
console_credential=436085"

asks() { # STATUS ERROR WHAT [KEY=VALUE…]
    answers "$secrets_defaults" "$@"
    hasnt "$3: no token in it" eyJhbGciOiJ "$work/out"
}

## The whole way

asks ok "" "the secrets are listed"
has "each with its stamps" "secret[]=$first_uuid 1683005777000 " "$work/out"
hasnt "without a secret" CANARY "$work/out"
asks ok "" "another one is made" call=secret-add
says sent 1
second=$(field 'client_secret\[\]' "$work/out")
uuid=$(field 'secret\[\]' "$work/out" | cut -d' ' -f1)
pairs >"$work/pairs"
ok "which the Console has" grep -qxF "$uuid $second" "$work/pairs"
asks unsuitable http "a third one isn't" call=secret-add
says sent ""
asks ok "" "the new one manages" "client_secret=$second"
asks ok "" "and deletes the former" call=secret-delete "client_secret=$second" "uuid=$first_uuid"
says sent 1
asks not-found http "which is gone then" call=secret-delete "client_secret=$second" "uuid=$first_uuid"
says sent ""
asks refused invalid_client "and refused"
sandbox_control DELETE /world
asks account http "a token that may not manage is told so" scope=openid,AdobeID
asks refused invalid_scope "a scope that isn't granted" scope=openid,another_scope
asks not-found http "another credential's" console_credential=436084
for key in console_org console_credential; do
    for value in "" 23a 1234567890123456789 ../1; do
        asks malformed "" "$key $value can't be one" "$key=$value"
        says field "$key"
    done
done
asks malformed "" "nor this a uuid" call=secret-delete uuid=a/b

## Which numbers the Console has for them

find=read_organizations,openid
asks ok "" "the numbers are found" call=console-find "org_id=$org" console_org= console_credential= scope=$find
says console_org 23294
says console_credential 436085
sandbox_world '{"console":{"page_size":1}}'
asks ok "" "also on a second page" call=console-find "org_id=$org" scope=$find
says console_credential 436085
asks malformed "" "not without an organization" call=console-find scope=$find
says field org_id
asks not-found "" "another organization isn't there" call=console-find org_id=FFFFFFFFFFFFFFFF00000000@AdobeOrg scope=$find
says field org_id
asks account http "a token that may not look is told so" call=console-find "org_id=$org" scope=openid
says console_org ""
pages=$(sandbox_count "*/integrations")
strange() { # STATUS ERROR WHAT PATH BODY
    sandbox_fault "{\"match\":{\"path\":\"$4\"},\"status\":200,\"body\":$5}" >"$work/fault"
    asks "$1" "$2" "$3" call=console-find "org_id=$org" scope=$find
    says console_org ""
    says console_credential ""
    sandbox_unfault
}
strange unexpected wrong-type "no list of organizations" /console/organizations '{"content":[]}'
strange unexpected wrong-value "a number that is none" /console/organizations "[{\"id\":\"../1\",\"code\":\"$org\"}]"
strange unexpected wrong-value "one with a sign" /console/organizations "[{\"id\":-1,\"code\":\"$org\"}]"
strange unexpected wrong-value "one that is too long" /console/organizations "[{\"id\":1234567890123456789,\"code\":\"$org\"}]"
ok "then nobody is asked for credentials" [ "$(sandbox_count "*/integrations")" -eq "$pages" ]
strange unexpected wrong-type "no list of credentials" "*/integrations" '{"content":7}'
strange unexpected wrong-value "a credential without a number" "*/integrations" "{\"content\":[{\"apikey\":\"$client\"}]}"
unpaged() { # WHAT BODY: all of them at once, whatever page was asked for
    sandbox_fault "{\"match\":{\"path\":\"*/integrations\"},\"status\":200,\"body\":$2}" >"$work/fault"
    pages=$(sandbox_count "*/integrations")
    asks ok "" "$1" call=console-find "org_id=$org" scope=$find
    says console_credential 436085
    ok "$1: by one request" [ "$(sandbox_count "*/integrations")" -eq $((pages + 1)) ]
    sandbox_unfault
}
ours="{\"id\":1,\"apikey\":\"other\"},{\"id\":436085,\"apikey\":\"$client\"}"
unpaged "a list without pages" "[$ours]"
unpaged "a page that tells its number and size" \
    "{\"content\":[$ours],\"page\":0,\"size\":50,\"totalElements\":2,\"totalPages\":1,\"last\":true}"
strange not-found "" "no such credential" "*/integrations" '[{"id":1,"apikey":"other"}]'
pages=$(sandbox_count "*/integrations")
strange not-found "" "a page that comes again and again" "*/integrations" '{"content":[{"id":1,"apikey":"other"}]}'
ok "isn't asked for a third time" [ "$(sandbox_count "*/integrations")" -eq $((pages + 2)) ]
sandbox_control DELETE /world

## Hostile answers

lie() { # METHOD FAULT STATUS ERROR SENT WHAT [KEY=VALUE…]
    _lie="{\"match\":{\"path\":\"/console/*\",\"method\":\"$1\"},$2,\"count\":1}"
    _sent=$5
    sandbox_fault "$_lie" >"$work/fault" || exit 1
    shift 2
    _status=$1 _error=$2 _what=$4
    shift 4
    asks "$_status" "$_error" "$_what" "$@"
    says sent "$_sent"
    sandbox_control DELETE /fault
    sandbox_control DELETE /world
}
of() { echo "\"status\":200,\"body\":{\"client_secrets\":[$1]}"; }
secret='{"uuid":"a","created_at":"1","secret_usages":null}'
lie GET '"html":true,"status":200' unreachable web-page """" "a page instead of a list"
lie GET '"html":true,"status":404' unreachable web-page """" "a page that isn't found"
lie GET '"patch":{"client_id":"other"}' unexpected wrong-value "" "somebody else's"
lie GET '"patch":{"client_secrets":{}}' unexpected wrong-type "" "no list"
lie GET "$(of "$secret,$secret,$secret")" unexpected too-many "" "three secrets"
lie GET "$(of '{"uuid":"a/b","created_at":"1"}')" unexpected wrong-value "" "a uuid with a /"
lie GET "$(of '{"uuid":1,"created_at":"1"}')" unexpected wrong-value "" "a number for a uuid"
lie GET "$(of '{"uuid":"","created_at":"1"}')" unexpected wrong-value "" "an empty uuid"
lie GET "$(of '{"uuid":"a","secret_usages":"never"}')" unexpected wrong-value "" "usages of another type"
lie GET "$(of '{"uuid":"a","created_at":17,"expires_at":99,"secret_usages":[{"last_used_at":5},{"last_used_at":"7"}]}')" \
    ok "" "" "stamps as numbers"
has "are taken" "secret[]=a 17 7 99" "$work/out"
lie GET '"status":500' unreachable http "" "an error of the server"
lie GET '"status":429,"retry_after":7' throttled http "" "too many requests"
says retry_after 7
lie POST '"status":500' unreachable http 1 "an error may have done it" call=secret-add
lie POST '"truncate":20' unreachable transfer 1 "an answer that breaks off" call=secret-add
lie POST '"close":true' unreachable transfer 1 "none at all" call=secret-add
lie POST '"html":true,"status":403' unreachable web-page 1 "a page isn't the Console's refusal" call=secret-add
lie POST '"status":403' account http "" "its refusal is" call=secret-add
lie POST '"patch":{"client_secret":"has\nline"}' unexpected wrong-value 1 "a secret with a line end" call=secret-add
lie POST '"patch":{"client_secret":"short"}' unexpected wrong-value 1 "a secret that is none" call=secret-add
lie POST '"patch":{"uuid":"../x"}' unexpected wrong-value 1 "a uuid that leads elsewhere" call=secret-add
lie DELETE '"close":true' unreachable transfer 1 "a deletion without an answer" call=secret-delete "uuid=$first_uuid"
sandbox_world '{"console":{"add_status":200}}'
asks ok "" "200 for 201 will do" call=secret-add
ok "nothing that no client may make was asked" [ "$(sandbox_alarms)" -eq 0 ]
finish

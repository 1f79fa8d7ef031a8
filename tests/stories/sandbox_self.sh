#!/bin/sh
# The sandbox starts, counts everything that reaches it, serves many at once, can be another world,
# can be reached in other ways, ends with whoever started it, and leaves nothing.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/sandbox.sh"
. "$top_srcdir/tests/lib/sandbox_ask.sh"
. "$top_srcdir/tests/lib/faketime.sh"

## It starts and says how to reach it

fails "an unknown option is refused" "$SANDBOX" --nonsense
fails "a world that isn't there is refused" "$SANDBOX" --world "$work/nowhere.json"
echo '{"client": {}}' >"$work/misspelt.json"
fails "a misspelt world is refused" "$SANDBOX" --world "$work/misspelt.json"
fails "a process that isn't there can't be watched" "$SANDBOX" --watch 999999999
ok "it can print its world" "$SANDBOX" --print-world
sandbox_start || exit
ok "its folder is its own" is "$(stat -c %a "$SANDBOX_FOLDER")" 700
ok "it runs" kill -0 "$SANDBOX_PID"
ok "no certificate folder is exported" is "${SSL_CERT_DIR-}" ""

new_token

## The journal

sandbox_reset
answers 200 "a request" -d "$(form)" "$ims/token/v3"
answers 200 "another" -H "$bearer" "$api/user/search?emailAddr=%C3%A4&fields=ID"
answers 401 "and a third" -H "$bearer" -H 'x-a: '"$(printf '\377\001')" \
    "https://initech.my.workfront.com/attask/api/session"
sandbox_requests >"$work/requests"
ok "each is counted" is "$(sandbox_query /count)" 6
ok "each by its path" is "$(sandbox_count /ims/token/v3)" 1
ok "by a part of its path" is "$(sandbox_count '/attask/*')" 2
ok "by host" is "$(sandbox_count '' host=IMS-na1.adobelogin.com method=POST)" 1
ok "by status" is "$(sandbox_count '' status=401)" 1
ok "tunnels too" is "$(sandbox_count '' method=CONNECT)" 3
has "fields are named" '"client_secret": "(hidden)"' "$work/requests"
has "headers are named" '"authorization": "(hidden)"' "$work/requests"
has "what isn't secret is shown" '"grant_type": "client_credentials"' "$work/requests"
hasnt "no secret is shown" CANARY "$work/requests"
ok "that was no reason for alarm" is "$(sandbox_alarms)" 0
fails "a misspelt filter is refused" sandbox_requests pat=/
answers 400 "a secret in the query is refused" -d "$(form client_secret=-)" \
    "$ims/token/v3?client_secret=$secret"
ok "it's an alarm" is "$(sandbox_count '' 'alarm=client secret in the query*')" 1
answers 404 "a host nobody knows" -H "$bearer" https://evil.example/
ok "a token for it is an alarm" is "$(sandbox_count '' 'alarm=credentials sent to a host*')" 1
answers 200 "two credentials at once" -H "$bearer" -H 'sessionID: CANARY' "$api/session"
ok "they are an alarm" is "$(sandbox_count '' 'alarm=two kinds*')" 1
answers 403 "plain HTTP" --proxy "${https_proxy-}" -H "$bearer" http://acme.my.workfront.com/x
ok "a token in it is an alarm" \
    is "$(sandbox_count /x scheme=http 'alarm=credentials sent over plain*')" 1
sandbox_requests >"$work/requests"
hasnt "no secret is shown then either" CANARY "$work/requests"
ok "there are four alarms" is "$(sandbox_alarms)" 4

## Many at once

sandbox_reset
form >"$work/form"
{
    printf 'silent\nparallel\nparallel-immediate\nparallel-max = 200\n'
    i=0
    while [ "$i" -lt 200 ]; do
        printf 'next\nurl = "%s"\ndata = "@%s"\noutput = "%s"\n' \
            "$ims/token/v3" "$work/form" "$work/many.$i"
        i=$((i + 1))
    done
} >"$work/many.conf"
exits 0 "200 clients at once" curl -q -K "$work/many.conf"
ok "200 requests are counted" is "$(sandbox_count /ims/token/v3 status=200)" 200
ok "200 tokens, each another" is "$(cat "$work"/many.[0-9]* | grep -o '"access_token":"[^"]*' |
    sort -u | grep -c .)" 200

## The world can be another

sandbox_world "{\"instances\": {\"acme\": {\"users\": {\"$user\": {\"accessLevel\": {\"isAdmin\": true}}}}}}"
answers_with 200 '"isAdmin":true' "a user becomes an administrator" -H "$bearer" "$api/session"
fails "a misspelt world is refused as it runs, too" sandbox_world '{"instance": {}}'
sandbox_reset
answers_with 200 '"isAdmin":false' "and is none any more" -H "$bearer" "$api/session"
exits 0 "it ends well" sandbox_stop
ok "it leaves nothing" test ! -e "$SANDBOX_FOLDER"

sandbox_start --world "$top_srcdir/tests/sandbox/world-troubled.json"
refuses invalid_scope "One or more scopes are not granted to this client" scope=profile
new_token scope=openid
answers_with 401 "User not found" "a user isn't there yet" -H "$bearer" "$api/session"
answers 401 "and still isn't" -H "$bearer" "$api/session"
finds 0 "then it is there, but can't be found" "emailAddr=$email"
finds 1 "then it can be found" "emailAddr=$email" fields=isActive
has "it isn't active" '"isActive":false' "$work/body"
answers_with 200 '{"content":[]' "a family can be empty" -H "$bearer" -H "$has_org" \
    -H "x-api-key: $client" "$planning/v2/workspaces"
answers 401 "a family can refuse tokens" -H "$bearer" "$events"
exits 0 "the troubled world ends well" sandbox_stop

## Other ways to reach it

sandbox_start --ipv6
case $https_proxy in
*::1*) answers 200 "the proxy answers on IPv6" -d "$(form)" "$ims/token/v3" ;;
*) skip "the proxy answers on IPv6" "this machine has no IPv6" ;;
esac
answers 200 "the server answers without a proxy" --noproxy '*' -d "$(form)" \
    --connect-to "::$SANDBOX_TLS" "$ims/token/v3"
ok "that's no tunnel" is "$(sandbox_count '' method=CONNECT host=ims-na1.adobelogin.com)" 1
pem=$SSL_CERT_FILE
unset SSL_CERT_FILE
SSL_CERT_DIR=$SANDBOX_FOLDER/ca
export SSL_CERT_DIR
answers 200 "its authority is found in a folder" -d "$(form)" "$ims/token/v3"
unset SSL_CERT_DIR
curl_exits 60 "nobody else trusts it" -d "$(form)" "$ims/token/v3"
export SSL_CERT_FILE="$pem"
if [ -e "$faketime" ]; then
    for days in -900 900; do
        exits 0 "its certificates hold $days days from now" later $((days * 86400)) \
            curl -q -sS --max-time 20 -o "$work/body" -d "$(form)" "$ims/token/v3"
    done
else
    skip "its certificates hold by another clock" "libfaketime isn't here"
fi

## It ends with whoever started it

for shell in sh bash; do
    command -v "$shell" >/dev/null || continue
    # shellcheck disable=SC2016 # the inner shell's variables
    "$shell" -c 'eval "$("$1")"; echo "$SANDBOX_FOLDER"; curl -q -s --noproxy "*" \
        "$SANDBOX_CONTROL/count"' - "$SANDBOX" >"$work/other"
    folder=$(head -n 1 "$work/other")
    ok "$shell starts one by eval" grep -qx 0 "$work/other"
    tries=3000
    while [ -e "$folder" ] && [ "$tries" -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.02
    done
    ok "it ends with $shell" test ! -e "$folder"
done
answers 200 "another sandbox isn't touched by that" -d "$(form)" "$ims/token/v3"
exits 0 "it ends well after all" sandbox_stop

finish

#!/bin/sh
# The network program by itself: a call record in, an answer record out, whatever Adobe does.
# shellcheck disable=SC2154 # sandbox_start sets https_proxy
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox

program=${stage_libexecdir:-$top_builddir}/workfront-credential-adobe
secret=p8e-CANARY-kQ3vT7mXw2ZsN9bRfY4hLd6j
user=66cf5cec0002204507c8ce6d532dfc08
org=0123456789ABCDEF01234567@AdobeOrg

## Calls: complete ones, of which a test replaces what it is about

write_call() { # DEFAULTS [KEY=VALUE…]: KEY= alone leaves the key out
    _defaults=$1
    shift
    printf '%s\n' "$_defaults" "$@" | awk -F= '
        NF { if (!($1 in line)) key[n++] = $1; line[$1] = $0 }
        END { for (i = 0; i < n; i++) if (line[key[i]] != key[i] "=") print line[key[i]]; print "" }'
}

token_defaults="version=1
call=token
deadline=20000
endpoint=https://ims-na1.adobelogin.com/ims/token/v3
client_id=0123456789abcdef0123456789abcdef
client_secret=$secret
scope=openid,AdobeID,additional_info.roles,profile"

# Run a call: exit 0, nothing on stderr, and this status and error ("" = none)
answers() { # DEFAULTS STATUS ERROR WHAT [KEY=VALUE…]
    _call=$1 _wanted=$2 _error=$3 _what=$4
    shift 4
    write_call "$_call" "$@" >"$work/call"
    run "$program" <"$work/call"
    if [ "$status" -eq 0 ] && [ ! -s "$work/err" ] && [ "$(field version "$work/out")" = 1 ] &&
        [ "$(field status "$work/out")" = "$_wanted" ] &&
        [ "$(field error "$work/out")" = "$_error" ]; then
        result ok "$_what"
    else
        result "not ok" "$_what (exit $status, not $_wanted $_error)"
        sed '/^access_token=/d' "$work/out" >"$work/shown"
        comment "$work/shown"
        comment "$work/err"
    fi
}

token() { # STATUS ERROR WHAT [KEY=VALUE…]
    answers "$token_defaults" "$@"
}

says() { # KEY VALUE: the last answer's
    if [ "$(field "$1" "$work/out")" = "$2" ]; then
        result ok "$1 is \"$2\""
    else
        result "not ok" "$1 is \"$(field "$1" "$work/out" | cut -c1-80)\", not \"$2\""
    fi
}

says_number() { # KEY FROM TO
    _number=$(field "$1" "$work/out")
    ok "$1 is from $2 to $3" [ "${_number:-0}" -ge "$2" -a "${_number:-0}" -le "$3" ]
}

ims_fault() { # MEMBERS: the only fault there is
    sandbox_reset
    sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, $1}" >/dev/null
}

tunnel_fault() { # MEMBERS
    sandbox_reset
    sandbox_fault "{\"match\": {\"host\": \"ims-na1.adobelogin.com\"}, $1}" >/dev/null
}

## A token

now=$(date +%s)
token ok "" "a token is issued"
ok "it is a JWT" grep -qE '^access_token=eyJ[A-Za-z0-9._-]+$' "$work/out"
says expires_in 86399
says http_status 200
says_number claims_lifetime 86300 86400
says_number server_time "$now" "$((now + 30))"
hides "the secret isn't answered" "$work/err"
hasnt "nor anything of the call" "$secret" "$work/out"
ok "one request was made" [ "$(sandbox_count $token_path method=POST status=200)" -eq 1 ]
sandbox_requests "path=$token_path" >"$work/requests"
has "by our name" '"workfront-credential/' "$work/requests"
token ok "" "scopes are sent once and in any separation" "scope= openid, AdobeID  openid"
sandbox_world '{"token": {"form": "milliseconds"}}'
token ok "" "a life in milliseconds"
says expires_in 86399
sandbox_world '{"token": {"form": "string", "claims_lifetime": 600}}'
token ok "" "a life as a string, and a shorter one in the claims"
says expires_in 86399
says_number claims_lifetime 1 600
sandbox_world '{"token": {"padding": 20000}}'
token ok "" "a token of 20 KB"
sandbox_world '{"token": {"padding": 40000}}'
token unexpected wrong-value "one of 40 KB"
says field access_token
ims_fault '"chunked": true, "clock_offset": -864000'
token ok "" "an answer without a length, from a server whose clock is off"
says_number server_time "$((now - 864000))" "$((now - 864000 + 60))"

## IMS refuses

token refused invalid_client "a wrong secret" client_secret=p8e-CANARY-wrong
says error_description "invalid client_secret parameter"
hides "the secret isn't answered" "$work/out" "$work/err"
token refused invalid_client "an unknown client" client_id=ffffffffffffffffffffffffffffffff
token refused invalid_scope "a scope that wasn't granted" scope=openid,everything
ims_fault '"status": 401, "body": {"error": "invalid_client", "error_description": "you sent '$secret'"}, "debug_id": "1a\u001b2b"'
token refused invalid_client "a secret in the answer"
hides "isn't answered" "$work/out"
ims_fault '"status": 400, "body": {"error": "a\u001b]0;x\u0007", "error_description": "b\nstatus=ok"}, "debug_id": "abc-1"'
token refused 'a?]0;x?' "control bytes in the answer"
says error_description 'b?status=ok'
says debug_id abc-1

## IMS isn't well

ims_fault '"status": 429, "retry_after": 38'
token throttled 429050 "too many requests"
says retry_after 38
ims_fault '"status": 429, "empty": true, "retry_after_date": 2400'
token throttled http "too many requests, until a date"
says_number retry_after 2390 2400
ims_fault '"status": 429, "empty": true, "headers": {"Retry-After": "soon"}'
token throttled http "too many requests, until who knows"
says retry_after ""
ims_fault '"status": 500'
token unreachable internal_error "an error of the server"
ims_fault '"status": 503, "html": true, "retry_after": 5'
token unreachable http "a page instead of an answer"
says http_status 503
says retry_after 5
ims_fault '"close": true'
token unreachable transfer "no answer"
ims_fault '"truncate": 40'
token unreachable transfer "half an answer"
ims_fault '"drip": {"bytes": 1, "every_ms": 100}'
token unreachable timeout "an answer in drops" deadline=1000
ims_fault '"hold": true'
token unreachable timeout "an answer that never comes" deadline=500
hides "no secret in all that" "$work/out" "$work/err"

## The answer isn't what it should be

ims_fault '"redirect": "https://elsewhere.example/ims/token/v3?x=1"'
token unexpected redirect "a redirect"
says redirect elsewhere.example
ok "it isn't followed" [ "$(sandbox_query /count host=elsewhere.example)" -eq 0 ]
ims_fault '"megabytes": 10'
token unexpected too-long "an answer of 10 MB"
ims_fault '"megabytes": 10, "chunked": true'
token unexpected too-long "an answer of 10 MB without a length"
ims_fault '"patch": {"access_token": "eyJhbGciOi.CANARY\nHost: evil"}'
token unexpected wrong-value "a token with a line break"
says field access_token
hides "which isn't repeated" "$work/out" "$work/err"
ims_fault '"patch": {"access_token": ["eyJ"]}'
token unexpected wrong-type "a token that is a list"
ims_fault '"patch": {"expires_in": 0}'
token unexpected wrong-value "a token without a life"
says field expires_in
ims_fault '"patch": {"token_type": "mac"}'
token unexpected wrong-value "a token of another type"
ims_fault '"body": "not JSON"'
token unexpected not-json "no JSON"
ims_fault '"base64": "AP8NCg=="'
token unexpected not-json "any bytes"
ims_fault '"status": 404, "html": true'
token unexpected http "a page that isn't there"

## The way there

for tls in wrong-host expired future other-ca self-signed; do
    tunnel_fault "\"tls\": \"$tls\""
    token unreachable tls-certificate "a certificate that is $tls"
done
tunnel_fault '"tls": "close"'
token unreachable tls "a handshake that fails"
for proxy in refuse unresolved timeout; do
    tunnel_fault "\"proxy\": \"$proxy\""
    token unreachable proxy "a proxy that answers: $proxy"
done
tunnel_fault '"proxy": "hang"'
token unreachable timeout "a proxy that hangs" deadline=500
sandbox_reset
token malformed "" "an endpoint without TLS" endpoint=http://ims-na1.adobelogin.com/ims/token/v3
says field endpoint
token malformed "" "an endpoint with a password" endpoint=https://a:b@ims-na1.adobelogin.com/
token malformed "" "no endpoint" endpoint=
ok "none of them was asked" [ "$(sandbox_query /count 'path=*')" -eq 0 ]

with() { # VARIABLE=VALUE…: the call in another environment
    run env -u https_proxy -u SSL_CERT_FILE "$@" "$program" <"$work/call"
}
write_call "$token_defaults" >"$work/call"
with "HTTPS_PROXY=$https_proxy" "SSL_CERT_FILE=$SSL_CERT_FILE"
says status ok
with "all_proxy=$https_proxy" "CURL_CA_BUNDLE=$SSL_CERT_FILE" SSL_CERT_FILE=/nowhere
says status ok
with "https_proxy=$https_proxy" "SSL_CERT_DIR=/nowhere:$SANDBOX_FOLDER/ca"
says status ok
with "https_proxy=$https_proxy"
says error tls-certificate
with "https_proxy=$https_proxy" "SSL_CERT_FILE=$work/nothing"
says error tls-ca
with "https_proxy=http://127.0.0.1:1" "SSL_CERT_FILE=$SSL_CERT_FILE"
says error connect
write_call "$token_defaults" "endpoint=https://localhost:${SANDBOX_TLS##*:}$token_path" >"$work/call"
with "https_proxy=http://127.0.0.1:1" no_proxy=localhost "SSL_CERT_FILE=$SSL_CERT_FILE"
ok "without the proxy the server itself is asked" \
    [ "$(sandbox_query /count "host=localhost*")" -eq 1 ]
write_call "$token_defaults" >"$work/call"
with "https_proxy=$https_proxy" "SSL_CERT_FILE=$SSL_CERT_FILE" "SSLKEYLOGFILE=$work/keys" \
    "HOME=$work/home" OPENSSL_CONF=/nowhere CURL_HOME=/nowhere
says status ok
ok "other variables do nothing: no TLS keys are written" [ ! -e "$work/keys" ]

## The account

run "$program" <"$work/call"
access_token=$(field access_token "$work/out")
account_defaults="version=1
call=account
deadline=20000
host=$host
access_token=$access_token
org_id=$org
technical_account_email=$email
api_version=22"

account() { # STATUS ERROR WHAT [KEY=VALUE…]
    answers "$account_defaults" "$@"
}

api=/attask/api/v22.0
account ok "" "the technical account is found"
says session_user_id $user
says session_customer_id 66cf5cec000220447507c8ce6d53aaaa
says user_id $user
says user_email "$email"
says user_is_active 1
says access_level Contributor
says session_is_admin ""
says user_is_admin ""
hides "neither token nor session is answered" "$work/out" "$work/err"
ok "two requests were made" [ "$(sandbox_count "$api/*")" -eq 2 ]
account ok "" "its e-mail in other letters" \
    technical_account_email=00000000-1111-2222-3333-444444444444@TECHACCT.Adobe.com
account ok "" "no organization" org_id=
account account AuthenticationException "a wrong organization" \
    org_id=FFFFFFFFFFFFFFFF00000000@AdobeOrg
says http_status 401
account account AuthenticationException "a token that isn't good" access_token=eyJhbGciOi.CANARY.x
account account no-such-user "an account that isn't there" technical_account_email=nobody@example.com
says session_user_id $user
says user_id ""
account unexpected APIException "a version that was removed" api_version=14
says http_status 410
sandbox_world "{\"instances\": {\"acme\": {\"filler_users\": 450, \"users\": {\"$user\":
    {\"isActive\": false, \"registered\": true, \"accessLevel\": {\"isAdmin\": true}}}}}}"
account ok "" "an account on the third page"
says_number candidates 451 460
says user_is_active ""
says user_is_registered 1
says user_is_admin 1
says session_is_admin 1
sandbox_world '{"instances": {"acme": {"filler_users": 0}}}'
account unexpected redirect "a host that was moved" host=globex.my.workfront.com
says redirect globex.my.workfront.adobe.com
account_fault() { # PATH MEMBERS
    sandbox_reset
    sandbox_fault "{\"match\": {\"path\": \"$api/$1\"}, $2}" >/dev/null
}
account_fault session '"redirect": "https://elsewhere.example/"'
account unexpected redirect "a redirect"
says redirect elsewhere.example
ok "the token doesn't go there" [ "$(sandbox_query /count host=elsewhere.example)" -eq 0 ]
account_fault session '"status": 200, "body": {"error": {"class": "com.attask.common.AuthenticationException", "message": "no"}}'
account account AuthenticationException "an error under a good status"
says session_user_id ""
account_fault user/search '"status": 403'
account account AuthorizationException "users that may not be seen"
says session_user_id $user
account_fault user/search '"megabytes": 10'
account unexpected too-long "10 MB of users"
account_fault session '"patch": {"data": {"userID": null}}'
account unexpected wrong-type "a session of nobody"
says field userID
account_fault user/search '"status": 429'
account throttled APIException "too many threads"
account_fault session '"drip": {"bytes": 1, "every_ms": 100}'
account unreachable timeout "a session in drops" deadline=700
sandbox_reset
for wrong in "$host:443" ACME.my.workfront.com "https://$host" "$host/x" "a@$host"; do
    account malformed "" "no host: $wrong" "host=$wrong"
    says field host
done
account malformed "" "no token" access_token=
account malformed "" "a token with a blank" "access_token=a b"
ok "none of them was asked" [ "$(sandbox_query /count 'path=*')" -eq 0 ]

## Import

import() { # FILE [KEY=VALUE…]
    _file=$1
    shift
    write_call "version=1
call=import
deadline=5000" "$@" | cat - "$_file" >"$work/call"
    run "$program" <"$work/call"
}

import "$credential"
says status ok
says 'client_secret\[\]' "$secret"
says client_id 0123456789abcdef0123456789abcdef
says scope openid,AdobeID,additional_info.roles,profile
says org_id $org
says technical_account_email "$email"
cp "$work/out" "$work/flat"
import "$project"
says name "Workfront S2S"
ok "both downloads say the same" sh -c "grep -v -e ^name= -e ^shape= '$work/out' >both; grep -v ^shape= '$work/flat' | cmp - both"
hasnt "nothing else of the file is repeated" CANARY-RUNTIME "$work/out"
import "$top_srcdir/tests/fixtures/console-two-secrets.json"
ok "two secrets in their order" [ "$(field 'client_secret\[\]' "$work/out" | tr '\n' ' ')" = \
    "p8e-CANARY-Zz1deletedInTheConsole9yXq p8e-CANARY-Wc8pGx5uJt1VqA0nEo7iKz3y " ]
import "$project" credential=another
says error no-match
says 'choice\[\]' "436084 Workfront S2S 0123456789abcdef0123456789abcdef"
hides "a choice has no secrets" "$work/out"
head -c 40 "$credential" >half.json
import half.json
says status malformed
says error not-json
head -c 1100000 /dev/zero | tr '\0' '[' >deep.json
import deep.json
says status too-long
head -c 1000000 deep.json >deeper.json
import deeper.json
says error not-json
ok "importing asks nobody" [ "$(sandbox_query /count 'path=*')" -eq 0 ]

## What is no call

no_call() { # WHAT SUBJECT: what is in $work/call
    run "$program" <"$work/call"
    ok "$1: exit 2" [ "$status" -eq 2 ]
    silent "$1: no answer" "$work/out"
    has "$1: the message says so" "$2" "$work/err"
    hides "$1: nothing is repeated" "$work/err"
}

: >"$work/call"
no_call "nothing" "version"
write_call "$token_defaults" version=2 >"$work/call"
no_call "another version" "version"
write_call "$token_defaults" call=p8e-CANARY >"$work/call"
no_call "an unknown call" "call"
write_call "$token_defaults" deadline=0 >"$work/call"
no_call "no time" "deadline"
write_call "$token_defaults" deadline=600001 >"$work/call"
no_call "too much time" "deadline"
{ write_call "$token_defaults" && echo p8e-CANARY; } >"$work/call"
no_call "bytes behind the record" "behind the record"
{ echo version=1 && echo p8e-CANARY; } >"$work/call"
no_call "a line that is none" "line 2"
{ write_call "$token_defaults" && head -c 2000000 /dev/zero; } >"$work/call"
no_call "too long a call" "too long"
{ write_call "$token_defaults" | sed '/^$/d' && echo client_secret=p8e-CANARY; } >"$work/call"
no_call "a key twice" "client_secret"

## The ends of the pipe

write_call "$token_defaults" >"$work/call"
exits 1 "an answer that nobody can take" sh -c "'$program' <'$work/call' >/dev/full"
exits 1 "no standard output" sh -c "'$program' <'$work/call' >&-"
exits 1 "no standard input" sh -c "'$program' <&-"
silent "no input, no answer" "$work/out"
exits 0 "no standard error" sh -c "'$program' <'$work/call' 2>&-"
has "is no hindrance" status=ok "$work/out"
exits 2 "an unknown option" "$program" --client-secret=p8e-CANARY
hides "an option isn't repeated" "$work/err"
exits 0 "its version" "$program" --version
ok "is that of the product" grep -qE '^workfront-credential-adobe [0-9.]+$' "$work/out"
run "$program" -v <"$work/call"
says status ok
has "-v tells of the jail" "workfront-credential-adobe: jail: streams environment privileges" "$work/err"
has "-v tells of the time" "POST https://ims-na1.adobelogin.com$token_path: 200" "$work/err"
hides "-v tells no secret" "$work/err"

ok "nothing was done that no client may ever do" [ "$(sandbox_alarms)" -eq 0 ]
finish

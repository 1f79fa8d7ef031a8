#!/bin/sh
# The network program by itself, asked for a token: a call record in, an answer record out, whatever
# Adobe and the way there do.
# shellcheck disable=SC2154 # sandbox_start sets https_proxy
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/adobe_calls.sh"
given_sandbox

token() { # STATUS ERROR WHAT [KEY=VALUE…]
    answers "$token_defaults" "$@"
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
token unreachable redirect "a redirect"
says redirect elsewhere.example
ok "it isn't followed" [ "$(sandbox_query /count host=elsewhere.example)" -eq 0 ]
ims_fault '"megabytes": 10'
token unexpected too-long "an answer of 10 MB"
ims_fault '"megabytes": 10, "chunked": true'
token unexpected too-long "an answer of 10 MB without a length"
ims_fault "\"headers\": {\"X-Long\": \"$(head -c 110000 /dev/zero | tr '\0' x)\"}"
case $(curl --version) in
"curl 7."*) token unexpected too-long "a header of 110 kB" ;;
*) skip "a header of 110 kB" "libcurl 8 takes it, or not, as it comes in one read or in two" ;;
esac
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
token unreachable web-page "a page that isn't there"

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
ok "nothing was done that no client may ever do" [ "$(sandbox_alarms)" -eq 0 ]
write_call "$token_defaults" "endpoint=https://localhost:${SANDBOX_TLS##*:}$token_path" >"$work/call"
with "https_proxy=http://127.0.0.1:1" no_proxy=localhost "SSL_CERT_FILE=$SSL_CERT_FILE"
ok "without the proxy the server itself is asked" \
    [ "$(sandbox_query /count "host=localhost*")" -eq 1 ]
sandbox_reset
write_call "$token_defaults" >"$work/call"
with "https_proxy=$https_proxy" "SSL_CERT_FILE=$SSL_CERT_FILE" "SSLKEYLOGFILE=$work/keys" \
    "HOME=$work/home" OPENSSL_CONF=/nowhere CURL_HOME=/nowhere
says status ok
ok "other variables do nothing: no TLS keys are written" [ ! -e "$work/keys" ]

ok "nor then" [ "$(sandbox_alarms)" -eq 0 ]
finish

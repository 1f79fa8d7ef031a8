#!/bin/sh
# The sandbox spoils what it is told to spoil, in the way it is told, and nothing else.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/sandbox.sh"
. "$top_srcdir/tests/lib/sandbox_ask.sh"

sandbox_start || exit

## Faults in the answer

new_token
fault() { # MEMBERS: the only fault there is, at the session
    sandbox_unfault && sandbox_fault "{\"match\": {\"path\": \"*/session\"}, $1}" >"$work/number"
}
spoils() { # STATUS MEMBERS [CURL-ARGUMENT…]: the session is answered so
    fault "$2"
    _status=$1 _what=$2
    shift 2
    answers "$_status" "fault $_what" -H "$bearer" "$@" "$api/session"
}

spoils 500 '"status": 500'
has "a status without a body has the documented one" '{"error":{"class":' "$work/body"
spoils 429 '"status": 429, "retry_after": 38, "debug_id": "look-here"'
has "Retry-After in seconds" 'Retry-After: 38' "$work/head"
has "x-debug-id" 'x-debug-id: look-here' "$work/head"
spoils 429 '"status": 429, "retry_after_date": 3600'
ok "Retry-After as a date" grep -qE 'Retry-After: [A-Z][a-z]{2}, [0-9]{2} [A-Z].* GMT' "$work/head"
spoils 503 '"status": 503, "headers": {"Retry-After": "soon", "X-A": ["1", "2"], "Date": null}'
has "Retry-After as nonsense" 'Retry-After: soon' "$work/head"
has "a header twice" 'X-A: 2' "$work/head"
hasnt "a header taken away" 'Date:' "$work/head"
spoils 503 '"status": 503, "html": true'
has "an HTML page" '<!DOCTYPE html>' "$work/body"
has "an HTML page says so" 'Content-Type: text/html' "$work/head"
spoils 503 '"status": 503, "empty": true'
silent "an empty body" "$work/body"
spoils 200 '"body": {"data": []}'
has "JSON as a body" '{"data":[]}' "$work/body"
spoils 200 '"body": "not JSON"'
spoils 200 '"base64": "AP8NCg=="'
ok "any bytes" is "$(od -An -tx1 "$work/body")" " 00 ff 0d 0a"
spoils 200 '"patch": {"data": {"isAdmin": "perhaps", "userID": null}}'
has "another type" '"isAdmin":"perhaps"' "$work/body"
hasnt "a member left out" userID "$work/body"
has "the rest as it was" '"sessionID":' "$work/body"
spoils 302 '"redirect": "https://elsewhere.example/"'
has "a redirect" 'Location: https://elsewhere.example/' "$work/head"
spoils 301 '"redirect": "https://elsewhere.example/", "status": 301'
spoils 200 '"megabytes": 10'
ok "ten megabytes" is "$(wc -c <"$work/body")" 10485760
spoils 200 '"chunked": true'
has "no length" 'Transfer-Encoding: chunked' "$work/head"
spoils 200 '"drip": {"bytes": 200, "every_ms": 1}'
has "drips are the whole answer" '}}}}' "$work/body"
spoils 200 '"delay_ms": 1'
spoils 200 '"clock_offset": -864000'
stale=$(sed -n 's/^Date: //p' "$work/head")
ok "a clock ten days behind" between 863900 "$(($(date +%s) - $(date -d "$stale" +%s)))" 864100
fault '"truncate": 20'
curl_exits 18 "a truncated answer" -H "$bearer" "$api/session"
ok "twenty bytes of it" is "$(wc -c <"$work/body")" 20
fault '"close": true'
curl_exits 52 "no answer at all" -H "$bearer" "$api/session"
spoils 200 '"status": 500, "skip": 1, "count": 1'
answers 500 "a fault can come later" -H "$bearer" "$api/session"
answers 200 "a fault can be used up" -H "$bearer" "$api/session"
sandbox_unfault
sandbox_fault '{"status": 500, "count": 1}' >"$work/number"
sandbox_fault '{"status": 429, "count": 1}' >"$work/number"
answers 500 "faults come in their order" -H "$bearer" "$api/session"
answers 429 "one after the other" -H "$bearer" "$api/session"
answers 200 "then all is well" -H "$bearer" "$api/session"
sandbox_unfault
sandbox_fault '{"match": {"host": "ims-*", "method": "POST"}, "status": 429}' >"$work/number"
answers_with 429 '"error_code":"429050"' "a fault matches by host and method" \
    -d "$(form)" "$ims/token/v3"
answers 405 "not another method" "$ims/token/v3"
answers 200 "not another host" -H "$bearer" "$api/session"
sandbox_unfault "$(cat "$work/number")"
answers 200 "a fault can be deleted" -d "$(form)" "$ims/token/v3"
for wrong in '{"statu": 500}' '{"status": "500"}' '{"tls": "expired", "status": 500}' '[]' '{' \
    '{"proxy": "maybe"}' '{"tls": "close", "match": {"path": "/"}}' '{"match": {"port": "1"}}' \
    '{"drip": {"bytes": 0, "every_ms": 1}}'; do
    fails "this is no fault: $wrong" sandbox_fault "$wrong"
done

## Faults before the answer

tunnel_fault() { # STATUS MEMBERS
    sandbox_fault "{\"match\": {\"host\": \"acme.my.workfront.com\"}, $2}" >"$work/number"
    curl_exits "$1" "fault $2" -H "$bearer" "$api/session"
    cp "$work/head" "$work/tunnel"
    answers 200 "fault $2 spares other hosts" -d "$(form)" "$ims/token/v3"
    sandbox_unfault
}
tunnel_fault 56 '"proxy": "refuse"'
tunnel_fault 56 '"proxy": "unresolved"'
has "the proxy says that there's no such name" 'HTTP/1.1 502' "$work/tunnel"
tunnel_fault 56 '"proxy": "timeout"'
tunnel_fault 56 '"proxy": "close"'
tunnel_fault 35 '"tls": "close"'
for tls in wrong-host expired future other-ca self-signed; do
    tunnel_fault 60 "\"tls\": \"$tls\""
done
sandbox_fault '{"proxy": "hang"}' >"$work/number"
curl_exits 28 "fault \"proxy\": \"hang\"" --max-time 0.2 "$api/session"
sandbox_reset

## Held requests

sandbox_fault '{"match": {"path": "*/session"}, "hold": true}' >"$work/number"
curl -q -sS -o "$work/held" -H "$bearer" "$api/session" &
ok "a request can be waited for" sandbox_await 1 /attask/api/v22.0/session status=0
answers 200 "while it is held, others are served" -H "$bearer" "$api/proj/search"
ok "it has no answer yet" test ! -s "$work/held"
sandbox_unfault
wait $!
has "it's answered when its fault goes" '"userID"' "$work/held"
ok "waiting in vain fails" test "$(sandbox_count /nowhere at_least=1 timeout_ms=10)" = 0

exits 0 "it ends well" sandbox_stop
finish

#!/bin/sh
# When Adobe fails: what is repeated, what is remembered, what is served meanwhile, what is said. Where
# something holds for so long, it is looked at well before the end: a busy machine needs seconds as well.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
given_sandbox
given_faketime
given_profile
request >req
day=86399
two_secrets=$top_srcdir/tests/fixtures/console-two-secrets.json

fault() { # JSON members
    sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, $1}" >/dev/null
}

no_token() {
    workfront-credential erase <req
    sandbox_control DELETE /requests
}

# All is well again, and what was remembered is forgotten
recover() {
    sandbox_unfault
    workfront-credential erase <req
    workfront-credential token --force >/dev/null
    sandbox_control DELETE /requests
}

# The error form of --json and the human one agree with the exit status
told() { # WORD EXIT SENTENCE
    ok "$1: exit status $2" [ "$status" -eq "$2" ]
    has "$1: said in words" "$3" "$work/err"
    hides "$1: without a secret" "$work/err"
    workfront-credential status --json >status.json 2>/dev/null
    has "$1: in the status" "\"last_failure\": \"$1\"" status.json
}

# An answer that drips, of another endpoint; it's looked at in the end
workfront-credential setup --profile drip --no-verify --from "$credential" --host other.my.workfront.com \
    --ims-url https://ims-na1.adobelogin.com/ims/token/v2 >/dev/null 2>&1
sandbox_fault '{"match": {"path": "/ims/token/v2"}, "drip": {"bytes": 1, "every_ms": 200}}' >/dev/null
(
    timeout 120 workfront-credential token --profile drip --non-interactive >drip.out 2>drip.err
    echo $? >drip.status
) &
ok "an answer begins to drip" sandbox_await 1 /ims/token/v2

# Down, with time left
token=$(workfront-credential token)
fault '"close": true'
run later $((day - 600)) workfront-credential token
same "down, ten minutes left: the token serves" "$token" "$work/out"
silent "nobody is bothered" "$work/err"
is_noted() { workfront-credential status --json | grep -q unreachable; }
ok "but what failed in the background is noted" await is_noted
run later $((day - 270)) workfront-credential token
same "down, four minutes left: the token serves" "$token" "$work/out"
has "with a warning" "warning: " "$work/err"
has "that says how long" "the present token serves for another " "$work/err"
run later $((day - 260)) workfront-credential token
same "again: it serves" "$token" "$work/out"
silent "one warning a minute" "$work/err"
run later $((day - 200)) workfront-credential token
has "a minute later: another warning" "warning: " "$work/err"
each 20 later $((day - 130)) workfront-credential token
all
cat each.*.err >errors
ok "20 at once are served" [ "$(failed),$(answers)" = 0,1 ]
ok "with one warning between them" [ "$(grep -c warning: errors)" -eq 1 ]
run later $((day - 900)) workfront-credential token --min-validity 3600
ok "an hour of validity can't be had now" [ "$status" -eq 8 ]
has "and why" " s; https://ims-na1.adobelogin.com/ims/token/v3: Adobe can't be reached" "$work/err"
run later $((day - 900)) workfront-credential token --min-validity 500
same "what is left of the old one is enough" "$token" "$work/out"

# Down, with no time left: repeated a few times, then remembered, and nothing is lost
recover
fault '"status": 503'
for _ in 1 2 3 4 5; do
    later $((day - 250)) workfront-credential token --force >/dev/null 2>&1
done
asked 5 "503, with an old token that can serve: asked once each time"
run later $((day + 1)) workfront-credential token
told unreachable 6 "it answers, but with an error of its own: http (HTTP 503"
asked 4 "503: asked four times"
run later $((day + 1)) workfront-credential token
ok "remembered, the longer the more often it failed" [ "$status" -eq 6 ]
has "and said" "as of" "$work/err"
asked 0 "without asking again"
run workfront-credential token
ok "nothing was dropped" [ "$(answer)" != "" ]
asked 0 "nor fetched"
recover

# A validity that can't be had, and why
fault '"status": 400, "body": {"error": "invalid_client"}'
run later $((day - 600)) workfront-credential token --force --non-interactive --min-validity 3600
ok "an hour of validity: refused is refused, also with a token at hand" [ "$status" -eq 5 ]
silent "which isn't handed out" "$work/out"
recover
no_token
fault '"close": true'
run workfront-credential token --non-interactive --min-validity 3600
ok "an hour of validity: down without a token is unreachable" [ "$status" -eq 6 ]
recover

# 500, then good
no_token
fault '"status": 500, "count": 1'
exits 0 "500, then good" workfront-credential token
asked 2 "two requests"
no_token
fault '"close": true, "count": 2'
exits 0 "two broken connections, then good" workfront-credential token
ok "three requests" [ "$(sandbox_count "$token_path")" -ge 3 ]
for kind in '"truncate": 100' '"truncate": 100, "chunked": true'; do
    no_token
    fault "$kind, \"count\": 1"
    run workfront-credential token
    ok "an answer cut off ($kind), then a whole one" [ -n "$(answer)" ]
    asked 2 "two requests"
done
recover

# 429
no_token
fault '"status": 429, "retry_after": 1, "count": 1'
exits 0 "429 for a second, then good" workfront-credential token
asked 2 "two requests"
no_token
fault '"status": 429, "headers": {"Retry-After": "soon"}, "count": 1'
exits 0 "429 with nonsense, then good" workfront-credential token
asked 2 "two requests"
recover
no_token
fault '"status": 429, "retry_after": 60'
run workfront-credential token
told throttled 6 "Adobe asks to wait"
ok "and for how long" grep -Eq "asked again in (60|5[0-9]) s" "$work/err"
asked 1 "429 for a minute: asked once"
each 20 workfront-credential token
all
asked 0 "all processes honour it"
ok "and say so by their exit status" [ "$(cat each.*.status | sort -u)" = 6 ]
workfront-credential token --force >/dev/null 2>&1
asked 1 "--force asks all the same"
later 30 workfront-credential token >/dev/null 2>&1
asked 0 "they honour it for a minute"
sandbox_unfault
later 62 workfront-credential token >/dev/null
asked 1 "after which they ask again"
recover
no_token
fault '"status": 429, "retry_after_date": 120'
exits 6 "429 until a date" workfront-credential token
sandbox_control DELETE /requests
sandbox_unfault
later 60 workfront-credential token >/dev/null 2>&1
asked 0 "honoured"
later 125 workfront-credential token >/dev/null
asked 1 "until then"
recover
no_token
fault '"status": 503, "retry_after": 100'
exits 6 "503 for a hundred seconds" workfront-credential token
asked 1 "asked once"
sandbox_control DELETE /requests
sandbox_unfault
later 40 workfront-credential token >/dev/null 2>&1
asked 0 "honoured as with 429"
later 105 workfront-credential token >/dev/null
asked 1 "until then"
recover
no_token
fault '"status": 429, "retry_after": 2400'
exits 6 "429 for forty minutes" workfront-credential token
sandbox_control DELETE /requests
sandbox_unfault
later 500 workfront-credential token >/dev/null 2>&1
asked 0 "honoured for ten minutes"
later 605 workfront-credential token >/dev/null
asked 1 "and not for longer"
recover
fault '"status": 429, "retry_after": 600'
token=$(workfront-credential token)
run later $((day - 100)) workfront-credential token
same "throttled: the old token serves" "$token" "$work/out"
has "with a warning" "Adobe asks to wait" "$work/err"
asked 1 "for one request, not repeated"

# Refused
recover
no_token
fault '"status": 401'
run workfront-credential token
told refused 5 "Adobe refused the credential: invalid_client"
asked 1 "refused: asked once"
run workfront-credential token
ok "still refused" [ "$status" -eq 5 ]
asked 0 "and remembered for a minute"
run workfront-credential token --force
ok "--force" [ "$status" -eq 5 ]
asked 1 "asks all the same"
later 30 workfront-credential token >/dev/null 2>&1
asked 0 "nor does anybody else ask"
later 62 workfront-credential token >/dev/null 2>&1
asked 1 "after a minute it's asked again"
workfront-credential setup --no-verify --replace --from "$two_secrets" --host "$host" >/dev/null 2>&1
sandbox_unfault
sandbox_control DELETE /requests
exits 0 "a changed secret is tried at once" workfront-credential token

# Two secrets, the first of them wrong
asked 2 "the first secret is refused, the second one works"
no_token
exits 0 "the next time" workfront-credential token
asked 1 "the one that worked is tried first"
ok "without trying the other" [ "$(sandbox_count "$token_path" note='wrong secret')" -eq 0 ]
no_token
fault '"status": 400, "body": {"error": "invalid_scope", "error_description": "no such scope"}'
run workfront-credential token
ok "another refusal" [ "$status" -eq 5 ]
asked 1 "isn't tried with the other secret"
sandbox_unfault
workfront-credential setup --no-verify --replace --from "$credential" --host "$host" >/dev/null 2>&1

# Answers that can't be trusted: an error, and the present token stays
recover
token=$(workfront-credential token)
sandbox_control DELETE /requests
while IFS='|' read -r what members; do
    sandbox_unfault
    fault "$members"
    run workfront-credential token --force --non-interactive --min-validity $((day + 1)) </dev/null
    case $status in
    1 | 8) result ok "$what: exit $status" ;;
    *) result "not ok" "$what: exit $status" ;;
    esac
    silent "$what: no answer" "$work/out"
    hides "$what: no secret in the message" "$work/err"
    has "$what: with what to do" " hint: " "$work/err"
done <<'TABLE'
a token that is a number|"patch": {"access_token": 5}
a token with a blank|"patch": {"access_token": "a b"}
a token with a line end|"patch": {"access_token": "abc\nx=y"}
no token|"patch": {"access_token": null}
a life that is a word|"patch": {"expires_in": "long"}
a life of nothing|"patch": {"expires_in": 0}
a life below nothing|"patch": {"expires_in": -86399}
no life|"patch": {"expires_in": null}
another type of token|"patch": {"token_type": "mac"}
an array|"status": 200, "body": []
a web page|"html": true, "status": 200
nothing|"empty": true, "status": 200
five megabytes|"megabytes": 5
a redirect|"redirect": "https://ims-na1.adobelogin.com/ims/token/v3"
bytes|"status": 200, "base64": "AAECAwQF/////w=="
TABLE
recover
for members in '"html": true, "status": 200' '"redirect": "https://portal.example/login"'; do
    sandbox_unfault
    fault "$members"
    workfront-credential erase <req
    sandbox_control DELETE /requests
    run workfront-credential token
    told unreachable 6 "a web page came instead of its answer"
    asked 1 "a web page isn't asked for again"
    recover
    token=$(workfront-credential token)
done
sandbox_unfault
run workfront-credential token
same "after all that the old token is there" "$token" "$work/out"

# The answer that drips was cut off
ok "an answer that drips comes to an end" await [ -s drip.status ]
same "with exit status 6" 6 drip.status
ok "and says so, and how long it was waited for" \
    grep -Eq "Adobe can't be reached: timeout: no answer within [1-9][0-9]* s" drip.err
recover

# Locked
token=$(workfront-credential token)
mv "$XDG_CONFIG_HOME/workfront-credential/key" key
run workfront-credential token
ok "locked: exit status 4" [ "$status" -eq 4 ]
has "locked: said in words" "the store is locked" "$work/err"
run workfront-credential status --json
ok "locked: the same for status" [ "$status" -eq 4 ]
has "locked: in JSON" '"status": "locked"' "$work/out"
has "locked: with the exit status" '"exit": 4' "$work/out"
has "locked: and the sentence" '"message": "' "$work/out"
mv key "$XDG_CONFIG_HOME/workfront-credential/key"
run workfront-credential token
same "locked: nothing was dropped" "$token" "$work/out"
asked 0 "nor fetched anew"

# Account
sandbox_fault '{"match": {"path": "/attask/*"}, "status": 401}' >/dev/null
run workfront-credential verify
ok "account: exit status 7" [ "$status" -eq 7 ]
has "account: said in words" "the token is good, but the account is not" "$work/err"
asked 1 "(the secret was tried)"
sandbox_unfault
run workfront-credential token
hasnt "account: the token isn't given out again" "$token" "$work/out"
asked 1 "but fetched anew"

ok "nothing was ever asked in a wrong way" [ "$(sandbox_alarms)" -eq 0 ]
finish

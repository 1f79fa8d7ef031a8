#!/bin/sh
# account: each way in which a good credential isn't enough, what is said then, and what to do next.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox

user=66cf5cec0002204507c8ce6d532dfc08
session_path=/attask/api/v22.0/session

world_user() { # JSON: a patch of the technical account's user
    sandbox_world "{\"instances\":{\"acme\":{\"users\":{\"$user\":$1}}}}"
}

families() { # JSON
    sandbox_world "{\"instances\":{\"acme\":{\"families\":$1}}}"
}

nothing_saved() {
    run workfront-credential list
    [ "$status" -eq 0 ] && [ ! -s "$work/out" ]
}

# setup ends with STATUS, says TEXT and NEXT, no secret, and saves nothing
explains() { # STATUS WHAT TEXT NEXT [ARGUMENT…]
    _expected=$1 _title=$2 _text=$3 _next=$4
    shift 4
    [ $# -gt 0 ] || set -- --host "$host"
    exits "$_expected" "$_title" workfront-credential setup --from "$credential" "$@"
    cp "$work/err" "$work/setup.err"
    has "$_title: is explained" "$_text" "$work/out"
    has "$_title: with the next step" "$_next" "$work/out"
    has "$_title: in plain words" "FAILED" "$work/out"
    hides "$_title: without a secret" "$work/out" "$work/err"
    ok "$_title: nothing is saved" nothing_saved
    sandbox_reset
}

says() { # WHAT TEXT ARGUMENT…: setup works all the same
    _title=$1 _text=$2
    shift 2
    exits 0 "$_title" workfront-credential setup --from "$credential" --host "$host" "$@"
    has "$_title: is told" "$_text" "$work/out"
    workfront-credential remove --quiet --profile default
    sandbox_reset
}

## The token

sed 's/0123456789abcdef0123456789abcdef/aaaabbbbccccddddaaaabbbbccccdddd/' "$credential" >unknown.json
exits 5 "an unknown Client ID" workfront-credential setup --from unknown.json --host "$host"
has "an unknown Client ID: is explained" "Adobe doesn't know the Client ID" "$work/out"
sed 's/p8e-CANARY[A-Za-z0-9-]*/p8e-CANARY-wrong/' "$credential" >wrong.json
exits 5 "a wrong secret" workfront-credential setup --from wrong.json --host "$host"
has "a wrong secret: is explained" "Adobe refused every client secret" "$work/out"
has "a wrong secret: with the next step" "Retrieve client secret" "$work/out"
sandbox_world '{"clients":{"0123456789abcdef0123456789abcdef":{"scopes":["openid"]}}}'
explains 5 "scopes that aren't granted" "scopes are missing: Adobe doesn't grant this credential" \
    'check that the project has the API "Adobe Workfront"'
sandbox_world '{"clients":{"0123456789abcdef0123456789abcdef":{"unauthorized":true}}}'
explains 5 "a client that may not" "may not ask for tokens this way" "it must be an OAuth Server-to-Server credential"
sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":429,\"retry_after\":120}" >/dev/null
explains 6 "IMS asks to wait" "Adobe asks to wait" "run this again later"
has "IMS asks to wait: for how long" ", for 2 min" "$work/setup.err"

sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":503}" >/dev/null
explains 6 "IMS fails" "Adobe's token service answers, but with an error of its own: http (HTTP 503" \
    "the fault is on the other side"
sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":500,\"body\":{\"error\":\"server_error\"}}" >/dev/null
explains 6 "IMS fails in its own words" \
    "Adobe's token service answers, but with an error of its own: server_error (HTTP 500" \
    "the fault is on the other side"
has "IMS fails in its own words: so says the message" "it answers, but with an error of its own" "$work/setup.err"
sandbox_fault '{"match":{"host":"ims-na1.adobelogin.com"},"proxy":"login"}' >/dev/null
explains 6 "a proxy that wants a user" "the proxy wants a user and password: proxy-auth" \
    "http://USER:PASSWORD@HOST:PORT"
has "a proxy that wants a user: so says the message" "the proxy wants a user and password" "$work/setup.err"
sandbox_fault '{"match":{"host":"ims-na1.adobelogin.com"},"tls":"close"}' >/dev/null
explains 6 "no handshake with IMS" "no encrypted connection to Adobe's token service can be made: tls" \
    "does a proxy in between let TLS through?"

## The session

explains 7 "the wrong instance was ticked" "globex.my.workfront.adobe.com has no user for this credential" \
    "tick globex.my.workfront.adobe.com" --host globex.my.workfront.adobe.com
explains 2 "the other host family answers" "Workfront answers as globex.my.workfront.adobe.com instead" \
    "--host globex.my.workfront.adobe.com" --host globex.my.workfront.com
sandbox_world '{"instances":{"acme":{"hosts":["acme.my.workfront.adobe.com"]}}}'
sandbox_control DELETE /requests
explains 2 "without a redirect too" "Workfront answers as acme.my.workfront.adobe.com instead" \
    "--host acme.my.workfront.adobe.com"
sed 's/0123456789ABCDEF01234567@AdobeOrg/9999999999ABCDEF01234567@AdobeOrg/' "$credential" >org.json
exits 7 "a wrong Organization ID" workfront-credential setup --from org.json --host "$host"
has "a wrong Organization ID: is explained" \
    "Workfront doesn't take the Organization ID 9999999999ABCDEF01234567@AdobeOrg here" "$work/out"
has "a wrong Organization ID: with the next step" "compare it with the credential's page" "$work/out"
explains 7 "a host of another organization" "Workfront doesn't take the Organization ID" \
    "check that initech.my.workfront.com belongs to that organization" --host initech.my.workfront.com
explains 2 "an API version that is gone" "no longer has version 9 of its API (HTTP 410)" \
    "--api-version 22" --host "$host" --api-version 9
explains 2 "an API version that isn't there yet" "no Workfront API of version 99 at $host (HTTP 404)" \
    "check the host" --host "$host" --api-version 99
sandbox_fault "{\"match\":{\"path\":\"$session_path\"},\"status\":429}" >/dev/null
explains 6 "too many requests at once" "too many requests of this customer at once (HTTP 429)" \
    "run this again in a while"
sandbox_fault "{\"match\":{\"path\":\"$session_path\"},\"status\":403}" >/dev/null
explains 7 "an account that may not log in" "doesn't let the technical account in" \
    "give it an access level and a license"
sandbox_fault '{"match":{"host":"acme.my.workfront.com"},"proxy":"unresolved"}' >/dev/null
explains 6 "a host that isn't there" "$host can't be reached" "check the host's spelling"
sandbox_fault "{\"match\":{\"path\":\"$session_path\"},\"status\":503}" >/dev/null
explains 6 "an instance that fails" "$host answers, but with an error of its own: http (HTTP 503" \
    "the fault is on the other side"
sandbox_fault '{"match":{"host":"acme.my.workfront.com"},"tls":"other-ca"}' >/dev/null
explains 6 "a certificate of somebody's" "$host isn't trusted: tls-certificate" \
    "SSL_CERT_FILE must name the file with it"
has "a certificate of somebody's: so does the message" "error: $host: it isn't trusted" "$work/setup.err"
sandbox_fault '{"match":{"host":"acme.my.workfront.com"},"tls":"close"}' >/dev/null
explains 6 "a handshake that fails" "no encrypted connection to $host can be made: tls" \
    "does a proxy in between let TLS through?"
sandbox_fault "{\"match\":{\"path\":\"$session_path\"},\"html\":true}" >/dev/null
explains 6 "a page instead of an answer" "$host answers with a web page instead of its API" \
    "is $host a Workfront host, or is there a login page"

## The user

world_user '{"isActive":false}'
explains 7 "an inactive user" "$email is inactive in Workfront" "choose the account and activate it"
world_user '{"searchable_after":9}'
explains 7 "a user who can't be found yet" "none of the 122 technical accounts in Workfront is $email" \
    "try again with --wait 600"
world_user '{"emailAddr":"00000000-1111-2222-3333-000000000000@techacct.adobe.com"}'
explains 7 "a user with another e-mail" "none of the 123 technical accounts" \
    "compare the Technical Account Email"
sandbox_world "{\"instances\":{\"acme\":{\"users\":{\"66cf5cec0002204507c8ce6d532d0002\":{\"emailAddr\":\"$email\"},
    \"$user\":{\"emailAddr\":\"b@techacct.adobe.com\"}}}}}"
explains 7 "another user with that e-mail" "the token acts as another user than $email" \
    "are of different credentials"
sandbox_fault '{"match":{"path":"/attask/api/v22.0/user/search"},"status":403}' >/dev/null
explains 7 "users who can't be searched" "the users can't be searched" "give it a higher access level"
sandbox_fault '{"match":{"path":"/attask/api/v22.0/user/search"},"status":500}' >/dev/null
explains 6 "a search that fails" "$host answers, but with an error of its own: RuntimeException" \
    "the fault is on the other side"

world_user '{"appears_after":2}'
exits 0 "--wait waits for the user" \
    workfront-credential setup --from "$credential" --host "$host" --wait 60
has "and shows that it waits" "doesn't know the technical account yet; asking again in 1 s" "$work/err"
has "with growing pauses" "asking again in 2 s" "$work/err"
ok "and asks no more often than that" [ "$(sandbox_count $session_path)" -eq 3 ]
workfront-credential remove --quiet --profile default
sandbox_reset
world_user '{"appears_after":99}'
explains 7 "a user who never comes" "has no user for this credential" "--wait 600" --host "$host" --wait 2
world_user '{"appears_after":1}'
exits 0 "--quiet waits too" workfront-credential setup --from "$credential" --host "$host" --wait 60 --quiet
silent "and says nothing" "$work/err"
workfront-credential remove --quiet --profile default
sandbox_reset

## The access

explains 7 "--require-admin" "access level Contributor, not an administrator" \
    "Admin Console > Workfront > the product profile of $host" --host "$host" --require-admin
says "a Contributor" "access level Contributor, not an administrator"
hasnt "is what most want to be" "Admin Console" "$work/out"
world_user '{"accessLevel":{"name":"System Administrator","isAdmin":true}}'
says "an administrator passes --require-admin" "System Administrator, administrator" --require-admin

## The families

families '{"planning":"empty","approvals":"empty"}'
says "no workspace" "planning  reachable, but it sees no workspace"
families '{"approvals":"empty"}'
says "an empty list" "approvals reachable; there is nothing in it yet"
families '{"planning":"forbidden"}'
says "a family that is forbidden" "planning  forbidden for this account"
families '{"planning":"missing"}'
says "a family that isn't there" "planning  not there: this instance doesn't have it"
families '{"planning":"unauthorized"}'
says "a family that refuses the token" "planning  refuses the token"
families '{"events":"unauthorized"}'
says "events refuse a token" "events    refuses the token: Adobe documents it for sessions only"
says "events for administrators" "events    forbidden: event subscriptions are for administrators"
says "comments want a scope" "comments  not asked: the credential lacks the scope workfront.comment-stream"
sandbox_world '{"instances":{"acme":{"objects":{"proj":[]}}}}'
says "no project" "workflow  reachable, but it sees no project"
sandbox_fault '{"match":{"host":"workfront.adobe.io"},"proxy":"unresolved"}' >/dev/null
says "a gateway that can't be reached" "approvals not known: it can't be reached"
sandbox_fault '{"match":{"path":"/maestro/*"},"status":429}' >/dev/null
says "a throttled family" "planning  not known: too many requests at once"
sandbox_fault '{"match":{"path":"/maestro/*"},"status":410}' >/dev/null
says "a family whose version is gone" "planning  this version of its API is gone"
sandbox_fault '{"match":{"path":"/maestro/*"},"body":"{}"}' >/dev/null
says "an answer without a list" "planning  not known: its answer can't be read"
exits 0 "a sandbox host" workfront-credential setup --from "$credential" --host acme.sb01.workfront.com
has "its lane isn't guessed" "approvals not asked: Adobe documents it for my. and preview. hosts only" "$work/out"
workfront-credential remove --quiet --profile default

# What is sent is what is documented
sandbox_control DELETE /requests
exits 0 "all families let an administrator in" workfront-credential setup \
    --from "$top_srcdir/tests/fixtures/console-two-secrets.json" --host "$host"
has "by the secret that works" "issued by secret 2 of 2" "$work/out"
for family in workflow planning approvals events comments; do
    ok "$family is reachable" grep -q "ok     $family *reachable" "$work/out"
done
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
sandbox_control DELETE /requests
exits 0 "verify proves it again" workfront-credential verify
has "by the same secret" "issued earlier by secret 2 of 2" "$work/out"
ok "with the token at hand, beside which each secret is tried" [ "$(sandbox_count $token_path)" -eq 2 ]
sandbox_control DELETE /requests
exits 0 "a renewal begins with the secret that works" \
    sh -c "sleep 1; workfront-credential token --min-validity 86399 --force"
ok "and asks once" [ "$(sandbox_count $token_path)" -eq 1 ]

exits 6 "authorities that can't be read" env SSL_CERT_FILE=/no/such/file workfront-credential verify
has "authorities that can't be read: are explained" "the certificate authorities can't be read: tls-ca" "$work/out"
has "authorities that can't be read: with the next step" "SSL_CERT_FILE names /no/such/file: No such file" "$work/out"

exits 0 "verify --json" workfront-credential verify --json
ok "is JSON, with a version" python3 -c '
import json, sys
whole = json.load(open(sys.argv[1]))
assert whole["format"] == 1 and whole["verify"]["proved"] is True
checks = {row["check"]: row["result"] for row in whole["verify"]["checks"]}
reached = "token secret session user access workflow planning events approvals comments mcp".split()
assert checks == dict.fromkeys(reached, "ok") | {"fusion": "none"}
' "$work/out"
sandbox_world '{"instances":{"acme":{"users":{"66cf5cec0002204507c8ce6d532dfc09":{"isActive":false}}}}}'
exits 7 "verify --json of a failure" workfront-credential verify --json
ok "says which check failed, and what next" python3 -c '
import json, sys
whole = json.load(open(sys.argv[1]))
assert whole["verify"]["proved"] is False
assert whole["verify"]["error"]["status"] == "account" and whole["verify"]["error"]["exit"] == 7
failed = [row for row in whole["verify"]["checks"] if row["result"] == "failed"]
assert [row["check"] for row in failed] == ["user"] and "activate" in failed[0]["next"]
' "$work/out"
sandbox_reset

# A token that was revoked elsewhere is given out until verify is told so
revoked=$(workfront-credential token)
sandbox_revoke
run workfront-credential token
same "a revoked token stays for now" "$revoked" "$work/out"
exits 7 "verify is told" workfront-credential verify
run workfront-credential token
ok "the next command gets a new one" [ "$status" -eq 0 ]
hasnt "which is another" "$revoked" "$work/out"
exits 0 "that works" workfront-credential verify
workfront-credential setup --no-verify --quiet --host acme.preview.workfront.com
renewed=$(workfront-credential token)
sandbox_fault '{"match":{"host":"acme.preview.workfront.com","path":"/attask/*"},"status":401}' >/dev/null
exits 7 "a host that doesn't know the user" workfront-credential verify
run workfront-credential token
same "is no reason to renew what another takes" "$renewed" "$work/out"
sandbox_reset

finish

#!/bin/sh
# The sandbox behaves as Adobe documents it: each endpoint, asked by real curl through its proxy.
#
# shellcheck disable=SC2016 # $$LIMIT and its like are Workfront's, not the shell's
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/sandbox.sh"
. "$top_srcdir/tests/lib/sandbox_ask.sh"

sandbox_start || exit

## IMS

new_token
ok "a token is about 1.3 KB" between 1200 "$(wc -c <"$work/token")" 1500
ok "a token has three parts of base64url" grep -qxE '([A-Za-z0-9_-]+\.){2}[A-Za-z0-9_-]+' "$work/token"
has "a token is a bearer token" '"token_type":"bearer"' "$work/body"
has "its lifetime is in seconds" '"expires_in":86399}' "$work/body"
has "an answer can be asked about" 'x-debug-id: ' "$work/head"
has "an answer is dated" 'Date: ' "$work/head"
claims >"$work/claims"
has "its claims name the technical account" "\"user_id\":\"$account\"" "$work/claims"
has "its claims hold the lifetime as text in ms" '"expires_in":"86400000"' "$work/claims"
ok "its claims hold the time as text in ms" grep -qE '"created_at":"[0-9]{13}"' "$work/claims"
first=$(cat "$work/token")
new_token
fails "the next token is another" is "$first" "$(cat "$work/token")"
answers 200 "v2 answers too" -d "$(form)" "$ims/token/v2"
answers 200 "the client's own org_id is fine" -d "$(form)&org_id=$org" "$ims/token/v3"
answers 400 "another org_id isn't" -d "$(form)&org_id=other@AdobeOrg" "$ims/token/v3"
answers 405 "a token is asked for with POST" "$ims/token/v3"
answers 404 "there's nothing else at IMS" -d x=y "$ims/nothing"
answers 400 "a multipart form is refused" -F grant_type=client_credentials "$ims/token/v3"

refuses invalid_client "invalid client_secret parameter" client_secret=wrong
refuses invalid_client "invalid client_secret parameter" client_secret=-
refuses invalid_client "invalid client_id parameter" client_id=unknown
refuses invalid_request "grant_type is missing" grant_type=-
refuses unsupported_grant_type "grant_type must be client_credentials" grant_type=password
refuses invalid_scope "One or more scopes are not granted to this client" scope=openid,adobeio_api
refuses invalid_scope "One or more scopes are not granted to this client" scope=-

sandbox_world '{"token": {"form": "milliseconds", "lifetime": 3600}}'
new_token
has "expires_in can be in milliseconds" '"expires_in":3600000}' "$work/body"
sandbox_world '{"token": {"form": "string", "claims_lifetime": 60}}'
new_token
has "expires_in can be a string" '"expires_in":"3600"}' "$work/body"
claims >"$work/claims"
has "the claims can say sooner" '"expires_in":"60000"' "$work/claims"
sandbox_world '{"token": {"padding": 30000}}'
new_token
ok "a token can be large" between 40000 "$(wc -c <"$work/token")" 50000
sandbox_world "{\"clients\": {\"$client\": {\"unauthorized\": true}}}"
refuses unauthorized_client "The client is not allowed to use this grant" scope=openid
sandbox_reset

new_token
validate="type=access_token&client_id=$client"
answers_with 200 '"valid":true' "a good token is valid" \
    -H "$bearer" -d "$validate" "$ims/validate_token/v1"
answers_with 200 '"reason":"unknown"' "a made-up token isn't" \
    -d "$validate&token=made.up.token" "$ims/validate_token/v1"
invalidate="token_type=access_token&cascading=all&client_id=$client&token=$(cat "$work/token")"
answers 400 "a token isn't invalidated without the secret" \
    -d "$invalidate" "$ims/invalidate_token/v2"
answers 200 "a token is invalidated" \
    -d "$invalidate&client_secret=$secret" "$ims/invalidate_token/v2"
silent "nothing is answered to that" "$work/body"
answers_with 200 '"reason":"revoked"' "then it isn't valid" \
    -H "$bearer" -d "$validate" "$ims/validate_token/v1"
answers 401 "then it isn't accepted" -H "$bearer" "$api/session"
new_token
answers 401 "revoking takes the right secret" \
    -u "$client:wrong" -d "token=$(cat "$work/token")" "$ims/revoke"
answers 200 "a token is revoked" -u "$client:$secret" -d "token=$(cat "$work/token")" "$ims/revoke"
answers 401 "then it isn't accepted either" -H "$bearer" "$api/session"
new_token
sandbox_revoke
answers 401 "all tokens can be revoked at once" -H "$bearer" "$api/session"
new_token
sandbox_world '{"clock_offset": 86400}'
answers_with 401 expired "a token expires" -H "$bearer" "$api/session"
sandbox_reset

## The core API

new_token
answers_with 200 "\"userID\":\"$user\"" "session says who" -H "$bearer" "$api/session"
has "session says that it's no administrator" '"isAdmin":false' "$work/body"
has "session names the customer" "\"customerID\":\"$customer\"" "$work/body"
has "session gives away a session" '"sessionID":"CANARY' "$work/body"
for host in acme.my.workfront.adobe.com acme.preview.workfront.com acme.sb01.workfront.com; do
    answers 200 "$host answers" -H "$bearer" "https://$host/attask/api/session"
done
wrong=com.attask.common.AuthenticationException
answers_with 401 $wrong "no token" "$api/session"
answers_with 401 $wrong "a made-up token" -H 'Authorization: Bearer made.up.token' "$api/session"
answers_with 401 "Org Id undefined" "another organization" \
    -H "$bearer" -H 'x-gw-ims-org-id: other@AdobeOrg' "$api/session"
answers 200 "its own organization is fine" -H "$bearer" -H "x-gw-ims-org-id: $org" "$api/session"
answers_with 401 "User not found" "another instance of the organization" \
    -H "$bearer" https://globex.my.workfront.adobe.com/attask/api/v22.0/session
answers_with 401 "Org Id undefined" "another organization's instance" \
    -H "$bearer" https://initech.my.workfront.com/attask/api/v22.0/session
answers 302 "a host that has moved" \
    -H "$bearer" https://globex.my.workfront.com/attask/api/v22.0/session
has "says where to" "Location: https://globex.my.workfront.adobe.com/attask/" "$work/head"
answers 200 "metadata needs no token" "$api/metadata"
answers 410 "a version that was removed" -H "$bearer" "$acme/attask/api/v14.0/session"
answers 404 "a version that isn't there yet" -H "$bearer" "$acme/attask/api/v99.0/session"
answers 400 "what isn't supported" -X PUT -H "$bearer" "$api/session"
answers_with 401 "Invalid username or password" "a query for username is a login" \
    -H "$bearer" "$api/user/search?username=$email"
answers 404 "a page that isn't there" "$acme/nothing"
answers_with 200 "Spring campaign" "projects can be searched" \
    -H "$bearer" "$api/proj/search?fields=status"
has "a field that was asked for is answered" '"status":"CUR"' "$work/body"
hasnt "a field that wasn't asked for isn't" percentComplete "$work/body"

finds 100 "a search has a hundred at most" emailAddr=techacct emailAddr_Mod=contains
hasnt "the right one isn't among them" "$user" "$work/body"
finds 23 "the next page has the rest" emailAddr=techacct emailAddr_Mod=contains '$$FIRST=100'
has "the right one is there" "$user" "$work/body"
hasnt "nothing else is there" '{}' "$work/body"
finds 0 "the page after that is empty" emailAddr=techacct emailAddr_Mod=contains '$$FIRST=200'
finds 123 "a page can be larger" emailAddr=TECHACCT emailAddr_Mod=cicontains '$$LIMIT=2000'
finds 0 "contains minds the case" emailAddr=TECHACCT emailAddr_Mod=contains
finds 2 "a page can be smaller" emailAddr=techacct emailAddr_Mod=contains '$$LIMIT=2'
finds 2 "an address can be part of another" "emailAddr=$email" emailAddr_Mod=cicontains
finds 1 "an exact search finds only one" "emailAddr=$email"
finds 1 "an exact search can ignore the case" "emailAddr=$(echo "$email" | tr '[:lower:]' '[:upper:]')" \
    emailAddr_Mod=cieq
finds 0 "an exact search minds it" "emailAddr=$(echo "$email" | tr '[:lower:]' '[:upper:]')" emailAddr_Mod=eq
finds 1 "a filter can be JSON" "filters={\"username\":\"$email\"}"
finds 1 "the caller can find itself" 'ID=$$USER.ID' \
    fields=emailAddr,isActive,accessLevel:name,accessLevel:isAdmin,lastLoginDate
has "its address is answered" "\"emailAddr\":\"$email\"" "$work/body"
has "its access level is answered" '"name":"Contributor","isAdmin":false}' "$work/body"
has "it never logged in" '"lastLoginDate":null' "$work/body"
search 422 "no more than 2000 at once" '$$LIMIT=2001'
search 422 "no fewer than one" '$$LIMIT=0'
search 422 "a limit is a number" '$$LIMIT=all'
search 422 "a field that isn't there" fields=emailaddr
search 422 "a condition on a field that isn't there" email=x
search 422 "a modifier that isn't there" emailAddr=x emailAddr_Mod=like
answers_with 200 '{"data":{"count":123}}' "users can be counted" \
    -H "$bearer" "$api/user/count?emailAddr=techacct&emailAddr_Mod=contains"
answers_with 200 "\"name\":\"$email\"" "one user" -H "$bearer" "$api/user/$user?fields=*"
answers_with 200 "\"ID\":\"$user\"" "the caller as one user" -G -H "$bearer" \
    --data-urlencode 'id=$$USER.ID' "$api/user"
answers 404 "a user who isn't there" -H "$bearer" "$api/user/0"
answers 404 "objects that aren't there" -H "$bearer" "$api/nothing/search"

## The other families

answers 401 "Planning needs a token" "$planning/v2/workspaces"
answers_with 401 '"title":"Unauthorized","status":401' "Planning needs the organization" \
    -H "$bearer" "$planning/v2/workspaces"
answers 403 "Planning needs the key" -H "$bearer" -H "$has_org" "$planning/v2/workspaces"
answers_with 403 '"type":40003' "Planning v1 has errors of its own" \
    -H "$bearer" -H "$has_org" -H 'x-api-key: another' "$planning/v1/workspaces"
key="x-api-key: $client"
answers_with 200 '"hasMore":true' "Planning v2 lists workspaces" \
    -H "$bearer" -H "$has_org" -H "$key" "$planning/v2/workspaces?limit=1"
answers_with 200 '{"workspaces":[' "Planning v1 lists workspaces" \
    -H "$bearer" -H "$has_org" -H "$key" "$planning/v1/workspaces"
answers 400 "Planning lists 50 at most" \
    -H "$bearer" -H "$has_org" -H "$key" "$planning/v2/workspaces?limit=51"

bots=$gateway/workfront-approvals/api/v1/bots
approvals() { # STATUS STRING WHAT HEADER…
    _status=$1 _string=$2 _what=$3
    shift 3
    for _header; do
        shift
        set -- "$@" -H "$_header"
    done
    answers_with "$_status" "$_string" "$_what" "$@" "$bots"
}
approvals 403 403010 "the gateway needs a token"
approvals 401 401013 "the gateway needs a good token" 'Authorization: Bearer made.up.token'
approvals 403 403000 "the gateway needs a key" "$bearer"
approvals 403 403003 "the gateway needs the token's key" "$bearer" 'x-api-key: another'
approvals 400 x-gw-subdomain "approvals need the subdomain" "$bearer" "$key"
approvals 400 wf-lane "approvals need the lane" "$bearer" "$key" 'x-gw-subdomain: acme' \
    "wf-customerid: $customer" "wf-userid: $user"
approvals 502 "Bad Gateway" "approvals need the right subdomain" "$bearer" "$key" \
    'x-gw-subdomain: acne' "wf-customerid: $customer" "wf-userid: $user" 'wf-lane: prod'
approvals 401 '"statusCode":401' "approvals need the caller's own ID" "$bearer" "$key" \
    'x-gw-subdomain: acme' "wf-customerid: $customer" "wf-userid: $user2" 'wf-lane: prod'
approvals 200 '"results":[{"id":"bot-1"' "bots are listed" "$bearer" "$key" \
    'x-gw-subdomain: acme' "wf-customerid: $customer" "wf-userid: $user" 'wf-lane: prod'
bots=$gateway/workfront-approvals/api/v1/templates
approvals 200 '{"templates":[' "templates are listed" "$bearer" "$key" \
    'x-gw-subdomain: acme' "wf-customerid: $customer" "wf-userid: $user" 'wf-lane: prod'
bots=$gateway/comment-stream/api/v1/comments
approvals 403 workfront.comment-stream "comments need a scope" "$bearer" "$key" "$has_org" \
    "wf-customerid: $customer" "wf-userid: $user"
answers 403 "event subscriptions are for administrators" -H "$bearer" "$events"

new_token client_id="$client2" client_secret="$secret2" scope=openid,workfront.comment-stream
approvals 200 '{"comments":[' "comments are listed" "$bearer" "x-api-key: $client2" "$has_org" \
    "wf-customerid: $customer" "wf-userid: $user2"
answers_with 200 '"eventType":"UPDATE"' "event subscriptions are listed" -H "$bearer" "$events"

## The Console's secrets

key="x-api-key: $client2"
answers 403 "secrets need a scope" -H "$bearer" -H "$key" "$secrets"
new_token client_id="$client2" client_secret="$secret2" \
    scope=read_client_secret,manage_client_secrets
answers 403 "secrets need the key" -H "$bearer" "$secrets"
answers 404 "another credential isn't there" -H "$bearer" -H "$key" \
    https://api.adobe.io/console/organizations/23294/credentials/436084/secrets
answers_with 200 '"expires_at":"PERMANENT"' "secrets are listed" -H "$bearer" -H "$key" "$secrets"
has "with their last use" '"grant_type":"client_credentials"' "$work/body"
hasnt "without their values" CANARY "$work/body"
sandbox_world "{\"clients\": {\"$client2\": {\"new_secret_refusals\": 1}}}"
answers 201 "a secret is added" -X POST -H "$bearer" -H "$key" "$secrets"
added=$(sed -n 's/.*"client_secret":"\([^"]*\)".*/\1/p' "$work/body")
uuid=$(sed -n 's/.*"uuid":"\([^"]*\)".*/\1/p' "$work/body")
answers 400 "not a third one" -X POST -H "$bearer" -H "$key" "$secrets"
answers 400 "a new secret may need its time" \
    -d "$(form client_id="$client2" client_secret="$added" scope=openid)" "$ims/token/v3"
answers 200 "then it works" \
    -d "$(form client_id="$client2" client_secret="$added" scope=openid)" "$ims/token/v3"
ok "the journal says which secret was used" is "$(sandbox_count /ims/token/v3 'note=secret 2')" 1
answers 204 "a secret is deleted" -X DELETE -H "$bearer" -H "$key" "$secrets/$uuid"
answers 404 "it isn't there any more" -X DELETE -H "$bearer" -H "$key" "$secrets/$uuid"
answers 400 "it doesn't work any more" \
    -d "$(form client_id="$client2" client_secret="$added" scope=openid)" "$ims/token/v3"
answers 200 "its tokens do" -H "$bearer" "$api/session"
answers 405 "a secret is deleted by its uuid" -X DELETE -H "$bearer" -H "$key" "$secrets"
sandbox_reset

exits 0 "it ends well" sandbox_stop
finish

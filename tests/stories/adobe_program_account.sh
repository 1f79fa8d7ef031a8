#!/bin/sh
# The network program by itself, asked for the technical account, whatever Workfront does.
# shellcheck disable=SC2154 # admin.sh and adobe_calls.sh set some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/adobe_calls.sh"
given_sandbox

write_call "$token_defaults" >"$work/call"
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
account unreachable redirect "a host that was moved" host=globex.my.workfront.com
says redirect globex.my.workfront.adobe.com
account_fault() { # PATH MEMBERS
    sandbox_reset
    sandbox_fault "{\"match\": {\"path\": \"$api/$1\"}, $2}" >/dev/null
}
account_fault session '"redirect": "https://elsewhere.example/"'
account unreachable redirect "a redirect"
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

ok "nothing was done that no client may ever do" [ "$(sandbox_alarms)" -eq 0 ]
finish

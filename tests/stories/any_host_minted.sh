#!/bin/sh
# Minted tokens and kept credentials live apart; and which of several credentials of one host is
# meant.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/hostile.sh"
given_sandbox

ask_any() { # OPERATION [LINE…]: about Workfront's host, with --any-host
    _operation=$1
    shift
    request "$@" >"$work/request"
    run git-credential-workfront --any-host "$_operation" <"$work/request"
}

token_of() { # [LINE…]
    ask_any get "$@"
    field password "$work/out"
}

unchanged() { # WHAT COMMAND…
    _title=$1
    shift
    snapshot >"$work/before"
    "$@"
    ok "$_title: exit 0" [ "$status" -eq 0 ]
    silent "$_title: no output" "$work/out"
    silent "$_title: without a word" "$work/err"
    snapshot >"$work/after"
    ok "$_title: nothing changes" cmp -s "$work/before" "$work/after"
}

## Before Workfront's host is enrolled, it's a host like others

ask_any store username=kept password=kept-password
ask_any get
same "a password is kept for it" "username=kept
password=kept-password" "$work/out"

## Once it's enrolled, its credentials are minted

given_profile
ask_any get
token=$(field password "$work/out")
ok "a token is minted" [ "${#token}" -gt 500 ]
same "and nothing else is answered" "username=$email
password=$token
password_expiry_utc=$(field password_expiry_utc "$work/out")" "$work/out"
ask_any get "capability[]=authtype"
same "as Bearer to those who can take it" "capability[]=authtype
authtype=Bearer
credential=$token
ephemeral=1
password_expiry_utc=$(field password_expiry_utc "$work/out")" "$work/out"
unchanged "the kept user isn't answered" ask_any get username=kept
unchanged "the token itself isn't stored" ask_any store "username=$email" "password=$token"
unchanged "nor in Bearer's form" ask_any store "capability[]=authtype" authtype=Bearer "credential=$token"
unchanged "nor another password" ask_any store "username=$email" password=stolen
unchanged "nor another user" ask_any store username=kept password=other
unchanged "a kept password isn't erased" ask_any erase username=kept password=kept-password
ok "the token is what it was" [ "$(token_of)" = "$token" ]

## Several credentials for one host

workfront-credential setup --from "$credential" --host "$host" --profile second >"$work/setup.out" 2>&1
request >"$work/request"
run git-credential-workfront --profile second get <"$work/request"
second=$(field password "$work/out")
ok "--profile chooses" [ "${#second}" -gt 500 ]
ok "another token than the first one's" [ "$second" != "$token" ]
ok "the first profile is the one when nobody says" [ "$(token_of)" = "$token" ]
ok "username=default chooses too" [ "$(token_of username=default)" = "$token" ]
ok "username=second as well" [ "$(token_of username=second)" = "$second" ]
ok "the Technical Account Email means the first that has it" [ "$(token_of "username=$email")" = "$token" ]
run git-credential-workfront get --profile second <"$work/request"
ok "--profile after the operation" [ "$(field password "$work/out")" = "$second" ]
for name in third SECOND second.; do
    unchanged "a user name of '$name' is a miss" ask_any get "username=$name"
done
run git-credential-workfront --profile third get <"$work/request"
ok "a profile that isn't there is a miss" [ "$status" -eq 0 ]
silent "a profile that isn't there: no answer" "$work/out"
request username=second >"$work/request"
exits 0 "erase for one profile" git-credential-workfront erase <"$work/request"
ok "the other one keeps its token" [ "$(token_of username=default)" = "$token" ]
ok "that one gets a new one" [ "$(token_of username=second)" != "$second" ]

## When Workfront's credential is removed, the host is free again

for profile in default second; do
    exits 0 "remove $profile" workfront-credential remove --profile "$profile"
done
ask_any get
same "what was kept is still there" "username=kept
password=kept-password" "$work/out"
finish

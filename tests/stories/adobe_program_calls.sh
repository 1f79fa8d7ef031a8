#!/bin/sh
# The network program by itself: reading a credential file, what is no call, and the ends of the pipe.
# shellcheck disable=SC2154 # admin.sh and adobe_calls.sh set some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/adobe_calls.sh"
given_sandbox

## Import

import() { # FILE [KEY=VALUE…]
    _file=$1
    shift
    write_call "version=1
call=import
deadline=5000" "$@" | cat - "$_file" >"$work/call"
    run "$program" --parse <"$work/call"
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
says console_org 23294
says console_credential 436084
ok "both downloads say the same" sh -c "grep -v -e ^name= -e ^shape= -e ^console_ '$work/out' >both; grep -v ^shape= '$work/flat' | cmp - both"
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
no_call "bytes after the record" "after the record"
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
has "-v tells of the jail" "workfront-credential-adobe: jail: streams terminal environment" "$work/err"
has "-v tells of each request" "POST https://ims-na1.adobelogin.com$token_path: 200" "$work/err"
hides "-v tells no secret" "$work/err"

ok "nothing was done that no client may ever do" [ "$(sandbox_alarms)" -eq 0 ]
finish

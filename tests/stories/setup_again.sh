#!/bin/sh
# `setup` knows where it is: what is recorded is shown and never replaced unasked; every question can be
# explained, left backwards and answered again; what is pasted is taken whole and not shown.
#
# shellcheck disable=SC2016 # what is quoted is for another shell
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/terminal.sh"
given_sandbox
narrow="30 40"
other=$top_srcdir/tests/fixtures/console-two-secrets.json
present() { # PROFILE: its Client ID and hosts
    workfront-credential show --profile "$1" --json | jq -r '.profile | [.client_id, .hosts[]] | join(" ")'
}

## Without a terminal
given_profile
present default >"$work/before"
mine=$(cut -d ' ' -f 1 "$work/before")
exits 2 "another credential isn't recorded over one" \
    workfront-credential setup -q --from "$other" --host acme.preview.workfront.com
has "it is said whose place it would take" "default holds another credential (Client ID $mine)" "$work/err"
run workfront-credential setup --from "$other" --host acme.preview.workfront.com
has "and what to do" "--profile NAME records this one beside it, --replace puts it in its place" "$work/err"
ok "nothing is changed" sh -c '[ "$(cat "$1")" = "$2" ]' sh "$work/before" "$(present default)"
exits 0 "a new secret for the same one is" workfront-credential setup -q --from "$credential" --host "$host"
exits 0 "beside it" workfront-credential setup -q --profile second --from "$other" --host acme.preview.workfront.com
ok "it leaves the first" sh -c '[ "$(cat "$1")" = "$2" ]' sh "$work/before" "$(present default)"
exits 0 "--replace" workfront-credential setup -q --replace --from "$other" --host acme.preview.workfront.com
ok "puts it in its place" sh -c '! grep -q "$1" "$2"' sh "$(present default | cut -d ' ' -f 1)" "$work/before"
exits 0 "and back" workfront-credential setup -q --replace --from "$credential" --host "$host"
exits 0 "(forget it)" workfront-credential remove --profile second
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"
given_profile

## What is recorded is shown, and each choice does what it says
cp "$credential" mine.json
cp "$other" other.json
converse setup <<EOF
expect Recorded already: default, for $host
expect technical account $email;
expect 1. a new secret for it
expect 4. another credential in its place
expect Choose
send 5
expect One of the numbers above
expect Choose
send 1
expect Download JSON
expect Path of the JSON file
send other.json
expect default holds another credential
expect Path of the JSON file
send mine.json
expect issued by secret 1 of 1
expect access level Contributor
expect saved: profile default for $host
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "a new secret: only the same credential's"
fits "a new secret"
ok "nothing else is changed" sh -c '[ "$(cat "$1")" = "$2" ]' sh "$work/before" "$(present default)"
converse setup <<EOF
expect Choose
send 2
expect issued by secret 1 of 1
expect Workfront host:
send acme.preview.workfront.com
expect saved: profile default for $host, acme.preview.workfront.com
$git_refused
end
EOF
ended_with 0 "one more instance: no file is asked for"
converse setup <<EOF
expect Choose
send 3
expect Name of the new profile
send default
expect is recorded already
expect Name of the new profile
send two words
expect Letters, digits
expect Name of the new profile
send beside
expect Press Enter
send
expect Press Enter
send
expect Path of the JSON file
send other.json
expect issued by secret
expect Record those of this one? [Y/n]
send
expect Workfront host:
send acme.preview.workfront.com
expect saved: profile beside for acme.preview.workfront.com
expect [y/N]
send n
$git_refused
expect env --profile beside
end
EOF
ended_with 0 "another one beside it"
ok "the first is as it was" sh -c 'grep -q "^$(cut -d " " -f 1 "$1") $2" "$3"' sh "$work/before" "$host" - <<EOF
$(present default)
EOF
converse setup --profile beside <<EOF
expect Recorded already: beside
expect Choose
send 4
expect Press Enter
send
expect Press Enter
send back
expect Who can do it
expect Press Enter
send back
expect Choose
send 4
expect Press Enter
send
expect Press Enter
send
expect Path of the JSON file
send mine.json
expect issued by secret
expect Workfront host [acme.preview.workfront.com]:
send
expect saved: profile beside for acme.preview.workfront.com
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "another one in its place: the host is offered"
has "it is the other credential" "$mine" - <<EOF
$(present beside)
EOF
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

## A paste, whole and unseen
converse setup <<EOF
$screens
expect Path of the JSON file
echo off
$(sed 's/^/send /' "$credential")
expect (not shown)
expect issued by secret 1 of 1
expect Workfront host:
send https://experience.adobe.com/#/@acme/so:acme-Production/workfront/projects
expect saved: profile default
$git_refused
end
EOF
ended_with 0 "pasted JSON is taken whole"
hides "and not shown" "$work/out"
hasnt "nothing of it" CLIENT_SECRET "$work/out"
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"
converse setup <<EOF
$screens
expect Path of the JSON file
$(sed 's/^/send /' "$top_srcdir/tests/fixtures/console-curl.txt")
expect issued by secret 1 of 1
expect Workfront host:
key C
end
EOF
ended_with 130 "so is a curl command"
hides "which isn't shown either" "$work/out"

converse setup <<EOF
expect Press Enter
$(sed 's/^/send /' "$credential")
expect (not shown)
expect what a credential's file holds
expect Press Enter
send
expect Press Enter
send
expect Path of the JSON file
send
expect Client ID:
send 0123456789abcdef0123456789abcdef
expect Client secret
$(sed 's/^/send /' "$credential")
expect issued by secret 1 of 1
expect Workfront host:
$(sed 's/^/send /' "$credential")
expect (not shown)
expect what a credential's file holds
expect Workfront host:
send back
expect Path of the JSON file
send
expect Client ID [
$(sed 's/^/send /' "$credential")
expect (not shown)
expect issued by secret 1 of 1
expect Workfront host:
send $host
expect saved: profile default
$git_refused
end
EOF
ended_with 0 "at any question: where values are typed it is taken, elsewhere told where"
hides "and shown nowhere" "$work/out"
hasnt "nothing of it" CLIENT_SECRET "$work/out"
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

## Keys that a terminal doesn't know, help and the way back
escape=$(printf '\033')
converse setup <<EOF
expect Press Enter
send back
expect Who can do it
expect Press Enter
send
expect Press Enter
send back
expect Who can do it
expect Press Enter
send
expect Press Enter
send
expect Path of the JSON file
send ?
expect NAME=value end with an empty one
expect Path of the JSON file
send back
expect Make the credential
expect Press Enter
send
expect Path of the JSON file
send m${escape}[Dine.jsonx$(printf '\177')
expect issued by secret 1 of 1
expect Workfront host:
send ?
expect Where it is for
expect Workfront host:
send back
expect Path of the JSON file
send mine.json
expect issued by secret 1 of 1
expect Workfront host:
send acme${escape}[D.my.workfront.com
expect saved: profile default for $host
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "back, ? and arrow keys at every question"
fits "back and forth"
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

## The same words at questions for yes or no
cp "$top_srcdir/tests/fixtures/console-project-several.json" several.json
throttled() {
    sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":429,\"retry_after\":3600,\"count\":1}" >fault
}
again=throttled
converse setup <<EOF
$screens
expect Path of the JSON file
send several.json
expect Number of the credential:
send ?
expect One of the numbers
expect Number of the credential:
send back
expect Path of the JSON file
send mine.json
expect Try again? [Y/n]
send ?
expect asks Adobe once more
expect Try again? [Y/n]
send back
expect Path of the JSON file
send several.json
expect Number of the credential:
send 1
expect issued by secret
expect Record those of this one? [Y/n]
send ?
expect They are no secret
expect Record those of this one? [Y/n]
send back
expect Path of the JSON file
send mine.json
expect issued by secret
expect Workfront host:
send acme
expect Right? [Y/n]
send ?
expect for that host and for no other
expect Right? [Y/n]
send back
expect Workfront host:
send globex.my.workfront.adobe.com
expect up to 10 minutes? [Y/n]
send ?
expect until it has
expect up to 10 minutes? [Y/n]
send back
expect Workfront host:
send $host
expect saved: profile default
expect [y/N]
send ?
expect for all who can
expect [y/N]
send back
expect there is no way back
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "back and ? at every question for yes or no"
again=:
fits "yes or no"
sandbox_reset
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

## Values are offered again; a wrong answer is asked for again without end
converse setup <<EOF
$screens
expect Path of the JSON file
send
expect Client ID:
$(for _ in 1 2 3 4 5 6 7 8; do printf 'send wrong\nexpect It is 32 letters\nexpect Client ID:\n'; done)
send 0123456789ABCDEF0123456789abcdef
expect Client secret
send p8e-CANARY-wrong-secret
expect Technical Account ID:
send back
expect [Enter:
send
expect Technical Account ID:
send ABCDEF0123456789ABCDEF01@techacct.adobe.com
expect Technical Account Email:
send $email
expect Organization ID:
send 0123456789ABCDEF01234567@AdobeOrg
expect Scopes:
send openid, AdobeID, additional_info.roles, profile
expect Adobe refused every client secret
expect Path of the JSON file
send
expect Client ID [0123456789abcdef0123456789abcdef]:
send
expect Client secret
send p8e-CANARY-kQ3vT7mXw2ZsN9bRfY4hLd6j
expect Technical Account ID [ABCDEF0123456789ABCDEF01@techacct.adobe.com]:
send
expect Technical Account Email
send
expect Organization ID [
send
expect Scopes [
send
expect issued by secret 1 of 1
expect Workfront host:
send acme.my.workfront.com
expect saved: profile default
$git_refused
end
EOF
ended_with 0 "Enter keeps what was typed"
hides "the secret is never shown" "$work/out"
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

## An account that Workfront is about to make
unknown() {
    sandbox_fault '{"match":{"path":"/attask/*"},"count":2,"status":401,
        "body":{"error":{"message":"AuthenticationException: User not found"}}}' >fault
}
again=unknown
converse setup <<EOF
$screens
expect Path of the JSON file
send mine.json
expect issued by secret 1 of 1
expect Workfront host:
send $host
expect Wait for it, up to 10 minutes? [Y/n]
send
expect waited
expect access level Contributor
expect saved: profile default
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "is waited for"
again=:
sandbox_reset
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

## Ctrl-D, and a path that is wider than the terminal
converse setup <<EOF
$screens
expect Path of the JSON file
key D
end
EOF
ended_with 1 "Ctrl-D leaves"
has "on a line of its own" "workfront-credential: error: left; nothing was saved" "$work/out"
converse setup <<EOF
expect Press Enter
send
expect Press Enter
send
expect Path
send ~/nosuch
expect No such file
expect Path
send mine.json
expect issued by
expect Workfront host:
send ?
expect Workfront host:
send $host
expect saved:
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "a path that is wider"
finish

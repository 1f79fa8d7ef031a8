#!/bin/sh
# conversation: `setup` on a real terminal, from nothing to a credential that is proved.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/terminal.sh"
given_sandbox
narrow="30 40"

nothing_saved() {
    run workfront-credential list
    [ "$status" -eq 0 ] && [ ! -s "$work/out" ] && [ ! -e "$store" ]
}

secret=p8e-CANARY-kQ3vT7mXw2ZsN9bRfY4hLd6j
# By the file
mkdir "$HOME/Downloads"
cp "$credential" "$HOME/Downloads/my credential.json"
converse setup <<EOF
$screens
expect Path of the JSON file
send   ~/Downloads/my\\ credential.json
expect issued by secret 1 of 1
expect Workfront host:
send acme
expect This will be $host. Right? [Y/n]
send no
expect Workfront host:
send acme
expect Right? [Y/n]
send
expect access level Contributor, not an administrator
expect It answers as acme.my.workfront.adobe.com as well; both are recorded.
expect saved: profile default for $host, acme.my.workfront.adobe.com
expect sealed. [y/N]
send yes
$git_refused
expect eval "\$(workfront-credential env)"
end
EOF
ended_with 0 "setup leads to a credential that is proved"
fits "by the file"
has "a person sees marks" "✓" "$work/out"
has "and colour" "$(printf '\033[32m')" "$work/out"
hides "no secret on the screen" "$work/out" "$work/err"
ok "the file is gone" [ ! -e "$HOME/Downloads/my credential.json" ]
exits 0 "and the token is there" workfront-credential token
exits 0 "(forget it)" workfront-credential remove --profile default
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

# By the values, with wrong answers, blanks around what is pasted, and another size of terminal
NO_COLOR=1
export NO_COLOR
blank=' '
converse setup --profile typed <<EOF
$screens
expect Path of the JSON file
send /nowhere/credential.json
expect /nowhere/credential.json: No such file
resize 50 132
expect Path of the JSON file
send { "CLIENT_SECRETS": ["p8e-CANARY-pasted"] }
expect (not shown)
expect what was pasted: client_id is missing
expect Path of the JSON file
send
expect Client ID:
send nonsense
expect 32 letters
expect Client ID:
resize 24
send    0123456789abcdef0123456789abcdef $blank
expect Client secret
echo off
send someone@techacct.adobe.com
expect Copy it once more
expect Client secret
echo off
key Z
expect Client secret
echo off
send  $secret$blank
expect Technical Account ID:
send 00000000-1111-2222-3333-444444444444@techacct.adobe.com
expect 24 letters
send ABCDEF0123456789ABCDEF01@techacct.adobe.com
expect Technical Account Email:
send ada@acme.example
expect It has hyphens
send $email
expect Organization ID:
send 23294
expect It ends in @AdobeOrg
send 0123456789ABCDEF01234567@AdobeOrg
expect Scopes:
send openid, AdobeID, additional_info.roles, profile
expect issued by secret 1 of 1
expect Workfront host:
send https://example.com/
expect an address copied from the browser
expect Workfront host:
send https://experience.adobe.com/#/@acme/workfront/home
expect That address doesn't name the instance.
expect Customer Info.
expect Workfront host:
send globex.my.workfront.com
expect answers as globex.my.workfront.adobe.com instead
expect Workfront host:
send https://experience.adobe.com/#/@acme/so:acme-Production/workfront/projects
expect saved: profile typed for acme.my.workfront.adobe.com
$git_refused
end
EOF
ended_with 0 "values can be typed, and wrong ones again"
hasnt "the secret is not echoed" "$secret" "$work/out"
hasnt "NO_COLOR: no colour" "$(printf '\033[')" "$work/out"
unset NO_COLOR
run workfront-credential status --profile typed --json
hasnt "a host that failed leaves nothing" globex "$work/out"
exits 0 "and the token is there" workfront-credential token --profile typed
exits 0 "a profile's host can be added" workfront-credential setup --profile typed --host "$host"
exits 0 "(forget it)" workfront-credential remove --profile typed
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

# What a file lacks is said, and asked for again; so is a credential that Adobe refuses
sed 's/p8e-CANARY[A-Za-z0-9-]*/p8e-CANARY-wrong/' "$credential" >wrong.json
cp "$top_srcdir/tests/fixtures/console-jwt.json" jwt.json
cp "$top_srcdir/tests/fixtures/console-project-several.json" several.json
converse setup <<EOF
$screens
expect Path of the JSON file
send jwt.json
expect which Adobe has retired
expect Path of the JSON file
send wrong.json
expect Adobe refused every client secret
expect Path of the JSON file
send several.json
expect 2  436085 Workfront rotation
expect Number of the credential:
send three
expect One of the numbers
expect Number of the credential:
send 2
expect issued by secret 1 of 1
expect rotate can replace the client secret
expect Record those of this one? [Y/n]
send
expect Workfront host:
send back
expect Record those of this one? [Y/n]
send n
expect Workfront host:
send back
expect Record those of this one? [Y/n]
send y
expect Workfront host:
send acme.my.workfront.com
expect System Administrator
expect saved: profile default
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "one of several credentials is chosen by its number"
fits "several"
exits 0 "rotate finds the credential by the ids that were recorded" workfront-credential rotate --dry-run
exits 0 "(forget it)" workfront-credential remove --profile default
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

# Where the scopes manage secrets Adobe is asked for the ids, then the person; where they came along they may be left
cp "$top_srcdir/tests/fixtures/console-two-secrets.json" managing.json
cp managing.json again.json
cp "$project" project.json
converse setup <<EOF
$screens
expect Path of the JSON file
send managing.json
expect Record those of this one? [Y/n]
send
expect Workfront host:
send acme.my.workfront.com
expect saved: profile default
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "the ids that Adobe tells are offered"
exits 0 "(only those)" sandbox_control DELETE /requests
exits 0 "and recorded" workfront-credential rotate --dry-run
ok "so that nobody looks for them again" [ "$(sandbox_count "/console/organizations")" -eq 0 ]
exits 0 "(forget it)" workfront-credential remove --profile default
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"
sandbox_fault '{"match":{"path":"/console/organizations"},"status":403}' >fault
page=https://developer.adobe.com/console/projects/23294/4566206088344000001/credentials/436085/details
converse setup <<EOF
$screens
expect Path of the JSON file
send managing.json
expect rotate can replace the client secret
expect (Enter: not now):
send https://developer.adobe.com/console
expect copied from
expect (Enter: not now):
send back
expect Path of the JSON file
send managing.json
expect (Enter: not now):
send $page
expect Workfront host:
send acme.my.workfront.com
expect saved: profile default
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "the address of the Console's page is taken"
fits "the address"
sandbox_unfault
exits 0 "and has the ids" workfront-credential rotate --dry-run
converse setup <<EOF
expect Choose
send 1
expect Path of the JSON file
send again.json
expect saved: profile default
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "they aren't asked for again"
hasnt "with not a word" "rotate can replace" "$work/out"
exits 0 "and stay" workfront-credential rotate --dry-run
converse setup --profile left <<EOF
$screens
expect Path of the JSON file
send project.json
expect Record those of this one? [Y/n]
send n
expect Workfront host:
send acme.my.workfront.com
expect saved: profile left
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "the ids can be left out"
exits 2 "then there are none" workfront-credential rotate --profile left --dry-run
has "and rotate says where they are" "--console-url URL" "$work/err"
exits 0 "(forget it)" workfront-credential remove --profile left
exits 0 "(forget it)" workfront-credential remove --profile default
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

# Ctrl-C, at every question
interrupted() { # WHAT, the script on stdin
    _what=$1
    converse setup
    ended_with 130 "$_what: Ctrl-C ends it"
    ok "$_what: and nothing is saved" nothing_saved
}
interrupted "at the first screen" <<'EOF'
expect Press Enter to go on:
key C
echo on
end
EOF
interrupted "at the path" <<EOF
$screens
expect Path of the JSON file
key C
echo on
end
EOF
interrupted "at the secret" <<EOF
$screens
expect Path of the JSON file
send
expect Client ID:
send 0123456789abcdef0123456789abcdef
expect Client secret
echo off
key C
echo on
end
EOF
interrupted "at the host, with a token at hand" <<EOF
$screens
expect Path of the JSON file
send $credential
expect issued by secret 1 of 1
expect Workfront host:
key C
echo on
end
EOF
hold=$(sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"hold\":true}")
interrupted "while Adobe is asked" <<EOF
$screens
expect Path of the JSON file
send $credential
expect Asking Adobe for a token
key C
echo on
end
EOF
sandbox_unfault "$hold"
converse setup <<'EOF'
expect Press Enter to go on:
key D
end
EOF
ended_with 1 "the end of input ends it too"
has "and is told" "nothing was saved" "$work/out"
ok "and nothing is saved" nothing_saved

# A file that doesn't say who the account is, and a host that doesn't know it
cp "$top_srcdir/tests/fixtures/console-curl.txt" curl.txt
converse setup <<EOF
$screens
expect Path of the JSON file
send "curl.txt"
expect issued by secret 1 of 1
expect Workfront host:
send globex.my.workfront.adobe.com
expect session   globex.my.workfront.adobe.com has no user
expect Wait for it, up to 10 minutes? [Y/n]
send n
expect Workfront host:
send acme.my.workfront.com
expect saved: profile default for $host
expect [y/N]
send n
expect next: delete
$git_refused
end
EOF
ended_with 0 "Workfront tells who the account is"
run workfront-credential show
has "by its e-mail" "$email" "$work/out"
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

# Adobe that can't be asked now is asked again when the person likes, and nothing is given twice. Who gives up gets one
# report; and what was typed after the last question is no answer, and no shell's
followed() { # STATUS WHAT: the script on stdin, with what follows on the terminal at its end
    {
        cat
        echo "expect ended $1"
        echo "send after"
        echo "expect got after."
        echo end
    } >followed
    program="sh followed.sh"
    converse <followed
    program=workfront-credential
    ended_with 0 "$2, and nothing typed falls through to the shell"
}
cat >followed.sh <<'EOF'
workfront-credential setup
printf 'ended %s: ' "$?"
read -r line
echo "got $line."
EOF
last=
! installed git || last='expect Set git up
expect [y/N]
lines n|echo typed'
throttled() {
    sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":429,\"retry_after\":3600,\"count\":1}" >fault
}
again=throttled
followed 0 "Adobe asks to wait, and is asked again" <<EOF
$screens
expect Path of the JSON file
send
expect Client ID:
send 0123456789abcdef0123456789abcdef
expect Client secret
echo off
send $secret
expect Technical Account ID:
send ABCDEF0123456789ABCDEF01@techacct.adobe.com
expect Technical Account Email:
send $email
expect Organization ID:
send 0123456789ABCDEF01234567@AdobeOrg
expect Scopes:
send openid, AdobeID, additional_info.roles, profile
expect Try again? [Y/n]
send
expect issued by secret 1 of 1
expect Workfront host:
send $host
expect saved: profile default
$last
EOF
again=:
hides "no secret on the screen" "$work/out"
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"
sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":503}" >fault
followed 6 "Adobe fails, and the person gives up" <<EOF
$screens
expect Path of the JSON file
send $credential
expect Try again? [Y/n]
lines n|echo typed
expect Nothing was saved.
EOF
ok "with one report, and one remedy" sh -c "! grep 'error:\|hint:' '$work/out'"
ok "and nothing is saved" nothing_saved
sandbox_reset

# Who waits for an account sees for how long
narrow=
converse setup --from "$credential" --host globex.my.workfront.adobe.com --wait 4 <<'EOF'
expect asking again in
expect waiting for globex.my.workfront.adobe.com (
expect s of 4)
end
EOF
ended_with 7 "an account is waited for"
narrow="30 40"

# One wrong answer after the other
converse setup <<EOF
expect go on:
send
expect go on:
send
expect values):
send { "CLIENT_SECRETS": ["p8e-CANARY-pasted"] }
expect missing
expect values):
send jwt.json
expect values):
send wrong.json
expect refused
expect values):
send
expect Client ID:
send back
expect values):
send several.json
expect 436085
expect credential:
send 1
expect issued
expect [Y/n]
send
expect Workfront host:
send globex.my.workfront.adobe.com
expect [Y/n]
send n
expect Workfront host:
send $host
expect saved:
expect [y/N]
send
$git_refused
end
EOF
ended_with 0 "every branch"
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

# With a file on the command line nothing is asked but what can't be known; and without UTF-8 words
# stand for marks
LC_ALL=C
export LC_ALL
converse setup --from several.json --host "$host" --profile chosen <<'EOF'
expect 1  436084 Workfront S2S
expect Number of the credential:
send 1
expect saved: profile chosen
end
EOF
LC_ALL=C.UTF-8
ended_with 0 "one of several credentials is asked for with --from too"
has "without UTF-8 words stand for marks" "ok" "$work/out"
hasnt "and no marks" "✓" "$work/out"
fits "without UTF-8"
narrow= # what it lists is for scripts
converse setup --from several.json --host "$host" --profile other --non-interactive </dev/null
ended_with 2 "--non-interactive asks nothing"
hasnt "not even that" "Number of the credential" "$work/out"
exits 0 "(forget it)" workfront-credential remove --profile chosen
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"

# Nobody there
exits 2 "without a terminal it fails at once" workfront-credential setup </dev/null
has "and says what to pass" "--from FILE is needed" "$work/err"
has "both of it" "--host HOST" "$work/err"
cat >askpass <<EOF
#!/bin/sh
echo "\$1" >>"$work/asked"
case \$1 in
Path*) echo "$credential" ;;
*host*) echo acme ;;
*) echo ;;
esac
EOF
chmod 700 askpass
run env WORKFRONT_CREDENTIAL_ASKPASS="$work/askpass" setsid workfront-credential setup </dev/null
ended_with 0 "an askpass program can answer instead"
has "it is asked for the host" "Workfront host:" "$work/asked"
has "and what was proved is printed" "access level Contributor" "$work/out"

# Nobody sees what was wrong with its answer, so it isn't asked for another one
exits 0 "(forget it)" workfront-credential remove --profile default
rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"
answers() { # PATH HOST SAID WHAT QUESTION: an askpass program that always gives the same
    cat >askpass <<EOF
#!/bin/sh
echo "\$1" >>"$work/asked"
case \$1 in
Path*) echo "$1" ;;
*host*) echo "$2" ;;
*) echo ;;
esac
EOF
    : >"$work/asked"
    run env WORKFRONT_CREDENTIAL_ASKPASS="$work/askpass" setsid -w workfront-credential setup --wait 1 </dev/null
    cat "$work/out" "$work/err" >"$work/said"
    ok "$4 ends it" [ "$status" -ne 0 ]
    has "$4: is told" "$3" "$work/said"
    ok "$4: is given once" [ "$(grep -c "^$5" "$work/asked")" -eq 1 ]
}
answers nowhere.json acme "nowhere.json: No such file" "a path of no file" Path
answers wrong.json acme "Adobe refused every client secret" "a refused secret" Path
answers "$credential" nobody.my.workfront.com nobody.my.workfront.com "a host without the account" "Workfront host"
ok "nothing is saved" nothing_saved
finish

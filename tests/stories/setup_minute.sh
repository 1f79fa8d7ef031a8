#!/bin/sh
# Who has the JSON file and sees the screen needs nothing else: each question of `setup` is answered by what it says
# itself, and the last words on the screen, typed as they stand there, lead to a token.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/terminal.sh"
given_sandbox
# shellcheck disable=SC2034 # terminal.sh reads it
narrow="30 40"
mkdir "$HOME/Downloads"

led() { # WHAT MOST ADDRESS: as copied from the browser while Workfront is open
    rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"
    cp "$credential" "$HOME/Downloads/credential.json"
    converse setup <<EOF
when Press Enter to go on: =>
when Path of the JSON file (Enter: type the values): => ~/Downloads/credential.json
when Workfront host: => $3
when This will be $host. Right? [Y/n] =>
when What is in it is kept here, sealed. [y/N] =>
when now? It asks nobody else for them then. [y/N] =>
answer
EOF
    ended_with 0 "$1: no question but those with an answer"
    questions=$(sed -n 's/^questions //p' "$work/out")
    ok "$1: $questions questions, $2 at most" [ "$questions" -le "$2" ]
}

onwards() { # WHAT: each of the commands that are shown last, as a person types it
    sed "1,/^That's it/d; /^\$/,\$d; s/^ *//" "$work/out" >shown
    ok "$1: there are such" [ -s shown ]
    while read -r command; do
        exits 0 "$1: $command" sh -ec "$command"
    done <shown
    # shellcheck disable=SC2016 # for the inner shell
    echo 'curl -q -sS -f -H "Authorization: Bearer $WORKFRONT_ACCESS_TOKEN" "$WORKFRONT_URL/attask/api/v22.0/session"' |
        cat shown - >all
    exits 0 "$1: what they leave in a shell reaches Workfront" sh -e ./all
    exits 0 "$1: token" workfront-credential token
    echo "Authorization: Bearer $(cat "$work/out")" >bearer
    exits 0 "$1: that is one" curl -q -sS -f -H @bearer "https://$host/attask/api/v22.0/session"
}

asked=5
! installed git || asked=6
led "its own address" "$asked" "https://$host/home"
onwards "its own address"
led "Adobe's address" "$asked" "https://experience.adobe.com/#/@acme/so:acme-Production/workfront/projects"
onwards "Adobe's address"
led "its domain" $((asked + 1)) acme
hides "no secret on the screen" "$work/out"
finish

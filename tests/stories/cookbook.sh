#!/bin/sh
# What pages of the cookbook say to type does what they say.
# shellcheck disable=SC2154 # rotation.sh sets some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/rotation.sh"
needs "the cookbook" git python3 setsid
given_sandbox
unset XDG_DATA_HOME XDG_CONFIG_HOME

# What stands on a page to be typed, and of that what holds STRING
typed() { # TITLE [STRING]
    awk -v title="## $1" '/^## / { on = $0 == title } on && sub(/^    /, "")' \
        "$top_srcdir/contrib/COOKBOOK.md" | grep -F -e "${2-}"
}
types() { # TITLE [STRING]: each line must succeed
    _title=$1
    typed "$@" >lines
    ok "$_title: there is something to type" [ -s lines ]
    while read -r _line; do
        exits 0 "$_title: $_line" setsid -w sh -c "$_line" </dev/null
    done <lines
}

## I have an API key today

echo "WORKFRONT_API_KEY=0123456789abcdef0123456789abcdef" >.env
exits 2 "an API key isn't taken" workfront-credential setup --from .env --host "$host"
has "and what it is is said" "an API key of Workfront" err
given_profile
types "I have an API key today" "# now"
has "which lists projects" '"data"' out

## Move to another machine

printf '#!/bin/sh\necho "correct horse CANARY"\n' >askpass
chmod 700 askpass
export WORKFRONT_CREDENTIAL_ASKPASS="$work/askpass"
here=$HOME there=$work/there
mkdir "$there"
types "Move to another machine" export
HOME=$there
types "Move to another machine" import
types "Move to another machine" verify
exits 0 "there is a token there" workfront-credential token
HOME=$here

## Leave

git config --global credential.https://acme.my.workfront.com.helper workfront
types "Leave"
has "git's setting is told" "git config --global --unset-all credential.https://acme.my.workfront.com.helper" out
has "and what is on the disk" "$HOME/.local/share/workfront-credential" out
has "and at Adobe" "Client ID" out
exits 3 "there is no token then" workfront-credential token

## Rotate the client secret

given_rotating
typed "Rotate the client secret" --dry-run | sed "s,'https:.*',$console_url," >dry
while read -r line; do
    # shellcheck disable=SC2086 # a command line
    exits 0 "rotate shows the secrets" $line
    has "by uuid" "$first_uuid" out
done <dry
ok "with and without an address" [ "$(grep -c . dry)" -eq 2 ]
daily=$(typed "Rotate the client secret" --if-older-than | sed 's/^[0-9* ]*//')
# shellcheck disable=SC2086
exits 0 "the line for cron has nothing to do yet" $daily
types "Rotate the client secret" --now
has "has a new secret" "has a new secret; the former one is deleted" out
ok "and is the only one" [ "$(secrets)" -eq 1 ]
finish

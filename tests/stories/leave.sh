#!/bin/sh
# Who leaves, and programs that read what people read: remove --all, and --json of every command
# for people.
# shellcheck disable=SC2016 # dollars of jq's and of other programs
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
store=$XDG_DATA_HOME/workfront-credential
member() { # WHAT EXPRESSION: of what was printed, as Python's `it`
    ok "$1" python3 -c "import json; it = json.load(open('$work/out')); assert $2, it"
}

## Every command of the table that is for people has --json, but those that say why not
workfront-credential help -v | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' >commands
while read -r command; do
    case $command in
    get | store | erase | capability | engflow | kubernetes | terraform | terraform-external | serve-one) continue ;; # callers' own
    env | token | authorization | header | curl | headers-json | json | exec | api | help) continue ;;             # no report
    esac
    workfront-credential help -v "$command" >described
    has "$command has --json" --json described
done <commands

exits 0 "explain --json" workfront-credential explain get --host "$host" --json
member "says which profile, and why" \
    "it['format'] == 1 and it['explain']['profile'] == 'default' and it['explain']['command'] == 'get' and it['explain']['host'] == '$host' and 'no other' in it['explain']['because']"
member "what is sent" \
    "'password=THE-ACCESS-TOKEN' in it['explain']['to_caller'] and it['explain']['expires_at'] > 1000000000 and it['explain']['to_adobe'] is None"
printf 'protocol=https\nhost=%s\npassword=%s\n\n' "$host" "$(workfront-credential token)" | workfront-credential erase
exits 0 "explain --json of a renewal" workfront-credential explain token --json
member "what Adobe is asked" \
    "it['explain']['to_adobe']['method'] == 'POST' and it['explain']['to_adobe']['secrets'] == 1 and it['explain']['to_adobe']['when'] == 'first'"
exits 3 "explain --json of a miss" workfront-credential explain token --host nosuch --json
member "says so" "it['explain']['profile'] is None and it['explain']['to_caller'] is None"
printf 'allow uid=5 profile=default\n' >policy
chmod 600 policy
exits 0 "explain broker --json" workfront-credential explain broker --uid 5 --policy "$PWD/policy" --json
member "says which line" "it['explain']['line'].startswith('1,') and it['explain']['answer'] == 'a token'"
exits 2 "explain --json of nothing" workfront-credential explain nosuch --json
member "is a fault" "it['error']['exit'] == 2"
workfront-credential token >/dev/null
exits 0 "revoke --json" workfront-credential revoke --json
member "says that it is gone" "it['revoke'] == {'profile': 'default', 'removed': True, 'invalid': True}"
exits 0 "revoke --json without a token" workfront-credential revoke --json
member "says that there was none" "it['revoke'] == {'profile': 'default', 'removed': False, 'invalid': False}"
workfront-credential token >/dev/null
sandbox_fault '{"match":{"path":"/ims/invalidate_token/*"},"status":500}' >/dev/null
run workfront-credential revoke --json
fails "revoke --json where Adobe doesn't confirm" [ "$status" -eq 0 ]
member "until when it may work" "not it['revoke']['invalid'] and it['revoke']['removed'] and it['revoke']['may_work_until'].startswith('20')"
sandbox_unfault
exits 0 "rename --json" workfront-credential rename default other --json
member "has both names" "it['rename'] == {'profile': 'other', 'before': 'default'}"
exits 0 "rekey --json" workfront-credential rekey --json
member "says that it is done" "it['rekey']['key_slots'] == 1 and it['rekey']['records'] > 1"

## json --field
exits 0 "one value" workfront-credential json --field url
same "is printed alone" "https://$host" "$work/out"
exits 0 "several" workfront-credential json --field host --field token_type -F access_token
same "a line each" "$host
Bearer
$(workfront-credential token)" "$work/out"
exits 0 "a number" workfront-credential json --field expires_at
ok "is digits" grep -qx '[0-9]*' "$work/out"
exits 2 "one that there isn't" workfront-credential json --field secret
has "says which there are" "--field takes one of format, access_token, token_type, expires_at" "$work/err"
silent "and prints nothing" "$work/out"
if installed python3; then
    echo end >script
    run python3 "$top_srcdir/tests/lib/terminal.py" script workfront-credential json --field url
    has "on a terminal too" "https://$host" "$work/out"
    run python3 "$top_srcdir/tests/lib/terminal.py" script workfront-credential json --field access_token
    has "but no token" "is a terminal" "$work/out"
fi

## remove --all
exits 0 "(a second profile)" workfront-credential setup -q --profile second --from "$credential" --host "$host" --host acme.preview.workfront.com
printf 'protocol=https\nhost=git.example\nusername=u\npassword=CANARY-kept\n' | workfront-credential store --any-host
if installed git; then
    git config --global "credential.https://$host.helper" ''
    git config --global --add "credential.https://$host.helper" workfront
    git config --global credential.https://github.com.helper workfront
fi
exits 2 "not with a profile" workfront-credential remove --all --profile second
exits 2 "nor with a host" workfront-credential remove --all --host "$host"
exits 2 "nor without a word" workfront-credential remove
cp -R "$HOME" saved
exits 0 "remove --all" workfront-credential remove --all
has "names them" "removed from this machine: other, second" "$work/out"
has "what is at Adobe" "Client ID 0123456789abcdef0123456789abcdef" "$work/out"
has "where it goes" "https://developer.adobe.com/console" "$work/out"
has "that tokens live on" "up to 24 hours" "$work/out"
has "the passwords that git keeps here" "passwords of other hosts" "$work/out"
! installed git || has "the command for git" "git config --global --unset-all credential.https://$host.helper" "$work/out"
hasnt "for our hosts alone" github "$work/out"
has "and the one for the disk" "on the disk: rm -r $store $XDG_CONFIG_HOME/workfront-credential/key" "$work/out"
hides "no secret is shown" "$work/out"
exits 3 "no token is left" workfront-credential token
exits 3 "and none to remove" workfront-credential remove --all
has "which is told" "nothing is recorded" "$work/err"
cp "$work/out" told
exits 0 "the log stays" workfront-credential audit show
has "and has it" "remove" "$work/out"
rm -rf "$HOME" && cp -R saved "$HOME"
exits 0 "remove --all --json" workfront-credential remove --all --json
member "has the same" "it['remove']['removed'] == ['other', 'second'] and it['remove']['left']['passwords'] and '$store' in it['remove']['left']['paths'] and it['remove']['left']['adobe'][1]['client_id'].startswith('0123')"
! installed git || member "with git's" "it['remove']['left']['git'] == ['git config --global --unset-all credential.https://$host.helper']"
rm -rf "$HOME" && cp -R saved "$HOME"
exits 0 "quietly" workfront-credential remove -q --all
silent "without a word" "$work/out"
rm -rf "$HOME" && cp -R saved "$HOME"
exits 0 "one alone" workfront-credential remove --profile other
hasnt "says nothing of a store that others need" "$store" "$work/out"
exits 0 "the last one" workfront-credential remove --profile second
has "says so" "It was the last one." "$work/out"
has "and of the passwords that git keeps here" "passwords of other hosts" "$work/out"
has "and how the rest goes" "on the disk: rm -r $store $XDG_CONFIG_HOME/workfront-credential/key" "$work/out"
sed -n 's/^  on the disk: //p' "$work/out" >commands
ok "which can be typed" sh ./commands
fails "and leaves nothing" [ -e "$store" ]
rm -rf "$HOME" && cp -R saved "$HOME"
workfront-credential remove -q --profile other
exits 0 "the last one, for a program" workfront-credential remove --profile second --json
member "has the same" "'$store' in it['remove']['left']['paths'] and it['remove']['left']['passwords']"
rm -rf "$HOME" && cp -R saved "$HOME"
workfront-credential remove --all | sed -n 's/^  on the disk: //p; s/.*settings: //p' >commands
ok "what it says can be typed" sh ./commands
fails "and nothing is left" [ -e "$store" ]
! installed git || fails "nor in git's settings" git config --global "credential.https://$host.helper"
exits 3 "there is no store then" workfront-credential remove --all
finish

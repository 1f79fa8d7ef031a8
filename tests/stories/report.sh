#!/bin/sh
# report: status, list, show, explain and doctor tell the truth, and never a secret.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
two=$top_srcdir/tests/fixtures/console-two-secrets.json

json() { # WHAT PYTHON: the expression must hold for the answer's document
    ok "$1" python3 -c "
import json, sys
whole = json.load(open(sys.argv[1]))
assert whole['format'] == 1
assert ($2), whole
" "$work/out"
}

tells() { # WHAT TEXT COMMAND…
    _title=$1 _text=$2
    shift 2
    exits 0 "$_title" workfront-credential "$@"
    has "$_title: says so" "$_text" "$work/out"
    hides "$_title: no secret" "$work/out" "$work/err"
}

# Before anything is recorded
exits 3 "show without a store" workfront-credential show
exits 3 "explain without a store" workfront-credential explain get --host "$host"
tells "doctor without a store" "there is no store yet: run setup" doctor

## Several profiles, several hosts

given_profile
workfront-credential setup --from "$two" --host "$host" --profile admin >/dev/null
exits 0 "a host is added without a file" workfront-credential setup --host acme.preview.workfront.com
fails "and only that one is asked" grep -qx "$host" "$work/out"
for each in "$host" acme.preview.workfront.com; do
    has "what git needs for $each is shown" \
        "git config --global --add credential.https://$each.helper workfront" "$work/out"
done
run workfront-credential list
same "list shows profiles and hosts" "* default: $host, acme.preview.workfront.com
  admin: $host" "$work/out"
exits 0 "a profile becomes the default" workfront-credential setup --profile admin --default
run workfront-credential list
same "and stands first" "* admin: $host
  default: $host, acme.preview.workfront.com" "$work/out"
workfront-credential env >"$work/env"
has "and answers where none is named" fedcba9876543210fedcba9876543210 "$work/env"
run workfront-credential list --json
json "list --json" "[p['name'] for p in whole['profiles'] if p['default']] == ['admin']"

workfront-credential show --profile default >before
exits 0 "a file replaces the secret" workfront-credential setup --from "$top_srcdir/tests/fixtures/imscli.env"
workfront-credential show --profile default >after
ok "and nothing else changes" sh -c "
    grep -v 'secret recorded\|recorded  \|(' before >one; grep -v 'secret recorded\|recorded  \|(' after >two; cmp one two"
has "not even what the file doesn't have" "$email" after

exits 0 "a host is removed" workfront-credential remove --profile default --host acme.preview.workfront.com
exits 3 "and no longer served" workfront-credential token --profile default --host acme.preview.workfront.com
exits 0 "the other one is" workfront-credential token --profile default --host "$host"
exits 2 "the last host can't go alone" workfront-credential remove --profile default --host "$host"
has "the right one is added first" "add the right one first, by setup --host HOST" "$work/err"
exits 3 "a host that isn't the profile's" workfront-credential remove --profile default --host acme.sb01.workfront.com

exits 0 "the copied curl command is enough" \
    workfront-credential setup --from "$top_srcdir/tests/fixtures/console-curl.txt" --host "$host" --profile curl
run workfront-credential show --profile curl
has "Workfront tells who the account is" "$email" "$work/out"
exits 2 "but not without being asked" workfront-credential setup --no-verify \
    --from "$top_srcdir/tests/fixtures/console-curl.txt" --host "$host" --profile other
has "that is told" "technical_account_email" "$work/err"
exits 0 "(forget it)" workfront-credential remove --profile curl
exits 0 "setup --json" workfront-credential setup --json --from "$credential" --host "$host" --profile json
json "setup --json: says what was saved" "whole['setup']['saved'] is True and whole['setup']['hosts'] == ['$host']
    and whole['setup']['checks'][0]['check'] == 'token'"
hides "setup --json: no secret" "$work/out"
exits 7 "setup --json of a failure" workfront-credential setup --json --profile json --require-admin
json "setup --json: and what wasn't" "whole['setup']['saved'] is False"
json "setup --json: and why" "whole['setup']['error']['exit'] == 7"
exits 0 "(forget it)" workfront-credential remove --profile json

## status and show

tells "status names the module" "unlocked by       keyfile" status -v
ok "status: when it expires, in UTC and relative" grep -qE ' UTC \(in 23 h [45][0-9] min\)' "$work/out"
has "status: the age of the secret" "secret recorded" "$work/out"
has "status: the last verification" "verified          $host: " "$work/out"
has "status: and what it proved" "System Administrator, administrator" "$work/out"
tells "status --json" '"format": 1' status --json
json "status --json: has it all" "all(p['verified'][0]['proved_at'] > 0 and p['token_expires_at'] > 0
    and p['secret_recorded_at'] > 0 for p in whole['status']['profiles']) and whole['status']['unlocked_by'] == 'keyfile'"
sandbox_world '{"instances":{"acme":{"users":{"66cf5cec0002204507c8ce6d532dfc08":{"isActive":false}}}}}'
run workfront-credential verify --profile default
exits 7 "status tells a failed verification" workfront-credential status -v --profile default
has "in a line of its own" "verify failed     " "$work/out"
hides "without a secret" "$work/out" "$work/err"
has "and why" "$email is inactive" "$work/out"
has "and still what was proved before" "verified          $host: " "$work/out"
sandbox_reset
run workfront-credential verify --profile default
run workfront-credential status -v --profile default
hasnt "until it succeeds again" "verify failed" "$work/out"
workfront-credential setup --from "$credential" --host "$host" --profile blind --no-verify >/dev/null
tells "status tells what was never verified" "$host: not verified" status -v --profile blind
tells "show" "client secrets    2" show --profile admin
has "show: the scopes" "workfront.comment-stream" "$work/out"
tells "show --json" '"client_secrets": 2' show --profile admin --json
json "show --json: has a version" "whole['profile']['name'] == 'admin'"
workfront-credential remove --quiet --profile blind

## explain

sandbox_control DELETE /requests
tells "explain get" "it is the first of 2 that serve this host: admin, default" explain get --host "$host"
has "explain: from the store" "fresh: answered from the store" "$work/out"
has "explain: what would be sent" "password=THE-ACCESS-TOKEN" "$work/out"
has "explain: to whom it belongs" "username=99999999-8888-7777-6666-555555555555@techacct.adobe.com" "$work/out"
tells "explain a named profile" "because           --profile names it" explain get --host "$host" --profile default
tells "explain header" "Authorization: Bearer THE-ACCESS-TOKEN" explain header
tells "explain env" "WORKFRONT_URL='https://$host'" explain env --profile default
tells "explain a renewal" "first: POST https://ims-na1.adobelogin.com$token_path" \
    explain token --profile default --min-validity 86400
has "explain: the secret isn't named" "client_secret=(one of 1)" "$work/out"
ok "explain asks nobody" [ "$(sandbox_count '*')" -eq 0 ]
exits 3 "explain a miss" workfront-credential explain get --host nobody.my.workfront.com
has "explain a miss: what the caller sees" "nothing, exit status 0: a miss" "$work/out"
tells "explain a foreign host" "a credential kept for this host is answered" explain get --any-host --host example.com
exits 2 "explain something else" workfront-credential explain setup
exits 2 "explain nothing" workfront-credential explain

## doctor

tells "doctor" "the store opens, by keyfile" doctor
for words in "programs  " "key  " "memory  " "IMS answers (HTTP 405)" "agrees with Adobe's" "libcurl/" \
    "libsodium " "neighbours" "audit     records 1 to " "2 recorded" "SSL_CERT_FILE="; do
    has "doctor: $words" "$words" "$work/out"
done
ok "doctor sends no credential" [ "$(sandbox_alarms)" -eq 0 ]
run workfront-credential doctor --json
json "doctor --json" "whole['doctor']['healthy'] is True and len(whole['doctor']['checks']) > 10"

mv "$store/audit/log-00000001" "$store/audit/away"
exits 1 "doctor without the file of the log" workfront-credential doctor
has "doctor: the log isn't whole" "FAILED audit" "$work/out"
has "doctor: who knows more" "workfront-credential audit verify" "$work/out"
mv "$store/audit/away" "$store/audit/log-00000001"

sandbox_world '{"clock_offset": 7200}'
chmod 755 "$store"
exits 1 "doctor finds several broken things" workfront-credential doctor
has "doctor: a store that others can read" "FAILED store" "$work/out"
has "doctor: which therefore doesn't open" "FAILED unlock" "$work/out"
ok "doctor: and goes on: a clock that is wrong" grep -q "FAILED clock .* s behind Adobe's" "$work/out"
has "doctor: with the next step" "timedatectl" "$work/out"
has "doctor: to the end" "libraries" "$work/out"
chmod 700 "$store"
sandbox_reset
exits 1 "doctor without a network" env https_proxy=http://CANARY:CANARY@127.0.0.1:1 workfront-credential doctor
has "doctor: says that Adobe can't be reached" "Adobe can't be reached: connect" "$work/out"
hides "doctor: doesn't show a proxy's password" "$work/out" "$work/err"
exits 1 "doctor with a missing CA file" env SSL_CERT_FILE=/nowhere/ca.pem workfront-credential doctor
has "doctor: names it" "SSL_CERT_FILE=/nowhere/ca.pem: No such file" "$work/out"
mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
echo "any-hots = yes" >"$XDG_CONFIG_HOME/workfront-credential/config"
exits 1 "doctor with a configuration that is wrong" workfront-credential doctor
has "doctor: names the line" "config:1" "$work/out"
rm "$XDG_CONFIG_HOME/workfront-credential/config"
rm "$XDG_CONFIG_HOME/workfront-credential/key"
exits 1 "doctor without the key" workfront-credential doctor
has "doctor: the store is locked" "FAILED unlock" "$work/out"
finish

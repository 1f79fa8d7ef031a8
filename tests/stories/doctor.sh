#!/bin/sh
# doctor: red for whatever makes `token` fail, before anybody has tried, with the one thing to do;
# green on a healthy store, whatever unlocks it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
workfront-credential setup --from "$top_srcdir/tests/fixtures/console-two-secrets.json" \
    --host "$host" --profile other >/dev/null || exit 1
config=$XDG_CONFIG_HOME/workfront-credential/config
key=$XDG_CONFIG_HOME/workfront-credential/key
client=0123456789abcdef0123456789abcdef
user=66cf5cec0002204507c8ce6d532dfc08
workfront-credential revoke >/dev/null || exit 1
cp -a "$HOME" healthy

whole() {
    rm -rf "$HOME" && cp -a healthy "$HOME" && sandbox_reset
}

flatten() { # what was printed, in one line
    { tr -s ' \n' ' ' <"$work/out" && echo; } >flat
}

red() { # WHAT LABEL REMEDY: doctor finds it, and says that once
    exits 1 "$1: doctor is red" workfront-credential doctor
    has "$1: for it" "FAILED $2 " "$work/out"
    flatten
    has "$1: with what to do" "$3" flat
    ok "$1: once" [ "$(grep -oF -e "$3" flat | wc -l)" -eq 1 ]
    hides "$1: no secret" "$work/out" "$work/err"
}

green() { # WHAT
    exits 0 "$1: doctor is green" workfront-credential doctor
    hasnt "$1: for all of it" FAILED "$work/out"
    grep FAILED "$work/out" | sed 's/^/# /'
}

## What makes `token` fail

# shellcheck disable=SC2317 # called by the name of a row
secret_deleted() { sandbox_world "{\"clients\":{\"$client\":{\"secrets\":[]}}}"; }
# shellcheck disable=SC2317
adobe_fails() { sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":503}" >/dev/null; }
# shellcheck disable=SC2317
web_page() { sandbox_fault "{\"match\":{\"path\":\"$token_path\",\"method\":\"POST\"},\"status\":200,\"html\":true}" >/dev/null; }
# shellcheck disable=SC2317
key_gone() { rm "$key"; }
# shellcheck disable=SC2317
key_of_another() { head -c 32 /dev/urandom >"$key"; }
# shellcheck disable=SC2317
key_readable() { chmod 644 "$key"; }
# shellcheck disable=SC2317
key_cut() { head -c 16 /dev/urandom >"$key"; }
# shellcheck disable=SC2317
store_readable() { chmod 755 "$store"; }
# shellcheck disable=SC2317
store_file_readable() { chmod 644 "$store/keys" "$store/keys.copy"; }
# shellcheck disable=SC2317
keys_damaged() { echo damage >"$store/keys" && echo damage >"$store/keys.copy"; }
# shellcheck disable=SC2317
records_damaged() { find "$store" -type f ! -name 'keys*' ! -name lock ! -path '*/audit/*' -exec sh -c 'for f; do echo damage >"$f"; done' x {} +; }
# shellcheck disable=SC2317
config_wrong() { echo 'unlock sometimes keyfile' >"$config"; }
# shellcheck disable=SC2317
config_writable() { : >"$config" && chmod 666 "$config"; }
# shellcheck disable=SC2317
nobody_to_ask() { echo 'unlock sufficient passphrase' >"$config"; }
# shellcheck disable=SC2317
log_required() { echo 'audit = required' >"$config" && rm -r "$store/audit" && : >"$store/audit"; }
# shellcheck disable=SC2317
broker_named() { export WORKFRONT_CREDENTIAL_BROKER="$work/gone"; }
# shellcheck disable=SC2317
broker_configured() { echo "broker = $work/gone" >"$config"; }
# shellcheck disable=SC2317
broker_alone() { broker_configured && rm -r "$store" "$key"; }
# shellcheck disable=SC2317
broker_relative() { export WORKFRONT_CREDENTIAL_BROKER=gone; }
# shellcheck disable=SC2317
host_unknown() { export WORKFRONT_HOST=globex; }
# shellcheck disable=SC2317
profile_unknown() { export WORKFRONT_PROFILE=globex; }

while IFS='|' read -r what label remedy; do
    whole
    "$what"
    red "$what" "$label" "$remedy"
    run workfront-credential token --non-interactive
    ok "$what: token fails" [ "$status" -ne 0 ]
    ok "$what: and hands out nothing" [ ! -s "$work/out" ]
    unset WORKFRONT_CREDENTIAL_BROKER WORKFRONT_HOST WORKFRONT_PROFILE
done <<'EOF'
secret_deleted|token|choose "Retrieve client secret"
adobe_fails|token|run this again later
web_page|token|is there a login page or a proxy in between?
key_gone|key|bring it back from where it was moved or saved
key_of_another|key|restored from different days?
key_readable|key|chmod go=
key_cut|unlock|put it back as it was
store_readable|store|chmod go=
store_file_readable|store|chmod -R go=
keys_damaged|unlock|put it back as it was
records_damaged|profiles|record it anew with setup
config_wrong|unlock|config:1
config_writable|config|chmod go-w
nobody_to_ask|unlock|key list
log_required|audit|put the thing itself there
broker_named|broker|is workfront-credential-broker running?
broker_configured|broker|is workfront-credential-broker running?
broker_alone|broker|is workfront-credential-broker running?
broker_relative|broker|workfront-credential help doctor
host_unknown|host|leads through it
profile_unknown|profile|leads through it
EOF

whole
broker_alone
run workfront-credential doctor
flatten
has "a broker that is gone: its socket is named" "$work/gone: nobody listens" flat
hasnt "and no setup is asked for where it is chosen" "run setup" flat
exits 3 "nor by status" workfront-credential status
has "which names it, too" "the broker at $work/gone is asked" "$work/err"
hasnt "without a word of setup" "credential setup" "$work/err"
whole
exits 0 "a host that is recorded" env WORKFRONT_HOST="$host" workfront-credential doctor
has "is told, with who answers" "$host: profile default answers" "$work/out"

## What makes a host's account fail, and what is remembered of it

whole
sandbox_world "{\"instances\":{\"acme\":{\"users\":{\"$user\":{\"isActive\":false}}}}}"
red "an inactive account" user "choose the account and activate it"
has "it is said on which host" "$host: $email is inactive" flat
has "another profile is well" "other, $host: token for" flat
exits 0 "one profile alone can be looked at" workfront-credential doctor --profile other
sandbox_reset
green "once it is mended, though the failure was remembered"
exits 0 "status agrees" workfront-credential status

## Without a network nobody is asked, but what is known is told

whole
exits 1 "without a network" env https_proxy=http://127.0.0.1:1 workfront-credential doctor
has "that is the only failure" "FAILED adobe" "$work/out"
ok "indeed" [ "$(grep -c FAILED "$work/out")" -eq 1 ]
has "profiles were not asked" "default: not asked now; no token yet" "$work/out"

## What ends one day

whole
echo 'rotate-warn = 1s' >"$config"
workfront-credential setup --api-version 17 --no-verify >/dev/null
sleep 2
green "old things"
flatten
has "an API version that ended is told" "version 17 of the API ended on 2026-10-01" flat
has "with a newer one" "next: workfront-credential setup --profile default --api-version 22" flat
has "so is an old secret" "default: the secret is 0 days old next: workfront-credential rotate --profile default" flat

## Green, whatever unlocks it

anew() { # LINE…: a store that these unlock
    rm -rf "$store" "$key" "$XDG_CONFIG_HOME/workfront-credential/other"
    mkdir -p "${config%/*}"
    printf '%s\n' "$@" >"$config"
    workfront-credential setup --from "$credential" --host "$host" >"$work/out" 2>"$work/err" || comment "$work/err"
}
without_key() { # WHAT
    hasnt "$1: and speaks of no key file" "  key  " "$work/out"
    ok "$1: which isn't made" [ ! -e "$key" ]
}
sandbox_reset
rm -f "$config"
whole
green "no configuration"
has "it has a key file" "ok     key       $key" "$work/out"
anew 'unlock sufficient keyfile'
green "a key file"
anew "unlock sufficient keyfile path=$XDG_CONFIG_HOME/workfront-credential/other"
green "a key file elsewhere"
has "that one is looked at" "ok     key       $XDG_CONFIG_HOME/workfront-credential/other" "$work/out"
head -c 32 /dev/urandom >"$work/bytes"
openssl rand -hex 32 >"$work/bytes" 2>/dev/null || od -An -tx1 -v -N32 /dev/urandom | tr -d ' \n' >"$work/bytes"
anew "unlock sufficient exec path=$(command -v cat) arg=$work/bytes"
green "a program"
without_key "a program"
mkdir -m 700 "$work/credentials"
head -c 32 /dev/urandom >"$work/credentials/workfront-credential"
chmod 400 "$work/credentials/workfront-credential"
CREDENTIALS_DIRECTORY=$work/credentials
export CREDENTIALS_DIRECTORY
anew 'unlock sufficient systemd'
green "systemd"
without_key "systemd"
unset CREDENTIALS_DIRECTORY
echo correct-horse-CANARY >"$work/phrase"
exec 9<"$work/phrase"
anew 'unlock sufficient passphrase cost=interactive fd=9'
exec 9<"$work/phrase"
green "a passphrase"
exec 9<&-
without_key "a passphrase"
echo 'unlock sufficient passphrase' >"$config"
exits 1 "with nobody to ask for it" setsid -w workfront-credential doctor </dev/null
without_key "with nobody to ask for it"
flatten
has "how it is asked for is told" "WORKFRONT_CREDENTIAL_ASKPASS" flat
exec 9<"$work/phrase"
anew 'unlock required keyfile' 'unlock sufficient passphrase cost=interactive fd=9'
exec 9<"$work/phrase"
green "both"
exec 9<&-

## A configuration that is root's, in a folder that nobody else can write to

if [ "$(id -u)" -eq 0 ] && installed setpriv; then
    open_stage
    other() {
        setpriv --reuid=12345 --regid=12345 --clear-groups env HOME="$work/theirs" XDG_DATA_HOME="$work/theirs/data" \
            XDG_CONFIG_HOME="$work/theirs/config" "$stage_bindir/workfront-credential" "$@"
    }
    mkdir -p "$work/theirs/data" "$work/theirs/config/workfront-credential"
    cp "$credential" "$work/theirs/console.json"
    cp "$work/bytes" "$work/theirs/bytes"
    chown -R 12345:12345 "$work/theirs"
    chmod -R go= "$work/theirs"
    echo "unlock sufficient exec path=$(command -v cat) arg=$work/theirs/bytes" >"$work/theirs/config/workfront-credential/config"
    chown -R 0:0 "$work/theirs/config"
    chmod -R u=rwX,go=rX "$work/theirs/config"
    chmod -R a+rX "$SANDBOX_FOLDER/ca" 2>/dev/null
    cp "$SSL_CERT_FILE" "$work/theirs/ca.pem" && chmod 644 "$work/theirs/ca.pem" && chown 12345 "$work/theirs/ca.pem"
    SSL_CERT_FILE=$work/theirs/ca.pem
    exits 0 "setup needs no place for a key that isn't made" other setup --from "$work/theirs/console.json" --host "$host"
    fails "none is there" [ -e "$work/theirs/config/workfront-credential/key" ]
    exits 0 "doctor takes root's configuration for what it is" other doctor
    has "as it is" "ok     config    $work/theirs/config/workfront-credential/config" "$work/out"

    ## No HOME, and a user whom nobody has named

    homeless() { # COMMAND…
        setpriv --reuid=54321 --regid=54321 --clear-groups env -u HOME -u XDG_DATA_HOME -u XDG_CONFIG_HOME \
            "$stage_bindir/workfront-credential" "$@"
    }
    mkdir -m 700 "$work/locked"
    exits 1 "another user's folder" setpriv --reuid=54321 --regid=54321 --clear-groups env -u XDG_DATA_HOME \
        -u XDG_CONFIG_HOME HOME="$work/locked" "$stage_bindir/workfront-credential" token
    has "another user's folder: what to do" "ls -ld says whose it is" "$work/err"
    for store_option in "" "--store $work/theirs/elsewhere"; do
        # shellcheck disable=SC2086 # an option and its value, or nothing
        exits 1 "no HOME $store_option: doctor is red" homeless doctor $store_option
        flatten
        has "no HOME $store_option: for that" "HOME isn't set to an absolute path" flat
        ok "no HOME $store_option: with what to do, once" [ "$(grep -o "set HOME; or --store DIR" flat | wc -l)" -eq 1 ]
        hasnt "no HOME $store_option: of an empty path nothing is said" ": not there yet" "$work/out"
        # shellcheck disable=SC2086 # likewise
        exits 2 "no HOME $store_option: token fails" homeless token $store_option
        has "no HOME $store_option: with the same remedy" "hint: set HOME; or --store DIR" "$work/err"
    done
else
    skip "a configuration that is root's" "only root can make one"
fi
finish

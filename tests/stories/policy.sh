#!/bin/sh
# What is sealed into the store: who can write the configuration, or the store's files, can't weaken it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
config=$XDG_CONFIG_HOME/workfront-credential/config
printf 'protocol=https\nhost=%s\n\n' "$host" >request

configured() { # LINE…
    printf '%s\n' "$@" >"$config"
}
refused() { # WHAT SETTING COMMAND…
    _refused=$1 _setting=$2
    shift 2
    exits 4 "$_refused is refused" "$@"
    has "by name" "$_setting: sealed into the store" err
    silent "without an answer" out
}

exits 0 "at first nothing is sealed" workfront-credential policy show
has "and that is said" "nothing is sealed" out
cp -a "$store" before
configured 'audit = hand-outs'
exits 0 "settings are sealed as they are" workfront-credential policy seal
exits 0 "and shown" workfront-credential policy show
has "all of them" "sealed: any-host = no" out
has "with their values" "sealed: audit = hand-outs" out
has "whatever these are" "sealed: jail = " out
ok "which is recorded" grep -q 'event=policy outcome=ok .*detail=seal' "$store/audit/log-00000001"
exits 2 "a word after show is none that it takes" workfront-credential policy show any-host
exits 0 "the configuration that they come from is accepted" workfront-credential token
configured 'audit = required' 'audit-syslog = no'
exits 0 "a stronger one, too" workfront-credential token

## Each that is weaker, for each kind of command

configured 'audit = no'
refused "a weaker value" audit=hand-outs workfront-credential token
refused "also to git" audit=hand-outs workfront-credential get <request
refused "also to what works on keys" audit=hand-outs workfront-credential rekey
refused "also to what would unseal it" audit=hand-outs workfront-credential policy unseal
refused "also to what would seal it anew" audit=hand-outs workfront-credential policy seal
exits 0 "what is sealed can be shown all the same" workfront-credential policy show --json
has "with what the configuration is short of" '"holds": false' out
configured 'audit = yes'
refused "the weaker neighbour" audit=hand-outs workfront-credential token
rm "$config"
refused "having no configuration" audit=hand-outs workfront-credential token
configured 'audit = hand-outs' 'any-host = yes'
refused "another setting" any-host=no workfront-credential token
configured 'audit = hand-outs'
refused "an option that says the same" any-host=no workfront-credential --any-host get <request

## Who can write the store's files

cp -a "$store" sealed
forged() { # WHAT [PATTERN TEXT]…
    _what=$1
    shift
    python3 "$top_srcdir/tests/lib/forge_keys.py" "$store/keys" "$@"
    configured 'audit = no'
    exits 4 "$_what opens nothing" workfront-credential token
    configured 'audit = hand-outs'
    exits 4 "to no configuration" workfront-credential token
    rm -rf "$store" && cp -a sealed "$store"
}
if installed python3; then
    forged "a file without the lines" 'sealed\[\]=[^\n]*\n' ''
    forged "one with a weaker value" 'audit=hand-outs' 'audit=no'
    forged "one with another name" 'sealed\[\]=audit=' 'sealed[]=audits='
    forged "one of version 1" 'keys=2' 'keys=1' '(sealed\[\]|log)=[^\n]*\n' ''
else
    skip "forged files" "python3 isn't installed"
fi
configured 'audit = no'
cp before/keys before/keys.copy "$store/"
exits 1 "key slots from before open nothing" workfront-credential token
has "since their records are gone" "put the whole store back" err
rm -rf "$store" && cp -a sealed "$store"

## It stays until it is unsealed

configured 'audit = hand-outs'
exits 0 "another key of the store" workfront-credential rekey
exits 0 "another key slot" workfront-credential key add keyfile "path=$HOME/second-key"
configured 'audit = yes' 'unlock sufficient keyfile'
refused "keep what is sealed" audit=hand-outs workfront-credential token
configured 'audit = required' 'unlock sufficient keyfile' "unlock sufficient keyfile path=$HOME/second-key"
exits 0 "one setting can be sealed again" workfront-credential policy seal audit
has "by a new key" "the store has a new key" out
configured 'audit = hand-outs' 'unlock sufficient keyfile' "unlock sufficient keyfile path=$HOME/second-key"
refused "and then is stronger" audit=required workfront-credential token
configured 'audit = required' 'unlock sufficient keyfile' "unlock sufficient keyfile path=$HOME/second-key"
exits 0 "or be unsealed" workfront-credential policy unseal audit
configured 'audit = no' 'unlock sufficient keyfile' "unlock sufficient keyfile path=$HOME/second-key"
exits 0 "then the configuration decides" workfront-credential token
refused "but of that setting alone" any-host=no workfront-credential --any-host get <request
exits 0 "all can be unsealed" workfront-credential policy unseal
workfront-credential policy show >out
has "so that nothing is left" "nothing is sealed" out
exits 2 "what can't be sealed is named" workfront-credential policy seal unlock
has "with what can" "there are any-host, audit, audit-syslog, fleet-role and jail" err
exits 2 "and words that aren't verbs" workfront-credential policy open
finish

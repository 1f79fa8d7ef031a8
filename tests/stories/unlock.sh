#!/bin/sh
# The unlock stack from the command line: what it is, what opened the store; and
# keys kept in the kernel's keyring, until `lock`.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

store=$XDG_DATA_HOME/workfront-credential
mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
config=$XDG_CONFIG_HOME/workfront-credential/config
key=$XDG_CONFIG_HOME/workfront-credential/key
printf 'protocol=https\nhost=one.example\n\n' >"$work/request"
printf 'protocol=https\nhost=one.example\nusername=me\npassword=kept\n\n' >"$work/stored"
echo CANARY-phrase >"$work/phrase"
echo CANARY-other >"$work/other"
at_exit 'workfront-credential lock >/dev/null 2>&1'

configured() { # LINE…
    printf '%s\n' "$@" >"$config"
}
get() { # [OPTION]
    workfront-credential --any-host get "$@" <"$work/request"
}
get_with() { # FILE
    workfront-credential --any-host get <"$work/request" 9<"$1"
}
setup_with() { # a profile, so that status has something to say
    workfront-credential setup --no-verify --host acme.my.workfront.com \
        --from "$top_srcdir/tests/fixtures/console-credential.json" 9<"$work/phrase"
}
row() { # WHAT WORD…: a line of the output with these words, whatever the blanks between
    _what=$1
    shift
    tr -s ' ' <"$work/out" >"$work/squeezed"
    has "$_what" "$*" "$work/squeezed"
}

## Without a store

exits 0 "the default stack is listed" workfront-credential stack
has "as what it is" "the default stack" "$work/out"
row "and its key isn't there yet" "1 sufficient keyfile not mine $key: No such file"
exits 0 "lock does no harm without a store" workfront-credential lock
has "and says so" "no key is kept" "$work/out"
exits 3 "there is nothing to unlock" workfront-credential unlock

## What a stack can't be

configured 'any-host = no' '' 'unlock sufficient keyring'
exits 2 "a cache can't be sufficient" workfront-credential stack
has "which is told with file and line" "$config:3: not valid: keyring is a cache" "$work/err"
exits 2 "stack takes no word" workfront-credential stack test
fails "nothing was made by it" [ -e "$store" ]

## What can be used here

configured 'unlock sufficient passphrase cost=interactive fd=9' 'unlock sufficient keyfile'
exits 0 "a store is made" setup_with
exits 0 "with a password in it" \
    workfront-credential --any-host store <"$work/stored" 9<"$work/phrase"
exits 4 "nothing can be used" workfront-credential stack
has "in a sentence" "none of the unlock lines can open a store" "$work/err"
has "with a hint" "hint:" "$work/err"
row "the passphrase's row says why" "not mine there is nobody to ask"
row "the key file's too" "not mine $key: No such file"
exits 0 "a descriptor makes it usable" workfront-credential stack 9<"$work/phrase"
exits 0 "it opens" get_with "$work/phrase"
exits 4 "and can't without" workfront-credential stack --json
has "which JSON tells" '"usable": false' "$work/out"
exits 4 "nor be unlocked" workfront-credential unlock --non-interactive
exits 0 "unlock says by what it is open" workfront-credential unlock 9<"$work/phrase"
has "in words" "the store is open, by passphrase" "$work/out"
has "and that nothing keeps it" "optional keyring" "$work/err"

## What unlocks it, and what that protects against

exits 0 "status works" workfront-credential status -v 9<"$work/phrase"
row "and says what unlocked the store" "unlocked by passphrase"
has "and what that is good for" "can't guess the passphrase" "$work/out"
exits 0 "JSON too" workfront-credential status --json 9<"$work/phrase"
has "as an object" '"protects": "against everybody' "$work/out"

## With a cache

configured 'unlock optional keyring timeout=2h' \
    'unlock sufficient passphrase cost=interactive fd=9'
if ! workfront-credential stack --json 9<"$work/phrase" | grep -A 3 '"module": "keyring"' |
    grep -q '"usable": true'; then
    skip "keys in the kernel's keyring" "keyrings are blocked here"
    exits 0 "where they are blocked, the store opens all the same" get_with "$work/phrase"
    silent "without a word" "$work/err"
    finish
fi
exits 4 "nothing is cached yet" get
exits 0 "a command that opens the store leaves its key" get_with "$work/phrase"
silent "without a word" "$work/err"
exits 0 "the next needs no passphrase" get
has "to answer" "password=kept" "$work/out"
exits 0 "status knows" workfront-credential status -v
row "what opened it" "unlocked by keyring, a cache of passphrase"
has "until when" "keeps the key in your keyring in the kernel until" "$work/out"
has "and what that gives up" "whatever the other lines ask for" "$work/out"
exits 0 "lock forgets it" workfront-credential lock
has "and says so" "keyring: the key is forgotten" "$work/out"
exits 0 "once" workfront-credential lock
has "and then that there is none" "no key is kept" "$work/out"
exits 4 "the store is locked" get
exits 4 "a wrong passphrase leaves nothing" get_with "$work/other"
exits 4 "so it stays locked" get
exits 0 "unlock opens it" workfront-credential unlock --json 9<"$work/phrase"
has "and JSON tells where" '"where": "your keyring in the kernel"' "$work/out"
exits 0 "for others to come" get
exits 0 "-v tells of each line" get -v
has "what it said" "unlock: optional keyring: yes" "$work/err"
if command -v keyctl >/dev/null; then
    exits 0 "another session of the user finds it" \
        keyctl session - workfront-credential --any-host get --store "$store" <"$work/request"
fi
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    cp -a "$HOME" "$work/theirs"
    open_stage
    chown -R 65534:65534 "$work/theirs"
    exits 4 "another user with a copy of all files doesn't" \
        setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$work/theirs" \
        XDG_DATA_HOME="$work/theirs/.local/share" XDG_CONFIG_HOME="$work/theirs/.config" \
        "$stage_bindir/workfront-credential" list
fi
fails "neither passphrase nor key is in the store" grep -rqa CANARY "$store"
configured 'unlock sufficient passphrase cost=interactive fd=9'
exits 4 "without the line the cache isn't asked" get
exits 0 "but lock finds it all the same" workfront-credential lock
has "and forgets" "keyring: the key is forgotten" "$work/out"

## Who makes a store isn't asked again

rm -rf "$store"
configured 'unlock optional keyring' 'unlock sufficient passphrase cost=interactive fd=9'
exits 0 "a store is made" \
    workfront-credential --any-host store <"$work/stored" 9<"$work/phrase"
exits 0 "whose key is cached from the first" get
has "to answer" "password=kept" "$work/out"
exits 0 "until it is locked" workfront-credential lock
exits 4 "as any other" get
rm -rf "$store"
configured 'unlock required keyfile' 'unlock optional keyring' \
    'unlock sufficient passphrase cost=interactive fd=9'
exits 0 "one that requires the key file" \
    workfront-credential --any-host store <"$work/stored" 9<"$work/phrase"
exits 0 "is cached too" get
mv "$key" "$key.away"
exits 4 "under what stands in front of the cache" get
mv "$key.away" "$key"
exits 0 "alone" workfront-credential lock

## Changing the configuration opens nothing

rm -rf "$store"
configured 'unlock optional keyring' 'unlock required keyfile' \
    'unlock sufficient passphrase cost=interactive fd=9'
exits 0 "a store that requires the key file" setup_with
exits 0 "with a password in it too" \
    workfront-credential --any-host store <"$work/stored" 9<"$work/phrase"
exits 0 "is unlocked" workfront-credential unlock 9<"$work/phrase"
exits 0 "the cache spares both" get
exits 0 "status names the required one" workfront-credential status -v
row "too" "requires keyfile"
mv "$key" "$key.away"
exits 0 "even the key file, as the manual says" get
configured 'unlock optional keyring' 'unlock sufficient passphrase cost=interactive fd=9'
exits 4 "a stack that doesn't require it opens nothing" get
has "and says why" "don't require what it was made to require" "$work/err"
configured 'unlock required keyfile' 'unlock optional keyring' \
    'unlock sufficient passphrase cost=interactive fd=9'
exits 4 "in front of the cache it isn't spared" get
mv "$key.away" "$key"
exits 4 "nor is what was kept of use there" get
exits 0 "until it was unlocked so" workfront-credential unlock 9<"$work/phrase"
exits 0 "then only the passphrase is spared" get
head -c 32 /dev/zero >"$key"
exits 4 "and another key file opens nothing" get

finish

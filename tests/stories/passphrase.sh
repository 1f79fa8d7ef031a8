#!/bin/sh
# A store that only a passphrase opens, from the command line: by a descriptor and by an askpass
# program; wrong, missing and too little memory are told apart, and the passphrase is nowhere.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

store=$XDG_DATA_HOME/workfront-credential
mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
config=$XDG_CONFIG_HOME/workfront-credential/config
printf 'protocol=https\nhost=one.example\n\n' >"$work/request"
printf 'protocol=https\nhost=one.example\nusername=me\npassword=kept\n\n' >"$work/stored"

# shellcheck disable=SC2016 # the program's own $0
printf '%s\n' '#!/bin/sh' 'cat "$0.answer"' >"$work/askpass"
chmod 700 "$work/askpass"
answers() {
    printf '%s\n' "$1" >"$work/askpass.answer"
}

by_descriptor() { # PASSPHRASE OPERATION FILE
    printf '%s\n' "$1" >"$work/typed"
    workfront-credential --any-host "$2" <"$3" 9<"$work/typed"
}

by_askpass() { # without a terminal
    WORKFRONT_CREDENTIAL_ASKPASS=$work/askpass setsid -w workfront-credential "$@"
}

echo 'unlock sufficient passphrase cost=interactive fd=9' >"$config"
exits 0 "a store is made with a passphrase" by_descriptor CANARY-phrase store "$work/stored"
fails "it has no key file" [ -e "$XDG_CONFIG_HOME/workfront-credential/key" ]
exits 0 "and opens with it" by_descriptor CANARY-phrase get "$work/request"
has "to answer" "password=kept" "$work/out"
exits 4 "another doesn't open it" by_descriptor CANARY-other get "$work/request"
has "which is said" "passphrase: wrong" "$work/err"
hasnt "without it" CANARY "$work/err"
exits 4 "nothing opens it without one" workfront-credential --any-host get <"$work/request"
has "which is said otherwise" "nobody to ask" "$work/err"
fails "the passphrase is nowhere in the store" grep -rqa CANARY "$store"

## Somebody who can write the store's files makes the passphrase dear

if installed python3; then
    cp "$store/keys" keys
    python3 "$top_srcdir/tests/lib/forge_keys.py" "$store/keys" 'ops=[0-9]+ mem=[0-9]+' 'ops=64 mem=1048576'
    exits 1 "what costs more than we ever ask for isn't tried" \
        sh -c 'ulimit -t 10 && exec "$@"' - workfront-credential --any-host get <"$work/request" 9<"$work/typed"
    has "but told as damage" "passphrase: damaged" "$work/err"
    cp keys "$store/keys"
else
    skip "dear parameters" "python3 isn't installed"
fi

# The default stack must not open it, nor make another one in its place
rm "$config"
exits 4 "another stack doesn't open it" workfront-credential --any-host get <"$work/request"

echo 'unlock sufficient passphrase tries=1' >"$config"
answers CANARY-phrase
exits 0 "an askpass program may answer" by_askpass --any-host get <"$work/request"
has "as well" "password=kept" "$work/out"
answers CANARY-other
exits 4 "wrongly too" by_askpass --any-host get <"$work/request"
rm "$work/askpass.answer"
exits 4 "or not at all" by_askpass --any-host get <"$work/request"
has "which is no other process's doing" "error: passphrase: none was given, the store is as it was" \
    "$work/err"
printf '%s\n' 'expect Passphrase of the Workfront' 'key D' end >"$work/script"
exits 4 "as may a person, with Ctrl-D" \
    python3 "$top_srcdir/tests/lib/terminal.py" "$work/script" workfront-credential list
has "which is told alike" "error: passphrase: none was given" "$work/out"
echo 'unlock sufficient passphrase tries=2' >"$config"
printf '%s\n' 'expect Passphrase of the Workfront' 'send another-one' 'expect That is another one.' \
    'expect Passphrase of the Workfront' 'send CANARY-phrase' end >"$work/script"
exits 0 "a person who was wrong is told, and asked again" \
    python3 "$top_srcdir/tests/lib/terminal.py" "$work/script" workfront-credential list
printf '%s\n' 'expect Passphrase of the Workfront' 'send another-one' 'expect That is another one.' \
    'expect Passphrase of the Workfront' 'send another-one' end >"$work/script"
exits 4 "as often as the line says" \
    python3 "$top_srcdir/tests/lib/terminal.py" "$work/script" workfront-credential list
ok "and told once" [ "$(grep -c 'That is another one' "$work/out")" -eq 1 ]
echo 'unlock sufficient passphrase tries=1' >"$config"
exits 4 "nobody is asked with --non-interactive" \
    by_askpass --non-interactive --any-host get <"$work/request"
has "which is said as well" "nobody to ask" "$work/err"

printf '# comment\n\nany-host = no\n  unlock sufficient passphrase tries=none\n' >"$config"
exits 2 "an argument that can't be used fails closed" \
    workfront-credential --any-host get <"$work/request"
has "with the file and the line" "$config:4: not valid: passphrase can't use" "$work/err"

finish

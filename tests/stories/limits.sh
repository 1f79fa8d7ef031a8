#!/bin/sh
# What is more than there can be is refused by name and number, and leaves things as they were.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
config=$XDG_CONFIG_HOME/workfront-credential/config

series() { # N WORD: N words, numbered
    seq -f "$2" "$1" | tr '\n' ' '
}

record() { # HOST PROFILE
    workfront-credential setup --no-verify --from "$credential" --host "$1" --profile "$2"
}

refused() { # WHAT MESSAGE COMMAND…
    _refused=$1 _message=$2
    shift 2
    exits 2 "$_refused" "$@"
    has "$_refused: by number" "$_message" "$work/err"
}

for number in $(seq 64); do
    record acme "p$number" >made 2>&1 || exit 1
done
refused "a 65th profile" "this store: it has 64 profiles, as many as there can be" record acme more
has "what makes room" "hint: make room: workfront-credential remove --profile NAME" "$work/err"
exits 3 "nothing is left of it" workfront-credential show --profile more
exits 0 "one of the 64 can change" record preview p64
exits 0 "one goes" workfront-credential remove -q --profile p64
exits 0 "and makes room" record acme more

# shellcheck disable=SC2046 # words
refused "a 65th host" "can be given 64 times at most" \
    workfront-credential setup --from "$credential" $(series 65 '--host h%g')
# shellcheck disable=SC2046
workfront-credential setup -q --no-verify --from "$credential" --profile p1 $(series 63 '--host h%g') || exit 1
refused "a 65th host of a profile" "a profile has 64 at most" \
    workfront-credential setup --no-verify --profile p1 --from "$credential" --host other
# shellcheck disable=SC2046
refused "a 25th argument of a module" "is one argument too many: a module takes 24 at most" \
    workfront-credential key add exec $(series 25 'arg=%g')
# shellcheck disable=SC2046
refused "a 17th key slot's number" "is one number too many: a store has 16 key slots" \
    workfront-credential key remove $(series 17 %g)

head -c 1048577 /dev/zero | tr '\0' x >long
refused "a file to import" "long: too long: 1048576 bytes at most" workfront-credential setup --from long
refused "a request" "the request: too long: 1048576 bytes at most" workfront-credential get <long
{ printf 'host=' && head -c 65535 long && echo; } >line
refused "a line of a request" "line 1: too long: 65535 bytes at most" workfront-credential get <line
printf 'CLIENT_ID=c\nCLIENT_SECRET=%s\nSCOPES=openid\n' '["a-CANARY","b-CANARY","c-CANARY"]' >three
refused "a third secret" "a credential has two secrets" workfront-credential setup --from three

head -c 65537 long >"$config"
refused "a configuration" "config: too long: 65536 bytes at most" workfront-credential list
series 17 'unlock sufficient keyfile path=/%g@' | tr @ '\n' >"$config"
refused "an unlock line" "unlock is there more often than 16 times" workfront-credential list
echo "unlock sufficient exec path=/bin/true $(series 25 arg=%g)" >"$config"
refused "an argument of one" "exec has more arguments than 24" workfront-credential list
finish

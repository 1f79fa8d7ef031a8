#!/bin/sh
# Files of a store that aren't as they were written: bytes changed, files cut, swapped, brought from
# another store or from an earlier day. The answer is right all the same, or is fetched again, or
# there is a clear error; never a wrong token, never a crash. What can't be told is shown, too.
# Every DAMAGE_STEP-th byte and length is taken (97); `make torture` takes each.
# Nobody waits for a disk here
[ ! -w /dev/shm ] || TMPDIR=/dev/shm
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
needs "files that aren't as they were written" python3
given_sandbox
second=$top_srcdir/tests/fixtures/console-two-secrets.json
SECOND=$second
export SECOND

## A store with all kinds of records, as it was and as it is, and another one

keep() { # PASSWORD
    printf 'protocol=https\nhost=example.com\nusername=u\npassword=%s\n\n' "$1" >"$work/offer"
    workfront-credential store --any-host <"$work/offer" || exit 1
}
fill() { # CREDENTIAL OTHER-CREDENTIAL PASSWORD
    workfront-credential setup --from "$1" --host "$host" >/dev/null &&
        workfront-credential setup --host acme.preview.workfront.com --no-verify >/dev/null &&
        workfront-credential setup --profile second --from "$2" --host "$host" \
            >/dev/null || exit 1
    workfront-credential token --profile second >"$work/second" || exit 1
    keep "$3"
}
again() {
    workfront-credential token --profile second >/dev/null && move "$1"
}
move() { # NAME: what is recorded now
    rm -rf "${work:?}/$1" && cp -a "$HOME" "$work/$1"
}
fresh() {
    request | workfront-credential erase && workfront-credential token
}

fill "$second" "$credential" other-CANARY
workfront-credential token >/dev/null || exit 1
move other
rm -rf "$XDG_DATA_HOME" "$XDG_CONFIG_HOME"
fill "$credential" "$second" former-CANARY
fresh >"$work/former.token" || exit 1
again former
workfront-credential key add -q keyfile "path=$XDG_CONFIG_HOME/workfront-credential/second" || exit 1
workfront-credential setup --host third.my.workfront.com --no-verify >/dev/null || exit 1
keep present-CANARY
fresh >"$work/token" || exit 1
again recorded
echo present-CANARY >"$work/kept"
echo former-CANARY >"$work/former.kept"

[ -z "${INSTRUMENT_CFLAGS-}" ] || : "${DAMAGE_STEP:=997}"
damaged() { # WHAT WAY
    ok "$1" python3 "$top_srcdir/tests/lib/damage.py" "$2" "${DAMAGE_STEP:-97}" "$work"
}
damaged "bytes that were changed" flip
damaged "files that were cut" cut
damaged "files in each other's places" swap
damaged "files of another store" foreign
damaged "what was damaged is mended as the messages say" mend

put() { # NAME
    rm -rf "$HOME" && cp -a "$work/$1" "$HOME"
}
put recorded
fails "keys and their copy differ, so that nothing links them" cmp -s "$store/keys" "$store/keys.copy"
ok "the copy says that it is one" grep -qx copy=yes "$store/keys.copy"
fails "keys don't" grep -qx copy=yes "$store/keys"
cp "$store/keys.copy" "$store/keys"
exits 0 "the copy does for keys" workfront-credential token
ok "with the same token" cmp "$work/out" "$work/token"

put recorded
found=0
for file in "$store"/records-*/*; do
    cp "$file" "$work/file"
    echo damage >"$file"
    if ! workfront-credential list >"$work/out" 2>"$work/err" && grep -q '^  second: damaged$' "$work/out"; then
        found=$((found + 1))
        has "a damaged profile doesn't hide the others from list" "* default: $host" "$work/out"
        has "and is named" "error: second: damaged" "$work/err"
        has "with what to do" "record it anew with setup" "$work/err"
        exits 1 "nor from status" workfront-credential status -v
        has "which has them" "$email" "$work/out"
        exits 1 "programs are told once" workfront-credential list --json
        ok "in JSON" python3 -m json.tool "$work/out"
    fi
    cp "$work/file" "$file"
done
ok "(one of the files is that profile)" [ "$found" -eq 1 ]

## What was before, put back. Of one record alone the store can't tell, but for the log; FORMAT.md,
## "What can't be told"

damaged "files of an earlier day" older
put recorded
was=$work/recorded${store#"$HOME"}
exits 0 "(a new key)" workfront-credential key remove 2
cp "$was/keys" "$store"
exits 1 "keys from before a new store key are told" workfront-credential token
has "by what is missing" "records-" "$work/err"
has "with what to do" "put the whole store back" "$work/err"
put recorded
workfront-credential key remove 2 -q
cp "$was/keys.copy" "$store"
exits 0 "in the copy they do no harm" workfront-credential token
ok "and the token is right" cmp "$work/out" "$work/token"

put recorded
dropped=third.my.workfront.com
printf 'protocol=https\nhost=%s\n' $dropped >"$work/third"
exits 0 "(a host that is served)" workfront-credential get <"$work/third"
has "(with a token)" password=eyJ "$work/out"
exits 0 "(goes)" workfront-credential remove --profile default --host $dropped
for file in "$was"/records-*/*; do
    [ -e "$store${file#"$was"}" ] || cp "$file" "$store${file#"$was"}"
done
exits 0 "its enrolment put back" workfront-credential get <"$work/third"
silent "brings no token, as the profile doesn't name it" "$work/out"
rm -rf "$store"/records-* && cp -a "$was"/records-* "$store"
exits 0 "with all records put back" workfront-credential get <"$work/third"
has "it does: that can't be told" password=eyJ "$work/out"
exits 0 "but they have the log's head" workfront-credential audit show
exits 0 "after which there is more" workfront-credential audit verify
rm -rf "$store" && cp -a "$was" "$store"
exits 0 "nor can a whole store of an earlier day" workfront-credential audit verify
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish

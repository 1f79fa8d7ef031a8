#!/bin/sh
# Disks that can't be written, are full, or have no room for one more file, under each command that
# changes a store: it says so and what to do, or does without; and once there is room again the store
# opens, what was acknowledged is there and whole, no temporary file is left and no lock is stuck.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
if [ "$(id -u)" -ne 0 ] || ! unshare -m true 2>/dev/null; then
    skip "disks that take nothing" "only root can mount some"
    finish
fi
given_sandbox

## What is recorded

given_profile
given_profile --host acme.preview.workfront.com
given_offers

## A small disk with that store, in a namespace of its own: BEFORE, then COMMAND without room, then
## AFTER with room again, which sees the command's exit status as $status

mkdir small
cat >inside <<'INSIDE'
kind=$1 before=$2 after=$3 input=$4
shift 4
mount -t tmpfs -o mode=700,size=16m,nr_inodes=100 none "$work/small" || exit 99
cp -a "$store" "$work/small/store" || exit 99
store=$work/small/store
workfront() { # COMMAND [WORD…]
    _command=$1
    shift
    workfront-credential "$_command" --store "$store" "$@"
}
broken() {
    echo "$1" >>"$work/broken"
    return 1
}
lists() { workfront list | grep -q "${1-$host}" || broken "the list of profiles"; }
same_token() { workfront token --non-interactive | cmp -s - "$work/token" || broken "the token"; }
has_token() { workfront token | grep -q '^eyJ' || broken "no token"; }
kept() { # PASSWORD, or nothing: that nothing is
    [ "$(workfront get --any-host <"$work/example" | sed -n 's/^password=//p')" = "${1:+$1-CANARY}" ] ||
        broken "what was kept"
}
acked() { [ "$status" -eq 0 ]; }
sound() {
    timeout 60 workfront-credential store --any-host --store "$store" <"$work/first" || broken "a lock"
    kept first
    [ -z "$(find "$store" -name new)" ] || broken "a temporary file"
    [ "$(find "$store" -name 'records-*' | wc -l)" -eq 1 ] || broken "folders of records"
    ! grep -q leftover "$store/keys" || broken "an unfinished change"
    workfront audit verify >"$work/verified" 2>&1 || broken "$(cat "$work/verified")"
}
eval "$before" >/dev/null 2>&1 || exit 99
case $kind in
read-only) mount -o remount,ro "$work/small" ;;
full) cat /dev/zero >"$work/small/fill" 2>/dev/null ;;
inodes)
    number=0
    while true 2>/dev/null >"$work/small/fill.$number"; do number=$((number + 1)); done
    ;;
esac
workfront "$@" <"$input" >"$work/out" 2>"$work/err"
status=$?
echo "$status" >"$work/status"
[ "$kind" != read-only ] || mount -o remount,rw "$work/small"
rm -f "$work"/small/fill*
: >"$work/broken"
eval "$after" >/dev/null 2>&1
sound >/dev/null 2>&1
[ ! -s "$work/broken" ]
INSIDE

reason() { # KIND
    case $1 in
    read-only) echo "Read-only file system" ;;
    *) echo "No space left on device" ;;
    esac
}

# Each of the three. Where nothing can be written each fails but those that do without always; where
# there is no room some do without, or make some: STATUS. A failure is one error that says why, and a
# hint.
survives() { # STATUS|always WHAT BEFORE AFTER INPUT COMMAND…
    _status=$1 _title=$2
    shift 2
    for kind in read-only full inodes; do
        : >broken
        ok "$_title ($kind): the store is whole afterwards" env "work=$work" "store=$store" "host=$host" \
            unshare -m sh "$work/inside" "$kind" "$@"
        comment broken
        case $_status,$kind in
        always,*) expected=0 ;;
        *,read-only) expected=1 ;;
        *) expected=$_status ;;
        esac
        ok "$_title ($kind): ends with $expected" [ "$(cat status)" -eq "$expected" ] || comment err
        [ "$expected" -ne 0 ] || continue
        ok "$_title ($kind): one error says why" \
            [ "$(grep ' error: ' err | grep -c "$(reason "$kind")\$")" -eq 1 ]
        has "$_title ($kind): with a hint" " hint: " err
    done
}

# Who goes on without room has removed a token before, or removes only
survives 0 "setup, once more" : "if acked; then lists other.my.workfront.com; fi; lists; has_token; kept first" \
    /dev/null setup --host other.my.workfront.com --no-verify
survives 1 store : "kept first; lists; same_token" "$work/second" store --any-host
survives 0 "erase --any-host" : "if acked; then kept; else kept first; fi; lists; same_token" "$work/example" \
    erase --any-host
survives 1 "erase of a token that was refused" : "lists; has_token; kept first" "$work/refused" erase
survives always "a renewal" "workfront erase <'$work/refused'" "lists; has_token; kept first" /dev/null token
survives 1 rekey : "lists; same_token; kept first" /dev/null rekey
survives 1 "key add" : "lists; same_token; kept first" /dev/null key add keyfile "path=$work/second-key"

# What looks at it finds that, and says what to do; a token that can't be kept is a good one
looks() { # KIND HINT
    env "work=$work" "store=$store" "host=$host" unshare -m sh "$work/inside" "$1" : : /dev/null doctor >/dev/null 2>&1
    ok "doctor ($1): ends with 1" [ "$(cat status)" -eq 1 ]
    tr -s ' \n' ' ' <out >flat
    has "doctor ($1): names what can't be written" "FAILED audit" flat
    has "doctor ($1): and what to do" "$2" flat
    env "work=$work" "store=$store" "host=$host" unshare -m sh "$work/inside" "$1" "workfront erase <'$work/refused'" : \
        /dev/null verify >/dev/null 2>&1
    ok "verify without a token ($1): ends with 0" [ "$(cat status)" -eq 0 ] || comment out
    has "verify without a token ($1): has one" "issued by secret 1 of 1" out
}
looks read-only "nothing can be written there"
looks full "free some space on that file system"
looks inodes "free some space on that file system"

survives 0 remove : "acked || lists; kept first" /dev/null \
    remove --profile default
finish

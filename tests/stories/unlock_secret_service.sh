#!/bin/sh
# A store whose secret a desktop's keyring keeps, on a real session bus with gnome-keyring: it opens
# again; a locked keyring, an item that is gone and a missing bus are told apart.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
config=$XDG_CONFIG_HOME/workfront-credential/config
printf 'protocol=https\nhost=one.example\n\n' >"$work/request"
printf 'protocol=https\nhost=one.example\nusername=me\npassword=kept\n\n' >"$work/stored"
echo 'unlock sufficient secret-service timeout=60' >"$config"
unset DBUS_SESSION_BUS_ADDRESS

case " $VAULT_PROGRAMS " in
*" secret-service "*) ;;
*)
    exits 2 "a build without libsecret refuses the line" \
        workfront-credential --any-host store <"$work/stored"
    has "and says so" "made without libsecret" "$work/err"
    finish
    ;;
esac

exits 4 "without a bus no store is made" workfront-credential --any-host store <"$work/stored"
has "which is said" "there is no session bus" "$work/err"

for program in dbus-run-session gnome-keyring-daemon gdbus; do
    command -v "$program" >/dev/null || {
        skip "a store that a keyring opens" "$program isn't installed"
        finish
    }
done

# Each line on the bus: what ran, its exit status; messages beside it
cat >"$work/session" <<'CODE'
helper() { # NAME OPERATION FILE
    status=0
    setsid -w workfront-credential --non-interactive --any-host "$2" <"$3" >"$1.out" 2>"$1.err" ||
        status=$?
    echo "$1 $status"
}
secrets() { # OBJECT METHOD ARGUMENT…
    object=$1 method=$2
    shift 2
    gdbus call --session --dest org.freedesktop.secrets --object-path "$object" \
        --method "org.freedesktop.Secret.$method" "$@" >/dev/null
}
[ "$1" = empty ] && helper nobody store stored && exit
printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
helper made store stored
echo "key file $([ -e "${1%config}key" ] && echo yes || echo no)"
helper opened get request
secrets /org/freedesktop/secrets Service.Lock "['/org/freedesktop/secrets/collection/login']"
helper locked get request
printf pw | gnome-keyring-daemon --replace --unlock --components=secrets >/dev/null 2>&1
helper again get request
keyring=$(gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
    --method org.freedesktop.DBus.GetConnectionUnixProcessID org.freedesktop.secrets |
    sed 's/.*uint32 \([0-9]*\).*/\1/')
kill -STOP "$keyring"
{ sleep 3 && kill -CONT "$keyring"; } &
helper late get request
keys() { # NAME ARGUMENT…
    name=$1
    shift
    status=0
    workfront-credential --non-interactive key "$@" >"$name.out" 2>"$name.err" || status=$?
    echo "$name $status"
}
items() {
    secret-tool search --all xdg:schema workfront-credential.StoreKey 2>&1 | grep -c '^label'
}
echo 'unlock sufficient keyfile' >>"$1"
keys added add keyfile
echo "items before $(items)"
keys removed remove 1
echo "items after $(items)"
helper moved get request
keys back add secret-service
item=$(sed -n 's/^parameters=\(item=.*\)/\1/p' "$XDG_DATA_HOME/workfront-credential/keys")
python3 "$2" "$XDG_DATA_HOME/workfront-credential/keys" '\Z' "slot=9
module=secret-service
parameters=$item
box=$(printf '%0144d' 0)

"
keys bogus remove 9
echo "items beside $(items)"
helper kept get request
echo "items again $(items)"
keys leaves remove 2
helper home get request
secret-tool clear xdg:schema workfront-credential.StoreKey
helper gone get request
CODE
dbus-run-session -- sh "$work/session" empty >"$work/none" 2>"$work/none.err"
dbus-run-session -- sh "$work/session" "$config" "$top_srcdir/tests/lib/forge_keys.py" >"$work/ran" 2>"$work/ran.err"

has "without a keyring no store is made" "nobody 4" "$work/none"
has "a store is made with a keyring" "made 0" "$work/ran"
has "without a key file" "key file no" "$work/ran"
has "and opens" "opened 0" "$work/ran"
has "to answer" "password=kept" "$work/opened.out"
has "a locked keyring doesn't open it" "locked 4" "$work/ran"
has "which is said" "the keyring is locked" "$work/locked.err"
has "an unlocked one does again" "again 0" "$work/ran"
has "also one that takes longer than is usual, as the line says" "late 0" "$work/ran"
has "a second slot can be had" "added 0" "$work/ran"
has "for one item of the keyring" "items before 1" "$work/ran"
has "and the first be given up" "removed 0" "$work/ran"
has "with the item" "items after 0" "$work/ran"
silent "without a word" "$work/removed.err"
has "the store opens by the other" "moved 0" "$work/ran"
has "a slot by the keyring can come back" "back 0" "$work/ran"
has "with a new item" "items again 1" "$work/ran"
has "a slot that somebody put there can be removed" "bogus 0" "$work/ran"
has "which says that it hasn't opened" "stays there" "$work/bogus.err"
has "and leaves another slot's item where it is" "items beside 1" "$work/ran"
has "so that the store opens" "kept 0" "$work/ran"
has "and be the only one" "leaves 0" "$work/ran"
has "that opens" "home 0" "$work/ran"
has "without its item it stays locked" "gone 4" "$work/ran"
has "which is told apart" "the keyring has no such item" "$work/gone.err"

finish

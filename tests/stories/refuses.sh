#!/bin/sh
# What isn't the plain file or folder that belongs to us alone is refused wherever a path leads:
# links, pipes, devices, sockets, other owners, what others may read or change. The message has the
# path, the reason and what to do; what it says to do does it.
# shellcheck disable=SC2016 # commands for later are in single quotes
[ ! -w /dev/shm ] || TMPDIR=/dev/shm # where a runtime folder is one in memory, and nobody waits
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
needs "what isn't the plain file that belongs there" python3
given_sandbox
given_profile
config=$XDG_CONFIG_HOME/workfront-credential
printf 'protocol=https\nhost=example.com\nusername=u\npassword=kept-CANARY\n\n' >"$work/offer"
printf 'protocol=https\nhost=example.com\n\n' >"$work/example"
request >"$work/request"
workfront-credential token >/dev/null || exit 1
workfront-credential store --any-host <"$work/offer" || exit 1
PYTHONPATH=$top_srcdir/tests/lib python3 - "$store" "$config/key" \
    >"$work/records" <<'PYTHON' || exit 1
import sys
from read_store import KINDS, read, siphash, store_key, subkey
key, _, records = store_key(read(sys.argv[1] + "/keys"), read(sys.argv[2]))
for kind, name in ("profile", "default"), ("token", "default"), ("entry", "example.com"), \
        ("host", "acme.my.workfront.com"):
    digest = siphash(subkey(key, 16, 1), bytes([KINDS.index(kind)]) + name.encode())
    print("%s %s/%s/%s" % (kind, sys.argv[1], records, digest.hex()))
PYTHON
record() { # KIND: its file
    sed -n "s/^$1 //p" "$work/records"
}
cp -a "$HOME" "$work/recorded"
: >"$work/empty"

put_back() {
    rm -rf "$HOME" && cp -a "$work/recorded" "$HOME"
}

# What may be wrong with a file and with a folder, and as what it is told: those of the store, what
# systemd hands over, what others may read, folders that others may read and those on the way
things="link:type fifo:type socket:type device:type"
wrongs_of() { # file|folder|handed|open|firm
    case $1 in
    file) echo "$things" hard:links folder:type owner:owner 640:mode 620:mode 602:mode ;;
    folder) echo "$things" file:type owner:owner 750:mode 770:mode 701:mode ;;
    handed) echo "$things" hard:links folder:type owner:owner 620:mode 644:mode ;;
    open) echo "$things" folder:type owner:owner g+w:writable o+w:writable ;;
    way) echo fifo:type socket:type device:type file:type owner:owner 707:writable ;;
    firm) echo "$things" file:type owner:owner 770:writable 707:writable ;;
    esac
}

socket_at() { # PATH
    (cd "${1%/*}" && python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "${1##*/}")
}

# Nobody can open a device in a file system that is mounted without them, as /dev/shm often is
device_at() { # PATH
    mknod -m 600 "$1" c 1 3 && true <"$1"
}

# Makes a path so; fails where this user can't
spoil() { # WRONG PATH
    case $1 in
    link) mv "$2" "$work/moved" && ln -s "$work/moved" "$2" ;;
    hard) ln "$2" "$work/moved" ;;
    fifo) mv "$2" "$work/moved" && mkfifo -m 600 "$2" ;;
    socket) mv "$2" "$work/moved" && socket_at "$2" ;;
    device) mv "$2" "$work/moved" && device_at "$2" ;;
    folder) mv "$2" "$work/moved" && mkdir -m 700 "$2" ;;
    file) mv "$2" "$work/moved" && cp "$work/empty" "$2" ;;
    owner) chown 12345 "$2" ;;
    *) chmod "$1" "$2" ;;
    esac 2>/dev/null
}

reason_of() { # WHAT
    case $1 in
    type) echo "it isn't the plain file or folder that belongs there" ;;
    links) echo "it has a second name somewhere" ;;
    owner) echo "it belongs to another user" ;;
    mode) echo "other users may read or change it" ;;
    writable) echo "other users may change it" ;;
    esac
}

# Does what the hint says, which for a thing that isn't the right one is in words
follow_hint() { # PATH
    hint=$(sed -n 's/^workfront-credential: hint: //p' "$work/err")
    case $hint in
    "put the thing itself there"*) rm -rf "$1" && mv "$work/moved" "$1" ;;
    *": sudo chown "*) sh -c "${hint#*: sudo }" ;;
    *": cp -p "*) sh -c "${hint#*: }" ;;
    chmod*) sh -c "$hint" ;;
    *) false ;;
    esac
}

is_refused() { # PATH REASON COMMAND…
    _path=$1 _reason=$2
    shift 2
    run timeout 60 "$@" <"$given"
    if [ "$status" -ne 1 ] || [ -s "$work/out" ]; then
        echo "exit $status"
    elif ! grep -qF "$_path: refused, because $_reason" "$work/err"; then
        cat "$work/err"
    elif follow_hint "$_path" && run timeout 60 "$@" <"$given" && [ "$status" -ne 0 ]; then
        echo "the hint ($hint) doesn't help: exit $status"
        cat "$work/err"
    else
        return 0
    fi
    return 1
}

# Everything that may be wrong with a path; `given` is the command's input
refuses() { # WHAT KIND PATH COMMAND…
    _thing=$1 _kind=$2 _at=$3
    shift 3
    for wrong in $(wrongs_of "$_kind"); do
        rm -rf "$work/moved"
        put_back
        eval "$prepare" || comment "$work/err"
        if spoil "${wrong%:*}" "$_at"; then
            ok "$_thing: ${wrong%:*}" is_refused "$_at" "$(reason_of "${wrong#*:}")" "$@"
        else
            skip "$_thing: ${wrong%:*}" "this user can't make one here"
        fi
    done
}

## The store

given=/dev/null prepare=:
refuses "the store" folder "$store" workfront-credential status
refuses "its keys" file "$store/keys" workfront-credential status
prepare='rm "$store/keys"'
refuses "their copy" file "$store/keys.copy" workfront-credential status
prepare=:
records=$(record profile)
refuses "the folder of records" folder "${records%/*}" workfront-credential status
refuses "a profile" file "$(record profile)" workfront-credential token
refuses "a token" file "$(record token)" workfront-credential token
given=$work/request
refuses "a host" file "$(record host)" workfront-credential get
given=$work/example
refuses "a kept credential" file "$(record entry)" workfront-credential get --any-host
given=$work/offer prepare='rm "$(record entry)"'
refuses "the lock" file "$store/lock" workfront-credential store --any-host
put_back
echo CANARY >"$work/bait"
for folder in "$store" "${records%/*}"; do
    ln -s "$work/bait" "$folder/new"
done
exits 0 "a link where a temporary file will be" workfront-credential setup --no-verify \
    --host acme.preview.workfront.com
same "leads nowhere" CANARY "$work/bait"
ok "and is gone" [ -z "$(find "$store" -name new)" ]

## The audit log

given=/dev/null
prepare=:
refuses "the audit log's folder" folder "$store/audit" workfront-credential audit verify
refuses "the audit log" file "$store/audit/log-00000001" workfront-credential audit verify
prepare='echo "audit = required" >"$config/config"'
refuses "the audit log, when it is required" file "$store/audit/log-00000001" workfront-credential token

## A restored backup: one command mends all of it, whatever comes across it first

given=/dev/null
restored() { # read|umask|owner: every mode or owner is as it wasn't
    put_back
    workfront-credential audit verify >/dev/null &&
        echo "audit = required" >"$config/config" &&
        case $1 in
        read) chmod -R u=rwX,go=rX "$store" "$config" ;;
        umask) chmod -R ug=rwX,o=rX "$store" "$config" ;;
        owner) chown -R 12345:12345 "$store" "$config" ;;
        *) chown -R 12345 "$store" && chmod -R g+w "$config" ;;
        esac
}
mended_by() { # HINT
    [ -n "$1" ] && sh -c "${1#if you trust it: sudo }"
}
hint_of_store() { # what doctor says of it
    python3 -c 'import json, sys
checks = json.load(sys.stdin)["doctor"]["checks"]
print(next(check["next"] for check in checks if check["check"] == "store"))' <"$work/out"
}
works_again() {
    workfront-credential token >/dev/null && workfront-credential status >/dev/null &&
        workfront-credential get <"$work/request" >/dev/null &&
        workfront-credential audit verify >/dev/null &&
        workfront-credential store --any-host <"$work/offer"
}
for how in read umask owner both; do
    if ! restored "$how" 2>/dev/null; then
        skip "a restored backup ($how)" "this user can't make one here"
        continue
    fi
    for command in token status "audit verify" rekey; do
        restored "$how"
        # shellcheck disable=SC2086 # the words of a command
        exits 1 "a restored backup ($how): $command" workfront-credential $command
        ok "its hint mends all" mended_by "$(sed -n 's/^workfront-credential: hint: //p' "$work/err")"
        ok "all works" works_again
    done
    restored "$how"
    run workfront-credential doctor --json
    ok "a restored backup ($how): doctor's hint mends all" mended_by "$(hint_of_store)"
    ok "all works" works_again
done

# Hard links to all of it, as cp -al and tools that look for equal files make them
for command in token status "audit verify" rekey; do
    put_back
    cp -al "$store" "$work/linked"
    # shellcheck disable=SC2086 # the words of a command
    exits 1 "a store of hard links: $command" workfront-credential $command
    has "why is told" "a second name somewhere (a hard link); so has more of the store" "$work/err"
    ok "its hint mends all" sh -c "$(sed -n 's/^workfront-credential: hint: [^:]*: //p' "$work/err")"
    ok "all works" works_again
    rm -rf "$work/linked"
done
restored read
workfront-credential doctor >"$work/out" 2>/dev/null
ok "doctor gives no other hint about them" \
    [ "$(grep -o 'next: chmod.*' "$work/out" | sort -u | wc -l)" -eq 1 ]
hasnt "nor asks what is at hand" "at hand" "$work/out"
restored read
run workfront-credential token
has "the command has both folders" "hint: chmod -R go= $store $config" "$work/err"
ok "and nobody changed anything yet" [ "$(stat -c %a "$store/keys")" = 644 ]

# Of another user, who lets nobody look
if [ "$(id -u)" -eq 0 ] && installed setpriv; then
    open_stage
    run_as_other() {
        run setpriv --reuid=12345 --regid=12345 --clear-groups "$stage_bindir/workfront-credential" "$@"
    }
    for folder in "$config" "$store"; do
        put_back
        chown -R 12345:12345 "$HOME"
        chown -R 0:0 "$folder"
        run_as_other token
        ok "another user's files that can't be read: exit 1" [ "$status" -eq 1 ]
        has "what is wrong is told" "$folder" "$work/err"
        ok "the hint mends it" mended_by "$(sed -n 's/^workfront-credential: hint: //p' "$work/err" |
            sed 's/\$(id -u)/12345/')"
        run_as_other token
        ok "it works" [ "$status" -eq 0 ]
        silent "without a word" "$work/err"
    done
else
    skip "another user's files that can't be read" "only root can make them"
fi

## Keys and the configuration

prepare=:
refuses "the key file" file "$config/key" workfront-credential status
refuses "its folder" firm "$config" workfront-credential status
prepare='echo "any-host = no" >"$config/config"'
refuses "the configuration" open "$config/config" workfront-credential status
CREDENTIALS_DIRECTORY=$HOME/credentials
export CREDENTIALS_DIRECTORY
# Has the store opened by this line alone
opened_by() { # LINE…
    printf 'unlock sufficient keyfile\nunlock sufficient %s\n' "$*" >"$config/config" &&
        workfront-credential key add -q "$1" 2>"$work/err" &&
        echo "unlock sufficient $*" >"$config/config"
}
prepare='mkdir -m 700 "$CREDENTIALS_DIRECTORY" && cp "$config/key" "$CREDENTIALS_DIRECTORY/name" &&
    opened_by systemd name=name'
refuses "what systemd hands over" handed "$CREDENTIALS_DIRECTORY/name" workfront-credential status
refuses "its folder" firm "$CREDENTIALS_DIRECTORY" workfront-credential status
prepare='mkdir -m 700 "$HOME/bin" && program="$HOME/bin/program" &&
    printf "#!/bin/sh\nexec /bin/cat %s\n" "$config/key" >"$program" && chmod 700 "$program" &&
    opened_by exec path="$program"'
refuses "a program that unlocks" open "$HOME/bin/program" workfront-credential status
refuses "its folder" way "$HOME/bin" workfront-credential status

## A program that has more rights than its caller

cp "$stage_bindir/workfront-credential" "$work/more"
if [ "$(id -u)" -eq 0 ] && installed setpriv && chmod 4755 "$work/more" && chmod 711 "$work" &&
    [ "$(setpriv --reuid 65534 --regid 65534 --clear-groups "$work/more" --version 2>&1 | grep -c "more rights")" -eq 1 ]; then
    result ok "set-user-ID nothing is done"
    chmod 2755 "$work/more"
    run setpriv --reuid 65534 --regid 65534 --clear-groups "$work/more" --version
    ok "nor set-group-ID" [ "$status" -eq 1 ]
    chmod 755 "$work/more"
    run setpriv --reuid 65534 --regid 65534 --clear-groups "$work/more" --version
    ok "without either it works" [ "$status" -eq 0 ]
    if installed setcap && setcap cap_dac_override+ep "$work/more" 2>/dev/null; then
        run setpriv --reuid 65534 --regid 65534 --clear-groups "$work/more" --version
        ok "nor with capabilities" [ "$status" -eq 1 ]
    fi
else
    skip "set-user-ID nothing is done" "this isn't root, or set-user-ID means nothing here"
fi
rm -f "$work/more"

## Where a token's file would be: elsewhere

unset CREDENTIALS_DIRECTORY
put_back
writes_into_runtime_folder() {
    run workfront-credential exec --token-file -- sh -c 'echo "$WORKFRONT_TOKEN_FILE"'
    grep -q "^$XDG_RUNTIME_DIR/" "$work/out"
}
if writes_into_runtime_folder; then
    for wrong in $(wrongs_of firm); do
        rm -rf "$work/moved" "$XDG_RUNTIME_DIR"
        mkdir -m 700 "$XDG_RUNTIME_DIR"
        spoil "${wrong%:*}" "$XDG_RUNTIME_DIR" || continue
        fails "a runtime folder isn't used: ${wrong%:*}" writes_into_runtime_folder
    done
else
    skip "a runtime folder that isn't used" "there is no folder in memory here"
fi

finish

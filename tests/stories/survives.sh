#!/bin/sh
# Each command that changes a store is killed at each of its system calls, and meets a bad disk, a
# full one, a used-up quota and writes of one byte there; of a command that is several processes each
# is killed alone, too. Afterwards the store opens, what was acknowledged is there and whole, no
# temporary file outlives the next command, no lock is stuck. SURVIVES_LONG=yes (make torture) takes
# every call; else it is killed at those that change something and some others, and meets the other
# kinds at some. Nobody waits for a disk here: what survives a kill doesn't depend on it.
[ ! -w /dev/shm ] || grep -q ' /dev/shm [^ ]* [^ ]*noexec' /proc/mounts || TMPDIR=/dev/shm
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
torture=$top_builddir/tests/faults/torture
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "system calls that go wrong" "sanitizers can't be traced"
    finish
fi
if ! "$torture" --kind kill -- workfront-credential help >"$work/out" 2>&1; then
    comment "$work/out"
    skip "system calls that go wrong" "processes can't be traced here"
    finish
fi
given_sandbox
key=$XDG_CONFIG_HOME/workfront-credential

## What is recorded

given_profile
given_profile --host acme.preview.workfront.com
given_offers
cp -a "$HOME" "$work/recorded"
mv "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$work"
cp -a "$HOME" "$work/empty"

## What must hold afterwards: words for --after. A run has had the exit status $STATUS, 255 when it
## was killed; only who exits with 0 has acknowledged anything.

cat >"$work/afterwards" <<AFTERWARDS
exec >/dev/null 2>&1
acked() { [ \$STATUS -eq 0 ]; }
told() { echo "\$1" >>"$work/broken"; exit 1; }
lists() { # [HOST]
    workfront-credential list >"$work/list" && grep -q "\${1-$host}" "$work/list"
}
names() { cd "\$1" && echo *; }
tidy() { # after a command that wrote
    set -- "$store"/records-* && [ \$# -eq 1 ] || told "folders of records"
    [ ! -e "\$1/new" ] && ! grep -q leftover "$store/keys" || told "an unfinished change"
    case \$(names "$store") in
    "audit keys keys.copy lock records-"*|"keys keys.copy lock records-"*) ;;
    *) told "a temporary file: \$(names "$store")" ;;
    esac
    [ "\$(names "$key")" = "\${key_files-key}" ] || told "files of keys: \$(names "$key")"
}
same_token() { workfront-credential token --non-interactive | cmp - "$work/token"; }
has_token() { workfront-credential token --non-interactive | grep '^eyJ'; }
kept() { # PASSWORD…: one of these
    workfront-credential get --any-host <"$work/example" >"$work/kept"
    for password; do grep -qx "password=\$password-CANARY" "$work/kept" && return; done
    return 1
}
free() { # the locks of the writers and of the records; one of the two passwords is another
    timeout 60 workfront-credential store --any-host <"$work/first" &&
        timeout 60 workfront-credential store --any-host <"$work/second" && kept second &&
        timeout 60 workfront-credential erase <"$work/refused"
}
audited() { workfront-credential audit verify || [ \$? -eq 3 ]; }
sound() { free && tidy && audited; }
AFTERWARDS
restore="rm -rf '$HOME' && cp -a '$work/recorded' '$HOME'"
begin="rm -rf '$HOME' && cp -a '$work/empty' '$HOME'"
second="$restore && workfront-credential key add -q keyfile 'path=$key/second'"
suspect="$restore && workfront-credential erase <'$work/refused'"

# KIND/STEP, and those for commands that are several processes
steps="kill/17 EIO/11 EDQUOT/7 short/5"
apart="one/23 network/149"
if [ "${SURVIVES_LONG-no}" = yes ]; then
    steps="kill/1 EIO/1 ENOSPC/1 EDQUOT/1 short/1"
    apart="one/1 network/7"
fi
survives_apart() { # as survives()
    _steps=$steps
    steps="$steps $apart"
    survives "$@"
    steps=$_steps
}
survives() { # WHAT AFTERWARDS BEFORE INPUT COMMAND…
    _title=$1 _after=$2 _before=$3 _input=$4
    shift 4
    for step in $steps; do
        : >"$work/broken"
        ok "$_title (${step%/*})" "$torture" --kind "${step%/*}" --varies --reports --step "${step#*/}" \
            --before "$_before" --input "$_input" --after ". '$work/afterwards'; $_after" -- "$@"
        comment "$work/broken"
    done
}

first_setup="workfront-credential setup --from '$credential' --host '$host' --no-verify"
survives "setup, the first one" "! acked || lists; $first_setup && lists && sound" "$begin" /dev/null \
    workfront-credential setup --from "$credential" --host "$host" --no-verify
[ "${SURVIVES_LONG-no}" = no ] ||
    survives_apart "setup with its proof" "! acked || lists; $first_setup && lists && sound" "$begin" /dev/null \
        workfront-credential setup --from "$credential" --host "$host"
survives "setup, once more" "{ ! acked || lists other.my.workfront.com; } && lists && has_token &&
    kept first && sound" "$restore" /dev/null \
    workfront-credential setup --host other.my.workfront.com --no-verify
survives "store, the first one" \
    "! acked || kept second; workfront-credential store --any-host <'$work/second' && kept second && sound" \
    "$begin" "$work/second" workfront-credential store --any-host
survives store "if acked; then kept second; else kept first second; fi && same_token && lists && sound" \
    "$restore" "$work/second" workfront-credential store --any-host
survives erase "has_token && kept first && lists && sound" "$restore" "$work/request" \
    workfront-credential erase
survives "erase of a token that was refused" "has_token && kept first && lists && sound" "$restore" \
    "$work/refused" workfront-credential erase
survives "erase --any-host" "if acked; then ! kept first; else kept first || ! kept first; fi;
    same_token && lists && sound" "$restore" "$work/example" workfront-credential erase --any-host
survives_apart "a renewal" "has_token && kept first && lists && sound" "$suspect" /dev/null \
    workfront-credential token
{ printf '%s\n' operation=get caller=uid=54321,pid=1,socket=main profile=default && request; } >"$work/asked"
_full=$steps
[ "${SURVIVES_LONG-no}" = yes ] || steps="kill/97"
survives "a renewal for a caller of the broker" "has_token && kept first && lists && sound" "$suspect" \
    "$work/asked" workfront-credential serve-one --non-interactive
steps=$_full
survives remove "acked || lists || workfront-credential remove --profile default; ! lists; kept first && sound" \
    "$restore" /dev/null workfront-credential remove --profile default
survives rename "workfront-credential list | grep renamed || workfront-credential rename default renamed;
    lists && [ \$(wc -l <'$work/list') -eq 1 ] && grep -q '^\* renamed: ' '$work/list' && kept first && sound" \
    "$restore" /dev/null workfront-credential rename default renamed
survives "remove of a host" "lists && same_token && kept first && sound" "$restore" /dev/null \
    workfront-credential remove --profile default --host acme.preview.workfront.com

# A file for another machine, by an age that encrypts nothing; to whom a pipe never fails
mkdir "$work/plain"
printf '#!/bin/sh\ncat\n' >"$work/plain/age"
chmod 755 "$work/plain/age"
_full=$steps
steps=kill/2
_path=$PATH PATH=$work/plain:$PATH
eval "$restore"
moves="workfront-credential export --age age1x '$work/moved'"
eval "$moves" && mv "$work/moved" "$work/whole" || exit 1
survives export "[ -e '$work/moved' ] || ! acked && { [ -e '$work/moved' ] || $moves; } &&
    cmp '$work/moved' '$work/whole' && lists && sound" "$restore && rm -f '$work/moved'" /dev/null \
    workfront-credential export --age age1x "$work/moved"
PATH=$_path
steps=$_full
survives rekey "lists && same_token && kept first && sound" "$restore" /dev/null \
    workfront-credential rekey
survives "key add" "lists && same_token && kept first &&
    workfront-credential key add keyfile 'path=$key/second' && key_files='key second' && sound" \
    "$restore" /dev/null workfront-credential key add keyfile "path=$key/second"
survives "key remove" "lists && same_token && kept first && key_files='key second' && sound" "$second" \
    /dev/null workfront-credential key remove 2

## With a cache, in a keyring

printf 'unlock optional keyring\nunlock sufficient keyfile\n' >"$work/cached"
at_exit 'workfront-credential lock >/dev/null 2>&1'
cached="$restore && cp '$work/cached' '$key/config'"
intact="lists && same_token && kept first && key_files='config key' && sound"
survives unlock "$intact && workfront-credential unlock && lists" "$cached" /dev/null \
    workfront-credential unlock
survives lock "workfront-credential lock && $intact" "$cached && workfront-credential unlock >/dev/null" \
    /dev/null workfront-credential lock

## At the end of a file of the audit log, when another one goes

eval "$restore"
printf 'audit = hand-outs\naudit-size = 4K\naudit-keep = 2\n' >"$key/config"
until [ -e "$store/audit/log-00000003" ]; do
    rm -rf "$work/full"
    cp -a "$HOME" "$work/full"
    workfront-credential token >/dev/null || exit 1
done
survives "a hand-out with a new file of the log" "$intact" "rm -rf '$HOME' && cp -a '$work/full' '$HOME'" \
    /dev/null workfront-credential token

## After the caller's back

if [ -e "$faketime" ]; then
    echo 'renew-splay = 0' >"$work/at_once"
    survives_apart "a token that is due" "has_token && kept first && lists && key_files='config key' && sound" \
        "$restore && cp '$work/at_once' '$key/config'" /dev/null \
        env PATH="$preloadable:$PATH" LD_PRELOAD="$faketime" FAKETIME=+74000s workfront-credential token
    clear_faketime
else
    skip "a token that is due" "libfaketime isn't here"
fi
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish

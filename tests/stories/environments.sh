#!/bin/sh
# Odd places to live in: any umask, no home, no /proc, a user without a name, a read-only disk, a
# FUSE file system, a container or kernel without memory locks, keyrings, file locks, processes.
# Each works as elsewhere, or says why not.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
lacks=$top_builddir/tests/faults/lacks
given_sandbox
given_profile
exits 0 "a token is at hand" workfront-credential token
cp "$work/out" "$work/token"
request >"$work/request"

setup_in() { # DIRECTORY COMMAND…: a store of its own, by COMMAND
    _directory=$1
    shift
    "$@" workfront-credential setup --store "$_directory" --from "$credential" --host "$host"
}

answers() { # COMMAND…: `get` answers as ever
    run "$@" workfront-credential get <"$work/request"
    [ "$status" -eq 0 ] && grep -qxF "password=$(cat "$work/token")" "$work/out"
}

owned_alone() { # DIRECTORY
    [ -z "$(find "$1" \( -type d ! -perm 700 \) -o \( -type f ! -perm 600 \))" ]
}

## Umasks

masked() { # MASK
    (umask "$1" && setup_in "$work/store-$1" env)
}

for mask in 0 0027 0777; do
    ok "a store can be made with umask $mask" masked "$mask"
    ok "and is its owner's alone" owned_alone "$work/store-$mask"
done

## What a kernel, a container or a file system may lack. Sanitizers need some of it themselves

if [ -n "${INSTRUMENT_CFLAGS-}" ] || [ ! -x "$lacks" ]; then
    skip "a kernel that lacks a part" "this build can't do without"
else
    for part in mlock keyring locks lock-kinds fsync processes randomness youth; do
        ok "a cached get does without $part" answers "$lacks" "$part"
    done
    for part in mlock keyring youth; do
        ok "setup does without $part" setup_in "$work/without-$part" "$lacks" "$part"
        run workfront-credential token --store "$work/without-$part"
        ok "and what it stored is good" cmp "$work/out" "$work/token" -n 3
    done
    while IFS='|' read -r part why; do
        workfront-credential erase <"$work/request"
        exits 0 "$part: a token can be had without" "$lacks" "$part" workfront-credential token </dev/null
        ok "$part: it is one" [ "$(wc -c <"$work/out")" -gt 500 ]
        has "$part: it is told that it can't be kept" "$store/lock: $why; the new token serves now, but" "$work/err"
        ok "$part: once" [ "$(grep -c 'could not be kept' "$work/err")" -eq 1 ]
    done <<'TABLE'
locks|No locks available
lock-kinds|Invalid argument
TABLE
    workfront-credential token >"$work/token"
    exits 1 "setup says that there are no locks" setup_in "$work/without-locks" "$lacks" locks
    has "of which file" "$work/without-locks/lock: No locks available" "$work/err"
    has "and what to do" "local disk with --store" "$work/err"
    exits 1 "and that no process can be made" setup_in "$work/without-processes" "$lacks" processes
    has "of which program" "workfront-credential-adobe: Resource temporarily" "$work/err"
    has "and what to do" "ulimit -u" "$work/err"
    exits 1 "and that the disk can't be waited for" setup_in "$work/without-fsync" "$lacks" fsync
    has "in so many words" "Invalid argument" "$work/err"
    run workfront-credential doctor
    has "doctor tells that memory is locked" "locked into RAM" "$work/out"
    run "$lacks" mlock workfront-credential doctor
    has "and that it isn't" "secrets may reach the swap" "$work/out"
    has "with what to do" "ulimit -l" "$work/out"
fi

## A process that is stopped while it renews

if [ -z "${INSTRUMENT_CFLAGS-}" ]; then
    cp -R "$store" "$work/kept"
    workfront-credential erase <"$work/request"
    sandbox_control DELETE /requests
    fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"delay_ms\": 8000}")
    workfront-credential token >"$work/stopped" 2>&1 &
    stopped=$!
    sandbox_await 1 "$token_path"
    kill -STOP "$stopped"
    sandbox_unfault "$fault"
    exits 0 "a process that is stopped with the lock holds nobody up for good" \
        workfront-credential token --non-interactive
    ok "there is a token" [ "$(wc -c <"$work/out")" -gt 500 ]
    kill -CONT "$stopped" && wait "$stopped"
    sandbox_control DELETE /requests
    fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"delay_ms\": 8000}")
    run workfront-credential token
    workfront-credential token --min-validity 86399 >"$work/stopped" 2>&1 &
    stopped=$!
    sandbox_await 1 "$token_path"
    kill -STOP "$stopped"
    sandbox_unfault "$fault"
    request "password=$(cat "$work/out")" >"$work/refused"
    run workfront-credential erase <"$work/refused"
    ok "erase doesn't say that a token is marked that it can't mark" [ "$status" -ne 0 ]
    has "but that somebody holds it" "in use by another process" "$work/err"
    kill -CONT "$stopped" && wait "$stopped"
    rm -rf "$store" && mv "$work/kept" "$store"
fi

## Limits

limited() { # LIMIT COMMAND…
    # shellcheck disable=SC2039,SC3045 # every shell here has these limits
    (exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- && ulimit "$1" "$2" && shift 2 && exec "$@")
}

if [ -z "${INSTRUMENT_CFLAGS-}" ]; then
    exits 1 "too few open files are told" limited -n 4 workfront-credential token
    has "with what to do" "ulimit -n" "$work/err"
fi

## Users and homes

if [ "$(id -u)" -ne 0 ]; then
    skip "other users and mounts" "only root can play them"
    finish
fi
nobody() { # COMMAND…: a user whom no file knows
    setpriv --reuid 54321 --regid 54321 --clear-groups "$@"
}

mkdir -m 755 "$work/open"
open_stage
exits 2 "a user without a name and a home is told" \
    nobody env -u HOME -u XDG_DATA_HOME -u XDG_CONFIG_HOME \
    "$stage_bindir/workfront-credential" get <"$work/request"
has "what is missing" "HOME isn't set" "$work/err"
exits 0 "with folders named it is at home" nobody env -u HOME \
    XDG_CONFIG_HOME="$work/open/none" "$stage_bindir/workfront-credential" get \
    --store "$work/open/none" <"$work/request"
exits 1 "another user's store isn't read" \
    nobody "$stage_bindir/workfront-credential" token --store "$store"
hasnt "nor its token shown" eyJhbGciOiJ "$work/out"
chmod 700 "$work"

## Mounts

if ! unshare -m true 2>/dev/null; then
    skip "mounts" "no mount namespace can be made here"
    finish
fi
mounted() { # COMMANDS: in a mount namespace of their own
    unshare -m sh -c "$1"
}

# The helper and what it becomes find the same home in /etc/passwd, whatever else is there
at_home() { # LINE-BEFORE [END-OF-LINE]
    printf '%s\nroot:x:0:0:Root:%s%b' "$1" "$HOME" "${2-:/bin/sh\\n}" >"$work/users"
    for _command in "token" "status --json"; do
        env -u HOME -u XDG_DATA_HOME -u XDG_CONFIG_HOME unshare -m sh -c \
            "mount --bind '$work/users' /etc/passwd && exec workfront-credential $_command" >"$work/out" || return
    done
    grep -qF "$store" "$work/out"
}
for line in '#root:x:0:0:old:/nowhere:/bin/sh' '+root:x:0:0::/nowhere:' 'nobody:x::0::/nowhere:' 'root:x' '' \
    ':x:0:0::/nowhere:' ' root:x:0:0::/nowhere:' 'a:b:c:d:e:f:g:h'; do
    ok "home is found after the line '$line'" at_home "$line"
done
ok "or in a line without a shell" at_home "other:x:1:1::/nowhere:" '\n'
ok "or without an end" at_home "other:x:1:1::/nowhere:" ''

[ -n "${INSTRUMENT_CFLAGS-}" ] || ok "a cached get does without /proc" answers unshare -m sh -c \
    'mount -t tmpfs none /proc && exec "$@"' sh
if [ -z "${INSTRUMENT_CFLAGS-}" ]; then
    exits 1 "a standard descriptor is closed, and there is no /dev/null: told" \
        mounted 'mount -t tmpfs none /dev && exec workfront-credential token <&-'
    has "as such" "/dev/null can't be opened" "$work/err"
fi
read_only="mount --bind '$HOME' '$HOME' && mount -o remount,ro,bind '$HOME' &&"
ok "a cached get reads a read-only disk" answers unshare -m sh -c "$read_only exec \"\$@\"" sh
cp -R "$store" "$work/kept"
workfront-credential erase <"$work/request"
exits 0 "a token can be had on a read-only disk" mounted "$read_only exec workfront-credential token"
ok "it is one" [ "$(wc -c <"$work/out")" -gt 500 ]
has "it is told that it can't be kept" "Read-only file system; the new token serves now, but" "$work/err"
ok "once" [ "$(grep -c 'could not be kept' "$work/err")" -eq 1 ]
rm -rf "$store" && mv "$work/kept" "$store"
exits 1 "what would be written there is told" \
    mounted "$read_only workfront-credential erase <'$work/request'"
has "with the file" "$store/lock: Read-only file system" "$work/err"
has "and what to do" "another folder with --store" "$work/err"

full() { # SIZE-OPTION COMMANDS: on a small file system, full but for what it took to mount
    mkdir -p "$work/small"
    mounted "mount -t tmpfs -o mode=700,$1 none '$work/small' && $2"
}
small_setup="workfront-credential setup --store '$work/small/store' --from '$credential' --host '$host'"
exits 1 "a full disk is told" full size=16k "$small_setup"
has "with the file" "No space left on device" "$work/err"
has "and what to do" "free some space" "$work/err"
exits 1 "so is one without room for another file" full nr_inodes=3 "$small_setup"
has "with the file" "No space left on device" "$work/err"
printf 'protocol=https\nhost=example.com\nusername=u\npassword=p\n\n' >"$work/offer"
exits 1 "or for a store" full nr_inodes=1 \
    "workfront-credential store --any-host --store '$work/small/store' <'$work/offer'"
has "with its folder" "error: $work/small/store: No space left on device" "$work/err"
hasnt "and no word of its log" "audit log" "$work/err"

if command -v bindfs >/dev/null && [ -c /dev/fuse ]; then
    mkdir -m 700 "$work/source" "$work/fuse"
    on_fuse="bindfs '$work/source' '$work/fuse' && workfront-credential"
    exits 0 "a store can be made on a FUSE file system" mounted \
        "$on_fuse setup --store '$work/fuse/store' --from '$credential' --host '$host'"
    exits 0 "and read there" mounted "$on_fuse token --store '$work/fuse/store'"
    ok "by its owner alone" owned_alone "$work/source/store"
else
    skip "a FUSE file system" "there is no bindfs or no /dev/fuse"
fi

## With the token at hand, and nothing to renew, a process opens and starts nothing any more

strace -o "$work/trace" workfront-credential get <"$work/request" >/dev/null 2>&1
if grep -q 'landlock_restrict_self(.*= 0' "$work/trace"; then
    sed '1,/landlock_restrict_self/d' "$work/trace" >"$work/narrow"
    fails "a cached get has opened all it needs" grep -qE '^(open|exec|unlink|rename|mkdir)' "$work/narrow"
    ok "before it answers" grep -q '^write(1' "$work/narrow"
else
    skip "a cached get narrows itself" "strace or Landlock can't be used here"
fi
## A tilde that the shell left alone is the home folder

cp "$credential" "$HOME/console.json"
# shellcheck disable=SC2088 # the tilde is ours to expand
exits 0 "setup --store=~/…" workfront-credential setup --store='~/tilde' --from='~/console.json' --host "$host"
ok "the store is below the home folder" [ -d "$HOME/tilde" ]
ok "and there is no folder called ~" [ ! -e '~' ]
# shellcheck disable=SC2088
exits 0 "WORKFRONT_CREDENTIAL_STORE=~/…" env WORKFRONT_CREDENTIAL_STORE='~/tilde' workfront-credential token
# shellcheck disable=SC2088
run workfront-credential token --store='~other/tilde'
has "another user's home isn't looked up" "~other/tilde" "$work/err"

finish

#!/bin/sh
# Many processes at once on one --any-host store: nothing is lost, nothing is torn.
[ ! -w /dev/shm ] || TMPDIR=/dev/shm # where the last of them doesn't wait too long for a disk that others use
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

writers=64

helper() {
    git-credential-workfront --any-host "$@"
}

password() { # N: of a length and a letter of its own, so that a torn one would show
    _letter=$(echo abcdefghijklmnopqrstuvwxyz | cut -c $(($1 % 26 + 1)))
    printf 'p%s-%s' "$1" "$(head -c $(($1 * 50)) /dev/zero | tr '\0' "$_letter")"
}

tell() { # OPERATION HOST N
    printf 'protocol=https\nhost=%s\nusername=user%s\npassword=%s\n' "$2" "$3" "$(password "$3")" | helper "$1"
}

is_whole() { # HOST N
    printf 'protocol=https\nhost=%s\nusername=user%s\n' "$1" "$2" | helper get >"$work/out"
    printf 'username=user%s\npassword=%s\n' "$2" "$(password "$2")" | cmp -s - "$work/out"
}

# COMMAND 1 … COMMAND $writers side by side; every one of them must succeed
all_at_once() { # WHAT COMMAND…
    _what=$1 _pids=
    shift
    for _n in $(seq "$writers"); do
        "$@" "$_n" 2>>"$work/errors" &
        _pids="$_pids $!"
    done
    _failed=0
    for _pid in $_pids; do
        wait "$_pid" || _failed=$((_failed + 1))
    done
    ok "$_what: all succeed" [ "$_failed" -eq 0 ]
}

every() { # WHAT COMMAND…
    _what=$1 _wrong=
    shift
    for _n in $(seq "$writers"); do
        "$@" "$_n" || _wrong="$_wrong $_n"
    done
    ok "$_what${_wrong:+ (not:$_wrong)}" [ -z "$_wrong" ]
}

: >"$work/errors"
all_at_once "$writers writers on one host, before there is a store" tell store one.example
every "every user's password is there, to the byte" is_whole one.example

write_own_host() { # N
    tell store "h$1.example" "$1"
}
own_host_is_whole() { # N
    is_whole "h$1.example" "$1"
}
all_at_once "$writers writers on hosts of their own" write_own_host
every "every host's password is there" own_host_is_whole

# Half erase their own, half store it again, and all read somebody's
churn() { # N
    if [ $(($1 % 2)) -eq 0 ]; then
        tell erase one.example "$1"
    else
        tell store one.example "$1"
    fi && printf 'protocol=https\nhost=one.example\nusername=user1\n' | helper get >"$work/read.$1"
}
all_at_once "readers among writers and erasers" churn
is_as_told() { # N
    if [ $(($1 % 2)) -eq 0 ]; then
        ! is_whole one.example "$1" && [ ! -s "$work/out" ]
    else
        is_whole one.example "$1"
    fi
}
every "what was erased is gone, what was stored is there" is_as_told
printf 'username=user1\npassword=%s\n' "$(password 1)" >"$work/expected"
read_whole() { # N
    cmp -s "$work/expected" "$work/read.$1"
}
every "every reader saw a whole password" read_whole
silent "nobody complained" "$work/errors"
finish

#!/bin/sh
# What nobody should send: each row for get, store and erase, beside a credential for good.example
# that must neither come out nor be harmed.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/hostile.sh"

helper() {
    git-credential-workfront --any-host "$@"
}

keep_good() {
    printf 'protocol=https\nhost=good.example\nusername=user\npassword=TREASURE\n' | helper store
}

# other: another host, so that store keeps it there and good.example isn't touched
other() { # WHAT FORMAT
    for _operation in get store erase; do
        feed "$_operation" "$2" >"$work/request"
        exits 0 "$_operation: $1 is fine" helper "$_operation" <"$work/request"
        silent "$_operation: $1: no output" "$work/out"
        silent "$_operation: $1: without a word" "$work/err"
        good_is_there "$_operation: $1"
    done
}

good_is_there() { # WHAT
    printf 'protocol=https\nhost=good.example\n' >"$work/request"
    run helper get <"$work/request"
    same "$1: good.example is as it was" "username=user
password=TREASURE" "$work/out"
}

# accept: a way of writing a request for good.example
accepted() { # WHAT FORMAT
    feed get "$2" >"$work/request"
    exits 0 "get: $1 is fine" helper get <"$work/request"
    same "get: $1: the answer" "username=user
password=TREASURE" "$work/out"
    feed store "$2" >"$work/request"
    exits 0 "store: $1 is fine" helper store <"$work/request"
    printf 'protocol=https\nhost=good.example\n' | helper get >"$work/out"
    same "store: $1: it's stored" "username=user
password=CANARY" "$work/out"
    feed erase "$2" >"$work/request"
    exits 0 "erase: $1 is fine" helper erase <"$work/request"
    printf 'protocol=https\nhost=good.example\n' | helper get >"$work/out"
    silent "erase: $1: it's gone" "$work/out"
    keep_good
}

judge() { # WHAT VERDICT FORMAT
    case $2 in
    accept) accepted "$1" "$3" ;;
    other) other "$1" "$3" ;;
    *)
        for _name in get store erase; do
            feed "$_name" "$3" >"$work/request"
            case $2,$_name in
            unkept,store) _verdict=refuse ;;
            unkept,*) _verdict=miss ;;
            *) _verdict=$2 ;;
            esac
            unmoved "$1" "$_verdict" "$_name" helper "$_name" <"$work/request"
        done
        ;;
    esac
}

keep_good

rows judge
good_is_there "after all rows"

## Credentials that no header can carry

hostile_store() { # WHAT LINE…
    _what=$1
    shift
    printf 'protocol=https\nhost=good.example\n' >"$work/request"
    printf '%s\n' "$@" >>"$work/request"
    unmoved "$_what" refuse store helper store <"$work/request"
}

hostile_store "an authtype with a tab" "authtype=Bearer	CANARY" credential=x
hostile_store "an authtype with a blank" "authtype=Bearer CANARY" credential=x
hostile_store "an empty authtype" authtype= credential=CANARY
hostile_store "a credential with a blank" authtype=Bearer "credential=tok CANARY"
hostile_store "a credential with an escape sequence" authtype=Bearer "$(printf 'credential=\033CANARY')"
hostile_store "an empty credential" authtype=Bearer credential= username=CANARY
hostile_store "a credential of 64 KiB" authtype=Bearer "credential=CANARY$(head -c 65000 /dev/zero | tr '\0' a)"

## Sizes. A sanitizer needs address space of its own, so then the limit isn't set.

limit=yes
case ${INSTRUMENT_CFLAGS-} in
*sanitize*) limit=no ;;
esac

# Its input comes through a pipe, so nobody has to make what it doesn't read; and it has little
# memory, so what it takes can't grow with the input.
piped() { # MAKER-COMMAND OPERATION
    eval "$1" 2>/dev/null | (
        # shellcheck disable=SC3045 # dash, bash and busybox have it
        [ "$limit" = no ] || ulimit -v 100000
        helper "$2"
    )
}

oversized() { # WHAT VERDICT MAKER-COMMAND
    for _name in get store erase; do
        unmoved "$1" "$2" "$_name" piped "$3" "$_name"
    done
}

letters() { # COUNT
    head -c "$1" /dev/zero | tr '\0' x
}

# "path=" and the line feed make these lines what they are called
longest="printf 'protocol=https\nhost=absent.example\npath='; letters 65529; printf '\n'"
longer="printf 'protocol=https\npath=CANARY'; letters 65524; printf '\nhost=good.example\n'"
oversized "a line of 65,535 bytes" miss "$longest"
oversized "a line of 65,536 bytes" refuse "$longer"
oversized "a line of 65,535 bytes without a line feed" miss "$longest | head -c -1"
oversized "a long line that would end in a host" refuse \
    "printf 'protocol=https\nwwwauth[]=CANARY'; letters 70000; printf 'host=good.example\nhost=good.example\n'"
oversized "a line of 8 MiB" refuse \
    "printf 'protocol=https\npath=CANARY'; letters 8388608; printf '\nhost=good.example\n'"
oversized "a line of 1 GiB" refuse "printf 'path=CANARY'; letters 1073741824"
oversized "1 GiB of NUL" refuse "printf 'path=CANARY'; head -c 1073741824 /dev/zero"
oversized "two million headers" refuse \
    "yes 'wwwauth[]=CANARY' | head -n 2000000; printf 'protocol=https\nhost=good.example\n'"
oversized "endless blank lines after the request" miss \
    "printf 'path=CANARY\nprotocol=https\nhost=absent.example\n\n'; yes '' | head -c 1073741824"
oversized "a request of 1 MiB" miss \
    "printf 'protocol=https\nhost=absent.example\n'; yes 'foo=bar' | head -n 131000 | head -c 1048500; echo"
oversized "sixty-five capabilities" refuse \
    "yes 'capability[]=CANARY' | head -n 65; printf 'protocol=https\nhost=good.example\n'"
oversized "sixty-four capabilities" miss \
    "yes 'capability[]=x' | head -n 64; printf 'protocol=https\nhost=absent.example\n'"
printf 'protocol=https\nhost=good.example\nfoo=%s\n' "$(letters 65530)" >"$work/request"
exits 0 "get: a line of 65,535 bytes in a request for good.example is fine" helper get <"$work/request"
same "get: a line of 65,535 bytes: the answer" "username=user
password=TREASURE" "$work/out"
good_is_there "after all sizes"

## Standard input that isn't there

exits 0 "a closed standard input is an empty request" helper get <&-
silent "a closed standard input: no answer" "$work/out"
exits 1 "a folder as standard input" helper get </
silent "a folder as standard input: no answer" "$work/out"
good_is_there "after all"
finish

#!/bin/sh
# What nobody should send: each row for get, store and erase, beside a credential for good.example
# that must neither come out nor be harmed.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

store=$XDG_DATA_HOME/workfront-credential

helper() {
    git-credential-workfront --any-host "$@"
}

keep_good() {
    printf 'protocol=https\nhost=good.example\nusername=user\npassword=TREASURE\n' | helper store
}

# What is in the store, to the byte
snapshot() {
    find "$store" -type f -exec cksum {} + | sort -k 3
}

# One line on stderr, beside hints, that holds no byte a terminal could act on and nothing of the
# input (every row that is refused has the word CANARY in it)
says_safely() { # WHAT
    ok "$1: one error" [ "$(grep -c '^workfront-credential: error: ' "$work/err")" -eq 1 ]
    ok "$1: nothing else" [ "$(grep -vc '^workfront-credential: \(error\|hint\): ' "$work/err")" -eq 0 ]
    fails "$1: no control bytes" grep -q "[^ -~]" "$work/err"
    hasnt "$1: nothing of the input" CANARY "$work/err"
}

# The row's bytes as OPERATION gets them: ~ is where lines go that only `store` has
feed() { # OPERATION FORMAT
    _lines=
    [ "$1" = get ] || _lines='username=user\npassword=CANARY\n'
    [ "$1" = store ] || _lines=
    # shellcheck disable=SC2059 # a row is a format
    printf "$(printf '%s' "$2" | sed "s/~/$(printf '%s' "$_lines" | sed 's/\\/\\\\/g')/")"
}

# refuse: exit 2 and a safe line; miss: exit 0 and silence; either way nothing changes
unmoved() { # WHAT VERDICT OPERATION COMMAND…
    _what="$3: $1" _verdict=$2
    shift 3
    snapshot >"$work/before"
    run "$@"
    snapshot >"$work/after"
    if [ "$_verdict" = refuse ]; then
        ok "$_what is refused" [ "$status" -eq 2 ]
        says_safely "$_what"
    else
        ok "$_what is a miss" [ "$status" -eq 0 ]
        silent "$_what: without a word" "$work/err"
    fi
    silent "$_what: no output" "$work/out"
    ok "$_what: nothing changes" cmp -s "$work/before" "$work/after"
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
            unmoved "$1" "$2" "$_name" helper "$_name" <"$work/request"
        done
        ;;
    esac
}

keep_good

## Rows: what, verdict, format. In a format, %% is a percent sign.

while IFS='|' read -r what verdict format; do
    case $what in
    '' | '#'*) ;;
    *) judge "$what" "$verdict" "$format" ;;
    esac
done <<'ROWS'
# Two hosts
a second host|refuse|protocol=https\nhost=evil.example\nhost=good.example\npath=CANARY\n~
the same host twice|refuse|protocol=https\nhost=good.example\nhost=good.example\npath=CANARY\n~
a second protocol|refuse|protocol=http\nprotocol=https\nhost=good.example\npath=CANARY\n~
a percent-encoded line feed|miss|protocol=https\nhost=evil.example%%0ahost=good.example\n~
# CR
a lone CR in a host|refuse|protocol=https\nhost=CANARY.example\rhost=good.example\n~
a lone CR before a host|refuse|protocol=https\n\rhost=good.example\npath=CANARY\n~
a lone CR at the end|refuse|protocol=https\nhost=good.example\npath=CANARY\r
two CRs at a line end|refuse|protocol=https\nhost=good.example\npath=CANARY\r\r\n~
CRLF throughout|accept|protocol=https\r\nhost=good.example\r\n~\r\n
CRLF and no blank line|accept|protocol=https\r\nhost=good.example\r\n~
# NUL
NUL in a host|refuse|protocol=https\nhost=good.example\000.CANARY.example\n~
NUL in a key|refuse|protocol=https\nho\000st=good.example\npath=CANARY\n~
a line of NUL|refuse|protocol=https\nhost=good.example\n\000\npath=CANARY\n~
NUL at the end|refuse|protocol=https\nhost=good.example\npath=CANARY\n\000
# Missing or empty
no protocol|miss|host=good.example\n~
no host|miss|protocol=https\n~
neither|miss|path=a\n~
nothing at all|miss|
only line ends|miss|\n\n\n
an empty protocol|miss|protocol=\nhost=good.example\n~
an empty host|miss|protocol=https\nhost=\n~
# Ways to write a host
capitals|accept|protocol=https\nhost=GOOD.Example\n~
the default port|accept|protocol=https\nhost=good.example:443\n~
a trailing dot|miss|protocol=https\nhost=good.example.\n~
a leading dot|miss|protocol=https\nhost=.good.example\n~
two dots|miss|protocol=https\nhost=good..example\n~
user-info|miss|protocol=https\nhost=user@good.example\n
an empty port|miss|protocol=https\nhost=good.example:\n~
port 0443|miss|protocol=https\nhost=good.example:0443\n~
port 65536|miss|protocol=https\nhost=good.example:65536\n~
a port in words|miss|protocol=https\nhost=good.example:https\n~
two ports|miss|protocol=https\nhost=good.example:443:443\n~
another port|other|protocol=https\nhost=good.example:8443\n~
# Hosts that look alike
below a stranger|other|protocol=https\nhost=good.example.evil.example\n~
a longer name|other|protocol=https\nhost=notgood.example\n~
another longer name|other|protocol=https\nhost=evilgood.example\n~
a hyphen for a dot|other|protocol=https\nhost=good-example\n~
below the host|other|protocol=https\nhost=x.good.example\n~
an encoded homograph|other|protocol=https\nhost=xn--gd-ggcc.example\n~
a homograph|miss|protocol=https\nhost=g\320\276\320\276d.example\n~
a byte that is no letter|miss|protocol=https\nhost=\377good.example\n~
an encoded dot|miss|protocol=https\nhost=good%%2eexample\n~
# Other protocols
http|miss|protocol=http\nhost=good.example\n~
HTTPS in capitals|miss|protocol=HTTPS\nhost=good.example\n~
ftp|miss|protocol=ftp\nhost=good.example\n~
cert|miss|protocol=cert\nhost=good.example\n~
file|miss|protocol=file\nhost=good.example\n~
https with a blank|miss|protocol=https \nhost=good.example\n~
# More than a host
a path behind the host|miss|protocol=https\nhost=good.example/evil\n~
a fragment|miss|protocol=https\nhost=good.example#\n~
a query|miss|protocol=https\nhost=good.example?x\n~
a blank before the host|miss|protocol=https\nhost= good.example\n~
a blank behind it|miss|protocol=https\nhost=good.example \n~
a tab|miss|protocol=https\nhost=good.example\t\n~
DEL|miss|protocol=https\nhost=good.example\177\n~
ESC|miss|protocol=https\nhost=\033[2Jgood.example\n~
a path out of a folder|miss|protocol=https\nhost=../../good.example\n~
an IPv6 literal|miss|protocol=https\nhost=[::1]:8443\n~
# Lines
no final line feed|accept|~protocol=https\nhost=good.example
lines behind the blank line|accept|protocol=https\nhost=good.example\n~\nhost=evil.example\nnonsense CANARY\n
a line without an equals sign|refuse|protocol=https\nhost=good.example\nCANARY\n~
an escape sequence without an equals sign|refuse|protocol=https\nhost=good.example\n\033]0;CANARY\007\n~
a blank as a line|refuse|protocol=https\nhost=good.example\n \npath=CANARY\n~
an empty key|accept|=CANARY\nprotocol=https\nhost=good.example\n~
a key in capitals|miss|protocol=https\nHost=good.example\n~
a blank in a key|miss|protocol=https\nhost =good.example\n~
unknown keys|accept|protocol=https\nhost=good.example\ncolour=CANARY\nfoo[]=bar\nfoo[]=baz\n~
quit, url and continue|accept|url=https://evil.example/\nquit=1\ncontinue=1\nstate[]=x\nprotocol=https\nhost=good.example\n~
a user name as a path|other|protocol=https\nhost=x.example\nusername=../../x\npath=../..\n~
ROWS
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
oversized "endless blank lines behind the request" refuse \
    "printf 'path=CANARY\nprotocol=https\nhost=good.example\n\n'; yes '' | head -c 1073741824"
oversized "a request of 1 MiB" miss \
    "printf 'protocol=https\nhost=absent.example\n'; yes 'foo=bar' | head -n 131000 | head -c 1048500; echo"
oversized "sixty-five capabilities" refuse \
    "yes 'capability[]=CANARY' | head -n 65; printf 'protocol=https\nhost=good.example\n'"
oversized "sixty-four capabilities" miss \
    "yes 'capability[]=x' | head -n 64; printf 'protocol=https\nhost=absent.example\n'"
good_is_there "after all sizes"

## Standard input that isn't there

exits 0 "a closed standard input is an empty request" helper get <&-
silent "a closed standard input: no answer" "$work/out"
exits 1 "a folder as standard input" helper get </
silent "a folder as standard input: no answer" "$work/out"
good_is_there "after all"
finish

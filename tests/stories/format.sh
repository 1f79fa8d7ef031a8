#!/bin/sh
# FORMAT.md is enough to write a reader from: one was, in Python without any library, and reads
# what the program wrote.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

needs "a reader written from FORMAT.md" python3

store=$XDG_DATA_HOME/workfront-credential
key=$XDG_CONFIG_HOME/workfront-credential/key

keep() { # HOST PASSWORD
    printf 'protocol=https\nhost=%s\nusername=me\npassword=%s\n\n' "$1" "$2" >"$work/request"
    exits 0 "the program keeps a credential of $1" \
        workfront-credential --any-host store <"$work/request"
}

reader() {
    python3 "$top_srcdir/tests/lib/read_store.py" "$@"
}

refused() { # WHAT DIRECTORY KEY_FILE
    exits 1 "the reader refuses $1" reader "$2" "$3"
    has "because it doesn't authenticate" "ValueError: doesn't authenticate" "$work/err"
}

keep one.example first-canary
keep two.example second-canary
keep one.example third-canary

exits 0 "the reader reads the store" reader "$store" "$key"
has "a record that was written once" "entry 1 two.example" "$work/out"
has "a record that was replaced" "entry 2 one.example" "$work/out"
has "its content" "password=third-canary" "$work/out"
has "the other's content" "password=second-canary" "$work/out"
hasnt "what was replaced" "first-canary" "$work/out"

set -- "$store"/records-*/*
mv "$1" "$work/first"
mv "$2" "$1"
mv "$work/first" "$2"
refused "records in each other's places" "$store" "$key"
mv "$1" "$work/first"
mv "$2" "$1"
mv "$work/first" "$2"
head -c 32 /dev/zero >"$work/other"
refused "another key" "$store" "$work/other"
cp "$store/keys" "$work/keys"

forged() { # WHAT SED-COMMAND
    sed "$2" "$work/keys" >"$store/keys"
    PYTHONPATH=$top_srcdir/tests/lib python3 -c '
import sys
from read_store import check_line, read
body = read(sys.argv[1])[:-39]
open(sys.argv[1], "wb").write(body + check_line(body))' "$store/keys"
    refused "$1" "$store" "$key"
}

forged "another number of a slot" 's/^slot=1$/slot=2/'
forged "other parameters" 's/^parameters=$/parameters=a=b/'
forged "a required module less or more" 's/^\(records=.*\)$/\1\nrequired[]=keyfile/'
cp "$work/keys" "$store/keys"
exits 0 "and reads the store as it was" reader "$store" "$key"

finish

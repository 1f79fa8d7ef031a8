#!/bin/sh
# What a release has written opens for ever: tests/fixtures/store-VERSION.tar holds stores as that
# version wrote them (tests/lib/released_make.sh). A newer format is refused by name, not as damage.
# shellcheck disable=SC2154 # sandbox.sh and life.sh set some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"

config=$XDG_CONFIG_HOME/workfront-credential

# Archives keep modes, but whoever unpacks one has a umask and a user of their own
given_store() { # FIXTURE NAME
    rm -rf "$store" "$config" "$work/fixture"
    mkdir -p "$work/fixture" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME"
    tar -C "$work/fixture" --no-same-owner -xf "$1" "$2"
    fixture=$work/fixture/$2
    chmod -R go= "$fixture"
    mv "$fixture/store" "$store"
    mv "$fixture/config" "$config"
}

yields() { # PASSWORD
    printf 'protocol=https\nhost=one.example\n\n' >"$work/request"
    exits 0 "it opens" workfront-credential get --any-host <"$work/request" 9<"${2-/dev/null}"
    has "and yields what was kept last" "password=$1" "$work/out"
}

unchanged() { # COMMAND…: it must not write
    find "$store" -type f -exec sha256sum {} + | sort >"$work/before"
    "$@" || return
    find "$store" -type f -exec sha256sum {} + | sort | diff "$work/before" -
}

for archive in "$top_srcdir"/tests/fixtures/store-*.tar; do
    echo "# ${archive##*/}"
    given_store "$archive" keyfile
    ok "reading changes nothing" unchanged workfront-credential list
    exits 0 "the hosts are listed" workfront-credential list
    has "with the first one" "acme.my.workfront.com" "$work/out"
    has "the one that was added" "acme.preview.workfront.com" "$work/out"
    has "and the other profile's" "other.my.workfront.com" "$work/out"
    exits 0 "status tells" workfront-credential status --json
    has "what Adobe said" '"last_failure": "refused"' "$work/out"
    has "and what Workfront said" '"access_level"' "$work/out"
    yields second
    if [ -e "$faketime" ]; then
        at=$(($(cat "$fixture/at") - $(date +%s)))
        run later "$at" workfront-credential token --non-interactive
        ok "the token of then is handed out then" cmp "$work/out" "$fixture/token"
    else
        skip "the token of then" "libfaketime isn't here"
    fi
    if command -v python3 >/dev/null; then
        exits 0 "the independent reader reads it" \
            python3 "$top_srcdir/tests/lib/read_store.py" "$store" "$config/key"
        has "with the secret" "client_secret[]=p8e-" "$work/out"
    else
        skip "an independent reader" "python3 isn't installed"
    fi
    given_store "$archive" passphrase
    yields by-phrase "$fixture/phrase"
    given_store "$archive" both
    yields by-both "$fixture/phrase"
    mv "$config/key" "$work/key"
    exits 4 "not without the required key" \
        workfront-credential get --any-host <"$work/request" 9<"$fixture/phrase"
done

## A newer format


given_store "$archive" keyfile
for file in "$store"/records-*/*; do
    printf '\002\375' | dd of="$file" bs=1 seek=6 conv=notrunc 2>/dev/null
done
run workfront-credential token
ok "records of a newer format are refused ($status)" [ "$status" -eq 1 ]
has "by name" "newer" "$work/err"
hasnt "not as damage" "damaged" "$work/err"

given_store "$archive" keyfile
PYTHONPATH=$top_srcdir/tests/lib PYTHONDONTWRITEBYTECODE=1 python3 -c '
import sys
from read_store import check_line, read
for name in sys.argv[1:]:
    body = read(name)[:-39].replace(b"workfront-credential-keys=1", b"workfront-credential-keys=2")
    open(name, "wb").write(body + check_line(body))' "$store/keys" "$store/keys.copy"
exits 1 "so is a newer file of keys" workfront-credential token
has "by name" "newer" "$work/err"
exits 1 "also by setup" workfront-credential setup --no-verify --from "$credential" --host "$host"
has "by name" "newer" "$work/err"
has "with what to do" "hint:" "$work/err"

finish

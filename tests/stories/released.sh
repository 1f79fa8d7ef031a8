#!/bin/sh
# What a release has written opens for ever: tests/fixtures/store-VERSION.tar, or with the commit
# after the version, holds stores as that one wrote them (tests/lib/released_make.sh). A newer
# format is refused by name, not as damage.
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

answers() { # HOST PASSWORD [LINE]
    printf 'protocol=https\nhost=%s\n%s\n' "$1" "${3+$3
}" >"$work/request"
    workfront-credential get --any-host <"$work/request" >"$work/answer" 9<"$fixture/phrase" &&
        grep -qx "password=$2" "$work/answer"
}

answers_all() {
    for number in 1 2 3 4 5 6 7; do
        answers "host-$number.example" "of-$number" &&
            answers two.example "of-user-$number" "username=user-$number" || return
    done
    ! answers host-8.example of-8
}

# The token of then for each of the profile's hosts
tokens_of_then() {
    at=$(($(cat "$fixture/at") - $(date +%s)))
    for name in acme.my.workfront.com acme.preview.workfront.com; do
        printf 'protocol=https\nhost=%s\n\n' "$name" >"$work/request"
        just_started later "$at" workfront-credential get <"$work/request" >"$work/answer" &&
            grep -qx "password=$(cat "$fixture/token")" "$work/answer" || return
    done
}

whole() { # [MORE]: so many records more than were written then
    last=$(($(cat "$fixture/records") + ${1-0}))
    exits 0 "the audit log is whole" workfront-credential audit verify
    has "from the first record to the last" "records 1 to $last, " "$work/out"
}

# Several of everything, with an audit log: by each of its slots alone, and with another key
try_many() { # ARCHIVE
    for slot in "keyfile" "passphrase cost=interactive fd=9" \
        "exec path=/usr/bin/printf arg=%064d arg=7"; do
        given_store "$1" many
        printf 'audit = no\nunlock sufficient %s\n' "$slot" >"$config/config"
        ok "the ${slot%% *} slot opens it, which changes nothing" unchanged answers_all
    done
    given_store "$1" many
    for command in "key list" "key list --json" "audit verify" "audit show" "list" "show" \
        "status" "status --json" "explain get"; do
        # shellcheck disable=SC2086 # several words
        ok "$command changes nothing" unchanged workfront-credential $command
    done
    run workfront-credential key list 9<"$fixture/phrase"
    ok "three slots are listed" [ "$(grep -c ', added .*, can be used here$' "$work/out")" -eq 3 ]
    run workfront-credential list
    for name in acme.my acme.preview other.my third.my; do
        has "and the hosts" "$name.workfront.com" "$work/out"
    done
    whole
    run workfront-credential audit show
    has "with the records of two changes of the key" " rekey " "$work/out"
    has "and of what was done" " hand-out " "$work/out"
    if [ -e "$faketime" ]; then
        echo 'audit = no' >"$config/config"
        ok "the token of then, for each host" unchanged tokens_of_then
    else
        skip "the token of then" "libfaketime isn't here"
    fi
    given_store "$1" many
    exits 0 "the key is changed" workfront-credential rekey 9<"$fixture/phrase"
    whole 1
    ok "and all is there as before" answers_all
    exits 0 "a key slot goes" workfront-credential key remove 2 9<"$fixture/phrase"
    ok "and the rest opens" answers_all
    [ ! -e "$faketime" ] || ok "the token of then is that one still" tokens_of_then
    exits 0 "the audit log is whole" workfront-credential audit verify
}

for archive in "$top_srcdir"/tests/fixtures/store-*.tar; do
    echo "# ${archive##*/}"
    given_store "$archive" keyfile
    ok "reading changes nothing" unchanged workfront-credential list
    exits 0 "the hosts are listed" workfront-credential list
    has "with the first one" "acme.my.workfront.com" "$work/out"
    has "the one that was added" "acme.preview.workfront.com" "$work/out"
    has "and the other profile's" "other.my.workfront.com" "$work/out"
    exits 5 "status tells" workfront-credential status --json
    has "what Adobe said" '"last_failure": "refused"' "$work/out"
    has "and what Workfront said" '"access_level"' "$work/out"
    yields second
    if [ -e "$faketime" ]; then
        at=$(($(cat "$fixture/at") - $(date +%s)))
        run just_started later "$at" workfront-credential token --non-interactive
        ok "the token of then is handed out then" cmp "$work/out" "$fixture/token"
    else
        skip "the token of then" "libfaketime isn't here"
    fi
    if installed python3; then
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
    ! tar -tf "$archive" many >/dev/null 2>&1 || try_many "$archive"
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

needs "a newer file of keys" python3
given_store "$archive" keyfile
PYTHONPATH=$top_srcdir/tests/lib python3 -c '
import sys
from read_store import check_line, read
for name in sys.argv[1:]:
    body = read(name)[:-39].replace(b"workfront-credential-keys=1", b"workfront-credential-keys=3")
    open(name, "wb").write(body + check_line(body))' "$store/keys" "$store/keys.copy"
exits 1 "so is a newer file of keys" workfront-credential token
has "by name" "newer" "$work/err"
exits 1 "also by setup" workfront-credential setup --no-verify --from "$credential" --host "$host"
has "by name" "newer" "$work/err"
has "with what to do" "hint:" "$work/err"

finish

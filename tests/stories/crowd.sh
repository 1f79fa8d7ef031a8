#!/bin/sh
# Many writers and readers of one store, some of them killed at any moment, while the store gets one
# new key after the other: what was acknowledged is there and whole, no reader sees anything else,
# and nothing is left behind. CROWD is how many of each (4), CROWD_SECONDS how long (3);
# `make torture` takes 64 of each for a minute.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
crowd=${CROWD:-4}
seconds=${CROWD_SECONDS:-3}
store=$XDG_DATA_HOME/workfront-credential

offer() { # NUMBER ROUND
    printf 'protocol=https\nhost=host%s.example\nusername=me\npassword=%s-%s-%s\n\n' "$1" "$1" "$2" \
        0123456789012345678901234567890123456789
}

# Who has waited too long for the others says so: that is no failure
is_busy() { # FILE
    [ "$(grep -c ': error: ' "$1")" -eq 1 ] && grep -q "error: .*another process for too long" "$1"
}

# Keeps one round after the other; `acknowledged` is the last one that the program said it has.
# Now and then it kills its own program at a moment that nobody has chosen.
writer() { # NUMBER
    round=0
    while [ ! -e "$work/over" ]; do
        round=$((round + 1))
        offer "$1" "$round" >"$work/offer.$1"
        if [ $((round % 5)) -eq 0 ]; then
            workfront-credential store --any-host <"$work/offer.$1" 2>>"$work/errors" &
            victim=$!
            [ $((round % 2)) -eq 0 ] || sleep 0.00$((round % 10))
            kill -9 "$victim" 2>/dev/null
            wait "$victim" 2>/dev/null && echo "$round" >"$work/acknowledged.$1"
        elif workfront-credential store --any-host <"$work/offer.$1" 2>"$work/errors.$1"; then
            echo "$round" >"$work/acknowledged.$1"
        elif ! is_busy "$work/errors.$1"; then
            echo "writer $1, round $round: $(cat "$work/errors.$1")" >>"$work/failures"
        fi
        echo "$round" >"$work/tried.$1"
    done
}

# A rekey that was overtaken in the changing of the slots, by whoever ended one that was killed
is_overtaken() { # FILE
    grep -q "error: .*another process has changed the key slots meanwhile" "$1"
}

# Changes the store's key again and again, every third time killed at it. It needs a moment in which
# no record is locked, and gets it though the writers never pause, since they let it pass
rekeyer() {
    change=0
    while [ ! -e "$work/over" ]; do
        change=$((change + 1))
        workfront-credential rekey >/dev/null 2>"$work/rekey.err" &
        victim=$!
        if [ $((change % 3)) -eq 0 ]; then
            sleep 0.0$((change % 7))
            kill -9 "$victim" 2>/dev/null
            wait "$victim" 2>/dev/null
        elif wait "$victim"; then
            echo "$change" >>"$work/rekeyed"
        elif ! is_overtaken "$work/rekey.err"; then
            cat "$work/rekey.err" >>"$work/failures"
        fi
    done
}

password_of() { # NUMBER
    printf 'protocol=https\nhost=host%s.example\n\n' "$1" | workfront-credential get --any-host 2>>"$work/errors" |
        sed -n 's/^password=//p'
}

# A reader sees a round that was offered, whole
reader() { # NUMBER
    while [ ! -e "$work/over" ]; do
        found=$(password_of "$1")
        case $found in
        "$1"-[0-9]*-0123456789012345678901234567890123456789) ;;
        *) echo "reader $1: $found" >>"$work/failures" ;;
        esac
    done
}

: >"$work/errors"
: >"$work/failures"
number=0
while [ "$number" -lt "$crowd" ]; do
    number=$((number + 1))
    offer "$number" 0 | workfront-credential store --any-host
    echo 0 >"$work/acknowledged.$number"
done
pids=
number=0
while [ "$number" -lt "$crowd" ]; do
    number=$((number + 1))
    writer "$number" 2>/dev/null &
    pids="$pids $!"
    reader "$number" &
    pids="$pids $!"
done
: >"$work/rekeyed"
rekeyer 2>/dev/null &
pids="$pids $!"
sleep "$seconds"
while [ ! -s "$work/rekeyed" ] && [ ! -s "$work/failures" ]; do
    sleep 0.1
done
: >"$work/over"
# shellcheck disable=SC2086 # numbers
wait $pids 2>/dev/null

silent "nobody failed who wasn't killed" "$work/failures"
number=0 lost=0 rounds=0
while [ "$number" -lt "$crowd" ]; do
    number=$((number + 1))
    found=$(password_of "$number" | cut -d- -f2)
    rounds=$((rounds + ${found:-0}))
    [ "${found:--1}" -ge "$(cat "$work/acknowledged.$number")" ] &&
        [ "${found:--1}" -le "$(cat "$work/tried.$number")" ] || lost=$((lost + 1))
done
ok "something was written ($rounds rounds)" [ "$rounds" -gt "$crowd" ]
ok "the store's key changed meanwhile ($(wc -l <"$work/rekeyed") times)" [ -s "$work/rekeyed" ]
ok "no acknowledged record is lost" [ "$lost" -eq 0 ]
exits 0 "the store opens" workfront-credential status
ok "no temporary file is left" [ -z "$(find "$store" -name new)" ]
ok "no lock is stuck" sh -c "$(command -v timeout) 60 workfront-credential store --any-host <'$work/offer.1'"
exits 0 "the audit log is whole" workfront-credential audit verify
exits 0 "the store's key can be changed" workfront-credential rekey
ok "one folder of records is left" [ "$(find "$store" -name 'records-*' | wc -l)" -eq 1 ]
if command -v python3 >/dev/null; then
    exits 0 "a reader that knows FORMAT.md only reads it" python3 "$top_srcdir/tests/lib/read_store.py" \
        "$store" "$XDG_CONFIG_HOME/workfront-credential/key"
    ok "with all that was kept" [ "$(grep -c '^entry ' "$work/out")" -eq "$crowd" ]
else
    skip "a reader that knows FORMAT.md only" "python3 isn't installed"
fi
finish

#!/bin/sh
# The model of a rotation, on the code that decides: all states of one machine, of one beside another
# that uses the secret and of one beside a fleet's minter that sleeps, the nearest of two that rotate, and years of nights at random. Each
# rule that is taken out of that code is missed by it.
# shellcheck disable=SC1003,SC2016 # lines are awk's
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
model=$top_builddir/tests/model/rotation_model
code=$top_srcdir/helper/token/rotation/rotation.c

exits 0 "every machine has a secret in every state, and one alone gets to an end" "$model"
comment out
for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    "$model" year "$seed" >>years 2>&1 || echo "$seed" >>failed
done
fails "20 years of a Console that lies: no machine without a secret, and rotations all along" [ -e failed ]
comment years

needs "mutants" cc
mutant() { # WHAT FROM TO: the model must find that this in the code became that
    awk -v from="$2" -v to="$3" '{
        at = index($0, from)
        if (at && !done) { $0 = substr($0, 1, at - 1) to substr($0, at + length(from)); done = 1 }
        print
    } END { exit !done }' "$code" >mutant.c || { result "not ok" "$1: it is there"; return; }
    if ! cc -O1 -std=gnu11 -I"$top_srcdir" -o mutant "$top_srcdir/tests/model/rotation_model.c" \
        "$top_srcdir/tests/model/console_model.c" mutant.c >cc.log 2>&1; then
        result "not ok" "$1: it is built"
        comment cc.log
        return
    fi
    found=0
    timeout 900 ./mutant >found.out 2>&1 || found=$?
    for seed in 1 2 3 4 5 6 7 8; do
        [ "$found" -eq 0 ] || break
        ./mutant year "$seed" >>found.out 2>&1 || found=$?
    done
    ok "$1" sh -c 'cat found.out; [ "$1" -eq 1 ] &&
        grep -qE "a machine has no secret|[^0-9][1-9][0-9]* without an end|: 0 rotations" found.out' - "$found"
}
mutant "without a look at the last use" "since = old->used_at;" "since = since;"
mutant "with a damaged list that is believed" "if (run->outcome != ROTATION_DONE)" \
    "if (run->outcome != ROTATION_DONE && run->outcome != ROTATION_DAMAGED)"
mutant "without the grace" "run->now >= since + run->grace" "run->now >= since"
mutant "without the proof before the new one comes first" "return ROTATION_PROVE;" \
    "return end_idle(rotation, run, ROTATION_ABORTED);"
mutant "without waiting for the fleet's minters" "if (!run->is_awaited)" "if (1)"
mutant "with the old one deleted before it is recorded" "rotation->state = ROTATION_DELETING;" \
    "return delete_secret(run, rotation->new_uuid);"
mutant "without the intent on record" "    return ROTATION_PUBLISH;" "    return ROTATION_ADD;"
mutant "with the lost secret left" "if (!is_seen) {" "if (1) {"
mutant "with an intent that gets old" "if (run->now <= rotation->added_at + MINUTE)" "if (1)"
finish

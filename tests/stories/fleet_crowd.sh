#!/bin/sh
# 200 processes of 20 stores on a dead token: one request to Adobe for all of them.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
. "$top_srcdir/tests/lib/fleet.sh"
given_sandbox
given_faketime
given_engine
given_minter m1
given_reader r1 'fleet-wait = 30s'
for i in 2 3 4 5 6 7 8 9 10; do
    cp -a m1 "m$i"
    cp -a r1 "r$i"
done
sandbox_control DELETE /requests

# Each store's. Sanitizers make processes slow: so many at once would keep each other from the engine
# for longer than it is waited for
ten="1 2 3 4 5 6 7 8 9 10"
[ -z "${INSTRUMENT_CFLAGS-}" ] || ten="1 2"
crowd() {
    for _store in m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 r1 r2 r3 r4 r5 r6 r7 r8 r9 r10; do
        for _process in $ten; do
            (
                on "$_store" later "$1" workfront-credential token >"each.$_store.$_process.out" \
                    2>"each.$_store.$_process.err"
                echo $? >"each.$_store.$_process.status"
            ) &
        done
    done
    wait
}
crowd 90000
asked 1 "one request"
ok "an answer for each" [ "$(cat each.*.status | grep -cx 0)" -eq $((20 * $(echo "$ten" | wc -w))) ]
ok "the same for all" [ "$(sort -u each.*.out | grep -c .)" -eq 1 ]
cat each.*.err >errors
silent "without a message" errors
ok "one value in the engine" [ "$(published)" -eq 1 ]
finish

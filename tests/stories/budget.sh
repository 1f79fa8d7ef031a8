#!/bin/sh
# What the helper may cost: the memory of a cached answer. tests/bench/ has its time.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "budgets" "an instrumented build has its own"
    finish
fi
if ! command time -f %M true 2>/dev/null; then
    skip "budgets" "time isn't installed"
    finish
fi
given_sandbox
given_profile

peak() { # COMMAND…: KiB that were resident at most
    command time -f %M -o "$work/peak" "$@" >/dev/null
    cat "$work/peak"
}

workfront-credential token >/dev/null
request >"$work/request"
most=$(peak workfront-credential get <"$work/request")
ok "a cached get is under 4 MiB of memory ($most KiB)" [ "${most:-999999}" -lt 4096 ]
finish

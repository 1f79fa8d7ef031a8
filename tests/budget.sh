#!/bin/sh
# What the helper may cost: the size of its code, and the memory of a cached answer.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"
. "$top_srcdir/tests/admin.sh"
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "budgets" "an instrumented build has its own"
    finish
fi
given_sandbox
given_profile

# Our own code and data: libraries that are copied into the helper are not counted
own_size() {
    size -t "$top_builddir/helper/main.o" "$top_builddir/libhelper.a" "$top_builddir/libstore.a" \
        "$top_builddir/libprotocol.a" | awk 'END { print $1 + $2 }'
}

peak() { # COMMAND…: KiB that were resident at most
    command time -f %M -o "$work/peak" "$@" >/dev/null
    cat "$work/peak"
}

# A fence against growth. The aim is 150 KiB, which the commands added since have outgrown.
own=$(own_size)
ok "the helper's own code is under 280 KiB ($own bytes)" [ "${own:-999999}" -lt 286720 ]
workfront-credential token >/dev/null
request >"$work/request"
most=$(peak workfront-credential get <"$work/request")
ok "a cached get is under 4 MiB of memory ($most KiB)" [ "${most:-999999}" -lt 4096 ]
finish

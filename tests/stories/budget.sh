#!/bin/sh
# What the helper may cost: its size, and the memory of a cached answer.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "budgets" "an instrumented build has its own"
    finish
fi
given_sandbox
given_profile

# The helper as a distribution builds it, with shared libraries and without symbols
build_small() {
    # shellcheck disable=SC2086 # a compiler command and flags are words
    $CC $HARDEN_LDFLAGS $SIZE_LDFLAGS -o "$work/small" "$top_builddir/helper/main.o" \
        "$top_builddir/libhelper.a" "$top_builddir/libstore.a" "$top_builddir/libprotocol.a" \
        -lsodium -ljansson && strip "$work/small"
}

peak() { # COMMAND…: KiB that were resident at most
    command time -f %M -o "$work/peak" "$@" >/dev/null
    cat "$work/peak"
}

case " $CFLAGS " in
*" -Os "*)
    ok "the helper can be built with shared libraries" build_small
    size=$(wc -c <"$work/small")
    ok "stripped it is under 150 KiB ($size bytes)" [ "$size" -lt 153600 ]
    ;;
*) skip "the size of the helper" "this build was asked for other code than small" ;;
esac
workfront-credential token >/dev/null
request >"$work/request"
most=$(peak workfront-credential get <"$work/request")
ok "a cached get is under 4 MiB of memory ($most KiB)" [ "${most:-999999}" -lt 4096 ]
finish

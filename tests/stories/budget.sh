#!/bin/sh
# What the helper may cost: the memory, instructions, system calls and page faults of a cached
# answer, which are the same on a busy machine. tests/bench/ has its time, which isn't.
#
# The fences stand a little above what was reached with gcc and its default flags (-Os): 200,000
# instructions (213,000 for env) and 61 calls, of which 7 look at the folders above key and store,
# one a folder; and 21 to 27 faults, by where things come to lie, more than a static program that
# only prints a line.
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

measure() { # FORMAT COMMAND…: what time(1) says, the least of five runs
    _format=$1
    shift
    for _run in 1 2 3 4 5; do
        command time -f "$_format" -o "$work/measure" "$@" <"$work/request" >/dev/null 2>&1
        cat "$work/measure"
    done | sort -n | head -n 1
}
calls() { # COMMAND…
    strace -o "$work/trace" "$@" <"$work/request" >/dev/null 2>&1
    grep -c '(' "$work/trace"
}
instructions() { # COMMAND…
    valgrind --tool=callgrind --callgrind-out-file="$work/callgrind" "$@" <"$work/request" 2>&1 >/dev/null |
        sed -n 's/.*refs: *//p' | tr -d ,
}
within() { # WHAT MOST NUMBER
    ok "$1 ($3, at most $2)" [ "${3:-999999}" -le "$2" ]
}

workfront-credential token >/dev/null
request >"$work/request"
within "KiB of memory for a cached get" 4095 "$(measure %M workfront-credential get)"

floor=$top_builddir/tests/bench/bare-static
needs "instructions, calls and faults of a helper with the system's C library" "$floor"
for command in get token header env; do
    if installed strace && [ "$(calls true)" -gt 0 ]; then
        within "system calls of a cached $command" 63 "$(calls workfront-credential $command)"
    else
        skip "system calls of a cached $command" "strace can't be used here"
    fi
    if installed valgrind; then
        within "instructions of a cached $command" 240000 "$(instructions workfront-credential $command)"
    else
        skip "instructions of a cached $command" "valgrind isn't installed"
    fi
    faults=$(($(measure %R workfront-credential $command) - $(measure %R "$floor")))
    within "page faults of a cached $command beside those of a program that prints a line" 36 "$faults"
done
finish

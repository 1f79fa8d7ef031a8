#!/bin/sh
# The helper as --enable-static-pie makes it, with nothing to load: it keeps what hardening there is
# for such a program, and the stories of those who call it are the same.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"
. "$top_srcdir/tests/tree.sh"
program=$top_builddir/tests/static/workfront-credential
if [ ! -x "$program" ]; then
    skip "a static helper" "it can't be linked here, or not with what this build adds"
    finish
fi

headers() {
    readelf -hldW "$program" >"$work/headers"
}

part() { # REGEXP
    grep -qE "$1" "$work/headers"
}

headers
fails "it needs no loader" part 'INTERP'
fails "and no library" part 'NEEDED'
ok "it lies at any address" part 'Type:.*DYN'
ok "its constants can't be written to" part 'GNU_RELRO'
ok "its stack can't be run" part 'GNU_STACK .* RW  *0x'
given_tree "$program"
export HELPER_LIBRARIES=
for story in dialects env environments exec git hostile_input messages; do
    ok "the same story: $story" told "$story"
done
finish

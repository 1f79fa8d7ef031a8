#!/bin/sh
# The helper as --enable-static-pie makes it, with nothing to load: it keeps what hardening there is
# for such a program, and the stories of those who call it are the same.
# shellcheck disable=SC2154 # make check sets bindir and libexecdir
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"
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

# A tree like the one that is installed, but for this program
given_tree() {
    tree=$work/tree
    mkdir -p "$tree$bindir" "$tree${libexecdir%/*}"
    cp -R "$stage_libexecdir" "$tree$libexecdir"
    cp -P "$stage_bindir"/* "$tree$bindir"
    cp "$program" "$tree$bindir/workfront-credential"
}

told() ( # STORY
    stage_bindir=$tree$bindir stage_libexecdir=$tree$libexecdir HELPER_LIBRARIES=
    PATH=$stage_bindir:$PATH
    export stage_bindir stage_libexecdir HELPER_LIBRARIES PATH
    sh "$top_srcdir/tests/$1.sh" >"$work/$1.tap" 2>&1
    grep -E '^(not ok|Bail out)' "$work/$1.tap"
    grep -q '^ok' "$work/$1.tap" && ! grep -qE '^(not ok|Bail out)' "$work/$1.tap"
)

headers
fails "it needs no loader" part 'INTERP'
fails "and no library" part 'NEEDED'
ok "it lies at any address" part 'Type:.*DYN'
ok "its constants can't be written to" part 'GNU_RELRO'
ok "its stack can't be run" part 'GNU_STACK .* RW  *0x'
given_tree
for story in dialects env environments exec git hostile_input messages; do
    ok "the same story: $story" told "$story"
done
finish

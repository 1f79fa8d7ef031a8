# tree.sh: stories told again, by a tree like the one that is installed but for one program, or with
# another environment. After tests/lib/lib.sh:
#
#     given_tree [PROGRAM [NAME]]   make it, with PROGRAM in place of the installed one of that NAME
#     told STORY                    whether the story has at least one result and no failure in it
#     given_preloadable             sets $preloadable, the folder of a helper that a library can be
#                                   preloaded into, for the front of PATH
#
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # stories use preloadable, make check sets bindir and libexecdir

given_tree() {
    tree=$work/tree
    mkdir -p "$tree$bindir" "$tree${libexecdir%/*}"
    cp -R "$stage_libexecdir" "$tree$libexecdir"
    cp -P "$stage_bindir"/* "$tree$bindir"
    [ $# -eq 0 ] || cp "$1" "$(find "$tree" -type f -name "${2-$(basename "$1")}")"
}

given_preloadable() {
    preloadable=$stage_bindir
    if [ -z "${HELPER_LIBRARIES-unknown}" ]; then
        given_tree "$top_builddir/tests/shared/workfront-credential"
        mv "$tree" "$work/preloadable"
        preloadable=$work/preloadable$bindir
    fi
}

told() { # STORY
    env stage_bindir="$tree$bindir" stage_libexecdir="$tree$libexecdir" PATH="$tree$bindir:$PATH" \
        sh "$top_srcdir/tests/stories/$1.sh" >"$work/$1.tap" 2>&1
    grep -E '^(not ok|Bail out)' "$work/$1.tap"
    grep -q '^ok' "$work/$1.tap" && ! grep -qE '^(not ok|Bail out)' "$work/$1.tap"
}

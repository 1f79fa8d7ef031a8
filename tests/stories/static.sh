#!/bin/sh
# The helper as --enable-static-pie makes it, with nothing to load: it keeps what hardening there is
# for such a program. All stories are told of it where it is the installed one; the same helper with
# shared libraries, which is the one for what is preloaded, answers the same.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/tree.sh"
if [ -n "${HELPER_LIBRARIES-unknown}" ]; then
    skip "a static helper" "this build has none"
    finish
fi

headers() {
    readelf -hldW "$stage_bindir/workfront-credential" >"$work/headers"
}

part() { # REGEXP
    grep -qE "$1" "$work/headers"
}

# Whether the page at the beginning of what was relocated can't be written to, in a process
protected() { # PID
    _first=$(grep -m 1 '/workfront-credential$' "/proc/$1/maps") || return
    _at=$((0x${_first%%-*} + $(sed -n 's/^ *GNU_RELRO  *[^ ]*  *\(0x[0-9a-f]*\).*/\1/p' "$work/headers")))
    while read -r _range _rights _rest; do
        if [ $((0x${_range%-*})) -le "$_at" ] && [ "$_at" -lt $((0x${_range#*-})) ]; then
            echo "$_at: $_range $_rights"
            [ "$_rights" = r--p ] && return
        fi
    done <"/proc/$1/maps"
    return 1
}

headers
fails "it needs no loader" part 'INTERP'
fails "and no library" part 'NEEDED'
ok "it lies at any address" part 'Type:.*DYN'
ok "its constants can't be written to" part 'GNU_RELRO'
ok "its stack can't be run" part 'GNU_STACK .* RW  *0x'

# Who opens the pipe is the shell, before it becomes the program
waits() { # PID: is the program, and past its beginning
    grep -q '^Name:.workfront-cred' "/proc/$1/status" && grep -q '^State:.S' "/proc/$1/status"
}

mkfifo "$work/request"
workfront-credential get <"$work/request" >/dev/null 2>&1 &
waiting=$!
exec 4>"$work/request"
ok "it waits for its request" await waits "$waiting"
if [ -n "$(head -n 1 "/proc/$waiting/maps" 2>/dev/null)" ]; then
    ok "nor in the process" protected "$waiting"
else
    skip "a process that can be looked at" "only root can"
fi
exec 4>&-
wait "$waiting"

given_preloadable
tree=${preloadable%"$bindir"}
HELPER_LIBRARIES=$SHARED_LIBRARIES
for story in dialects env environments exec git; do # what reads bytes and writes words needs no library
    ok "the same story with shared libraries: $story" told "$story"
done
finish

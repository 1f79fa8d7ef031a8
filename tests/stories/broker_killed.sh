#!/bin/sh
# The broker, and the helper that it started for a caller, are killed at each of their system calls. The
# caller has a token or is told in one line why not, and another broker answers at the same place.
[ ! -w /dev/shm ] || TMPDIR=/dev/shm
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
torture=$top_builddir/tests/faults/torture
if [ -n "${INSTRUMENT_CFLAGS-}" ] ||
    ! "$torture" --kind kill -- workfront-credential help >"$work/out" 2>&1; then
    skip "killed at a system call" "processes can't be traced here"
    finish
fi
given_sandbox
. "$top_srcdir/tests/lib/broker.sh"
mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
echo 'audit = hand-outs' >"$XDG_CONFIG_HOME/workfront-credential/config"
given_profile
workfront-credential token >/dev/null
echo 'allow any socket=ci profile=default' >"$policy"

# One call, of a broker that is started for it, and listens: a socket that a killed one has left is in
# the folder, but nobody's. A caller that was killed itself is passed on as such.
cat >once <<CODE
"${stage_bindir%"$bindir"}$libexecdir/workfront-credential-broker" --listen "ci=$ci" --policy "$policy" 2>>"$work/broker.err" &
broker=\$!
tries=6000
until grep -q " 00010000 .* $ci\$" /proc/net/unix; do
    tries=\$((tries - 1))
    kill -0 "\$broker" 2>/dev/null && [ "\$tries" -gt 0 ] || break
    sleep 0.01
done
workfront-credential token --broker "$ci"
status=\$?
kill "\$broker" 2>/dev/null
wait "\$broker" 2>/dev/null
[ "\$status" -le 128 ] || kill -9 \$\$
exit "\$status"
CODE
cat >after <<CODE
sh "$work/once" | grep -q '^eyJ' && ! [ -e "$ci" ] && workfront-credential audit verify
CODE

killed() { # WHAT KIND
    ok "$1" "$torture" --kind "$2" --varies --before "rm -f '$ci'" \
        --after "sh '$work/after' >'$work/told' 2>&1" -- sh "$work/once"
    comment told
}
killed "the broker is killed" broker
killed "the helper or the caller is killed" one
hides "nothing secret was said" broker.err
finish

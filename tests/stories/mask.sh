#!/bin/sh
# exec --mask: no token in what a command says, and the command is otherwise as it was.
# shellcheck disable=SC2016 # the command's own variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
token=$(workfront-credential token)

run workfront-credential exec --mask -- sh -c 'echo "a $WORKFRONT_ACCESS_TOKEN b"; echo "c $WORKFRONT_ACCESS_TOKEN" >&2'
same "standard output is masked" "a *** b" "$work/out"
same "and standard error" "c ***" "$work/err"
exits 0 "in pieces" workfront-credential exec --mask -- python3 -c '
import os, sys, time
token = os.environ["WORKFRONT_ACCESS_TOKEN"]
for c in token[:-1]:
    os.write(1, c.encode())
time.sleep(0.2)
os.write(1, token[-1].encode() + b"\n" + token[:-1].encode() + b"\n")'
printf '***\n%s\n' "$(printf %s "$token" | sed 's/.$//')" >expected
ok "the whole token, and nothing that only begins so" cmp "$work/out" expected
exits 0 "a megabyte" workfront-credential exec --mask -- python3 -c '
import os, sys
token = os.environ["WORKFRONT_ACCESS_TOKEN"]
sys.stdout.write(("x" * 65530 + token) * 20)'
ok "across the ends of buffers" python3 -c '
import sys
assert open(sys.argv[1]).read() == ("x" * 65530 + "***") * 20' "$work/out"
exits 7 "the exit status stays" workfront-credential exec --mask -- sh -c 'exit 7'
exits 127 "a command that isn't there" workfront-credential exec --mask -- /no/such/command
exits 143 "a signal stays" sh -c 'workfront-credential exec --mask -- sh -c "kill -TERM \$\$"'
exits 0 "input is the command's" sh -c 'echo in | workfront-credential exec --mask -- cat'
same "and comes out" in "$work/out"
exits 0 "a command that closes its output early" workfront-credential exec --mask -- sh -c 'exec >&- 2>&-; sleep 0.2'
exits 3 "or goes on in silence" workfront-credential exec --mask -- sh -c 'exec >&- 2>&-; sleep 0.2; exit 3'
run sh -c 'workfront-credential exec --mask -- sh -c "yes; echo \$? >ended" | head -n 1'
same "who stops reading stops the command" y "$work/out"
workfront-credential exec --mask -- sh -c 'trap "echo got; exit 5" USR1; echo ready; while :; do sleep 0.1; done' >said &
masking=$!
await grep -q ready said
kill -USR1 "$masking"
wait "$masking"
echo $? >how
same "a signal is passed on" "$(printf 'ready\ngot')" said
same "and its status comes back" 5 how
exits 2 "not with a token file" workfront-credential exec --mask --token-file -- true
finish
